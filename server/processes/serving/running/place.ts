import type { BatchLimits } from "./batch-limits.ts";

/** How long a batch may keep the thread that all requests share, milliseconds. */
export const shareMs = 2;

/** Times of a row and of a full batch, milliseconds; null where the model took neither its example nor zeros, or is not batched. */
export type Timing = { oneRowMs: number | null; batchMs: number | null };
export type Place = { ownProcess: boolean; maxBatchRows: number };

/**
 * Where a model runs: by itself when one row takes longer than its share of the request thread, or nobody knows how
 * long; else on that thread, in batches that keep to the share.
 */
export function placeOf({ oneRowMs, batchMs }: Timing, { maxBatchRows }: Pick<BatchLimits, "maxBatchRows">): Place {
  if (oneRowMs === null || oneRowMs > shareMs) return { ownProcess: true, maxBatchRows };
  if (batchMs === null || batchMs <= shareMs) return { ownProcess: false, maxBatchRows };
  return { ownProcess: false, maxBatchRows: Math.max(1, Math.floor((maxBatchRows * shareMs) / batchMs)) };
}
