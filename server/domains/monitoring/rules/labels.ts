import { newLabelsKept } from "../contract.ts";

/** Longest label kept as it is, in UTF-16 units. */
export const labelUnits = 256;
const headUnits = 200;

/**
 * A fixed 53-bit hash of a label: the two mixed 32-bit lanes of a multiplicative string hash. It orders labels for the
 * cap (SPEC L3); it guards nothing.
 */
export function labelHash(label: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < label.length; i++) {
    const unit = label.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return 4294967296 * (0x1fffff & low) + (high >>> 0);
}

/**
 * The text by which a categorical value is counted (SPEC L1, L2): booleans "true" and "false", whole numbers in decimal,
 * strings as they are. Text that a JSON column cannot hold (U+0000, lone surrogates) is replaced, and a label over
 * `labelUnits` becomes its head and its hash, so that no caller can fill the counters with one request.
 */
export function labelOf(value: string | boolean | number | bigint): string {
  if (typeof value !== "string") return typeof value === "number" && Object.is(value, -0) ? "0" : String(value);
  const text = value.isWellFormed() && !value.includes("\u0000") ? value : value.toWellFormed().replaceAll("\u0000", "\u2400");
  return text.length <= labelUnits ? text : `${text.slice(0, headUnits).toWellFormed()}…#${labelHash(text).toString(16)}`;
}

/**
 * Cuts new labels to the `kept` lowest in hash order and says how many rows went with the rest (SPEC L3). A label among
 * the lowest of a union is among the lowest of each part that has it, so its count is exact whatever the split.
 */
export function capLabels(counts: Map<string, number>, kept: number = newLabelsKept): number {
  if (counts.size <= kept) return 0;
  // Each label is hashed once: callers can bring tens of thousands, window after window.
  const labels = [...counts.keys()];
  const hashes = Float64Array.from(labels, labelHash);
  const last = Float64Array.from(hashes).sort()[kept - 1] ?? -1;
  const below = hashes.reduce((count, hash) => (hash < last ? count + 1 : count), 0);
  const ties = labels.filter((_, at) => hashes[at] === last).sort();
  const keptTies = new Set(ties.slice(0, kept - below));
  let evicted = 0;
  for (const [at, label] of labels.entries()) {
    const hash = hashes[at] ?? 0;
    if (hash < last || (hash === last && keptTies.has(label))) continue;
    evicted += counts.get(label) ?? 0;
    counts.delete(label);
  }
  return evicted;
}
