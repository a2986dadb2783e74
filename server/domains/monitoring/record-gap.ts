import type { Deps } from "../../platform/deps.ts";
import { insertGap, type LostCounts } from "./store-deltas.ts";

/**
 * What was counted and is lost. `sequence` 0: what a killed incarnation had not spooled, as its successor read it from the
 * running total; else the delta that the disk did not keep, with 0 requests where nobody knows how many it held.
 */
export type GapInput = { replicaId: string; incarnation: number; sequence: number; from: Date; to: Date; lost: LostCounts[] };

/** Records the gap once for each incarnation and delta: a second call changes nothing. @returns whether this call recorded it */
export async function recordGap(deps: Deps, input: GapInput): Promise<boolean> {
  return insertGap(deps.db, { ...input, now: deps.clock.now() });
}
