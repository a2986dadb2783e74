import { Unservable } from "../model-files.ts";

export type BatchLimits = {
  /** Rows of different requests that run together at most; a request with more runs whole, and alone. */
  maxBatchRows: number;
  /** Rows that may wait while a batch runs; what comes on top is refused at once. */
  maxQueueRows: number;
  /** How long a request may wait to begin. */
  deadlineMs: number;
};

const settings = {
  maxBatchRows: { tag: "signalbox.max_batch_rows", most: 1_000_000, usual: 128 },
  maxQueueRows: { tag: "signalbox.max_queue_rows", most: 10_000_000, usual: 8192 },
  deadlineMs: { tag: "signalbox.deadline_ms", most: 3_600_000, usual: 10_000 },
} as const satisfies Record<keyof BatchLimits, { tag: string; most: number; usual: number }>;

/** What a version says of its own batches by its tags. @throws Unservable naming the tag and what it takes */
export function batchLimits(tags: Readonly<Record<string, string>>): BatchLimits {
  const read = (name: keyof BatchLimits): number => {
    const { tag, most, usual } = settings[name];
    const text = tags[tag];
    if (text === undefined) return usual;
    if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most) throw new Unservable(`its tag ${tag} is '${text.slice(0, 40)}', a whole number from 1 to ${most} wanted`);
    return Number(text);
  };
  return { maxBatchRows: read("maxBatchRows"), maxQueueRows: read("maxQueueRows"), deadlineMs: read("deadlineMs") };
}
