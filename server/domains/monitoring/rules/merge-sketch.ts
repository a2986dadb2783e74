import type { ColumnSketch, WindowCounters } from "../contract.ts";
import { addDistinct, distinctText, newDistinct, type Distinct } from "./distinct.ts";
import { addSketch, newSketch, sketchText, type Sketch } from "./sketch.ts";

/** A column's sketches of several windows. Extremes and distinct values cannot be taken out again: `slid` once some were, and from then on unknown. */
export type SketchSum = { sketch: Sketch; even: number[]; distinct: Distinct; minimum: number | null; maximum: number | null; slid: boolean };
/** By column; `without` counts the windows with rows in bins that had no sketch: while it is over 0 the sum is not whole. */
export type SketchSums = { columns: Map<string, SketchSum>; without: Map<string, number> };
export const newSketchSums = (): SketchSums => ({ columns: new Map(), without: new Map() });

const lower = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
const higher = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b));

function addEven(into: number[], counts: readonly number[], sign: 1 | -1): void {
  for (const [i, count] of counts.entries()) into[i] = (into[i] ?? 0) + sign * count;
}

function step(sums: SketchSums, part: WindowCounters, sign: 1 | -1): [string, ColumnSketch, SketchSum][] {
  const found: [string, ColumnSketch, SketchSum][] = [];
  for (const [name, counters] of Object.entries(part.columns)) {
    const own = part.sketches !== undefined && Object.hasOwn(part.sketches, name) ? part.sketches[name] : undefined;
    if (own === undefined) {
      if (counters.bins.some((count) => count > 0)) sums.without.set(name, (sums.without.get(name) ?? 0) + sign);
      continue;
    }
    let sum = sums.columns.get(name);
    if (sum === undefined) sums.columns.set(name, (sum = { sketch: newSketch(), even: own.even.map(() => 0), distinct: newDistinct(), minimum: null, maximum: null, slid: false }));
    addSketch(sum.sketch, own.counts, sign);
    addEven(sum.even, own.even, sign);
    found.push([name, own, sum]);
  }
  return found;
}

/** Adds a window's sketches (SPEC K3, K4, H1). */
export function addSketches(sums: SketchSums, part: WindowCounters): void {
  for (const [, own, sum] of step(sums, part, 1)) {
    if (sum.slid) continue;
    addDistinct(sum.distinct, own.distinct);
    sum.minimum = lower(sum.minimum, own.minimum);
    sum.maximum = higher(sum.maximum, own.maximum);
  }
}

/** Takes a window's sketches out again that were added. */
export function removeSketches(sums: SketchSums, part: WindowCounters): void {
  for (const [, , sum] of step(sums, part, -1)) Object.assign(sum, { minimum: null, maximum: null, slid: true });
}

/** A column's sum, when every window with rows had a sketch. */
export function wholeSketch(sums: SketchSums, name: string): SketchSum | undefined {
  return (sums.without.get(name) ?? 0) > 0 ? undefined : sums.columns.get(name);
}

/** The sums as windows carry them, columns in text order; undefined when there are none. */
export function sketchesOf(sums: SketchSums): Record<string, ColumnSketch> | undefined {
  const whole = [...sums.columns.keys()].toSorted().flatMap((name): [string, ColumnSketch][] => {
    const sum = wholeSketch(sums, name);
    return sum ? [[name, { counts: sketchText(sum.sketch), even: sum.even, distinct: distinctText(sum.distinct), minimum: sum.minimum, maximum: sum.maximum }]] : [];
  });
  return whole.length > 0 ? Object.fromEntries(whole) : undefined;
}
