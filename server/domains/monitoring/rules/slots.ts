/**
 * Hours of the week: 168 slots, Monday 00:00 first. A baseline with timestamps keeps each column's counts by slot, and a
 * window is compared with the sum of its own slots, so that like is compared with like (drift-alerts.md, SPEC V10).
 */
import type { ReferenceColumn } from "../contract.ts";

export const slotCount = 168;
const hourMs = 3_600_000;
const weekMs = slotCount * hourMs;
/** Zones differ from UTC by whole quarters of an hour. */
export const quarterMs = hourMs / 4;
/** The epoch began on a Thursday. */
const epochSlot = 72;

type Reference = ReferenceColumn["reference"];
/** Counts of a column by slot: `slotWidth` numbers a slot, in the reference's order, then missing, then infinite. */
export type SlotCounts = readonly number[];

export const slotWidth = (reference: Reference): number => reference.counts.length + (reference.kind === "numeric" ? 2 : 1);

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/**
 * The slot of a moment in a zone.
 * @throws RangeError for a zone that is none
 */
export function slotIn(zone: string): (ms: number) => number {
  if (zone === "UTC") return (ms) => (((Math.floor(ms / hourMs) + epochSlot) % slotCount) + slotCount) % slotCount;
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "short", hour: "2-digit", hourCycle: "h23" });
  const known = new Map<number, number>();
  return (ms) => {
    const quarter = Math.floor(ms / quarterMs);
    let slot = known.get(quarter);
    if (slot === undefined) {
      const parts = format.formatToParts(quarter * quarterMs);
      const part = (type: "weekday" | "hour") => parts.find((one) => one.type === type)?.value ?? "";
      slot = weekdays.indexOf(part("weekday")) * 24 + Number(part("hour"));
      known.set(quarter, slot);
    }
    return slot;
  };
}

/**
 * How much of each slot a window [fromMs, toMs) covers, 0 to 1; from a week on all of all. A slot that a long window meets
 * twice weighs no more than once: M is rows that the baseline really has.
 */
export function slotWeights({ fromMs, toMs }: { fromMs: number; toMs: number }, slotOf: (ms: number) => number): Float64Array {
  if (toMs - fromMs >= weekMs) return new Float64Array(slotCount).fill(1);
  const weights = new Float64Array(slotCount);
  for (let at = fromMs; at < toMs;) {
    const next = Math.min(toMs, (Math.floor(at / quarterMs) + 1) * quarterMs);
    const slot = slotOf(at);
    weights[slot] = (weights[slot] ?? 0) + (next - at) / hourMs;
    at = next;
  }
  for (const [slot, weight] of weights.entries()) weights[slot] = Math.min(1, weight);
  return weights;
}

/** The reference with the counts of a window's own slots in place of all. */
export function referenceOfSlots(reference: Reference, counts: SlotCounts, weights: Float64Array): Reference {
  const width = slotWidth(reference);
  const sums = new Float64Array(width);
  for (const [slot, weight] of weights.entries()) {
    if (weight === 0) continue;
    for (let i = 0; i < width; i++) sums[i] = (sums[i] ?? 0) + weight * (counts[slot * width + i] ?? 0);
  }
  const bins = Array.from(sums.subarray(0, reference.counts.length));
  const missing = sums[reference.counts.length] ?? 0;
  return reference.kind === "numeric" ? { ...reference, counts: bins, missing, infinite: sums[width - 1] ?? 0 } : { ...reference, counts: bins, missing };
}
