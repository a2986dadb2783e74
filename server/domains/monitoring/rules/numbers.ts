/** What a column's values are like in a few numbers, beside what the baseline's were (SPEC K7, H1). */
import type { ColumnCounters, ColumnNumbers, ColumnSketch, ReferenceColumn } from "../contract.ts";
import { addDistinct, distinctCount, newDistinct } from "./distinct.ts";
import { columnRows } from "./merge.ts";
import { bucketsOf, readSketch, type SketchScale } from "./sketch.ts";
import { sketchMean, sketchQuantile } from "./sketch-distance.ts";

export const quantilesTold = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;
type Sketch = Pick<ColumnSketch, "counts" | "distinct" | "minimum" | "maximum">;

function ofSketch(told: Sketch, scale: SketchScale): Omit<ColumnNumbers, "missingShare"> {
  const sketch = readSketch(told.counts);
  const distinct = newDistinct();
  addDistinct(distinct, told.distinct);
  const of = { sketch, minimum: told.minimum, maximum: told.maximum };
  return {
    mean: sketchMean(sketch, scale), minimum: told.minimum, maximum: told.maximum, distinct: distinctCount(distinct),
    quantiles: quantilesTold.flatMap((q) => { const found = sketchQuantile(of, q, scale); return found === null ? [] : [{ q, ...found }]; }),
  };
}

const share = (part: number, rows: number): number | null => (rows === 0 ? null : part / rows);
const nothing = { mean: null, minimum: null, maximum: null, distinct: null, quantiles: [] };

/** The baseline's numbers; what only a sketch gives is null where the profile has none. */
export function baselineNumbers({ reference }: ReferenceColumn, rows: number): ColumnNumbers {
  const missingShare = share(reference.missing, rows);
  if (reference.kind === "categorical") return { ...nothing, distinct: reference.counts.filter((count) => count > 0).length, missingShare };
  const { sketch, minimum, maximum } = reference;
  return { ...(sketch === undefined ? { ...nothing, minimum, maximum } : { ...ofSketch({ ...sketch, minimum, maximum }, sketch), mean: sketch.mean }), missingShare };
}

/** A window's numbers. @param sketch undefined where a part of the window was counted without one */
export function liveNumbers({ reference }: ReferenceColumn, counters: ColumnCounters | undefined, sketch: ColumnSketch | undefined): ColumnNumbers {
  if (counters === undefined) return { ...nothing, missingShare: null };
  const missingShare = share(counters.null + counters.nan, columnRows(counters));
  if (reference.kind === "categorical") return { ...nothing, distinct: counters.bins.filter((count) => count > 0).length + Object.keys(counters.fresh).length, missingShare };
  return { ...(reference.sketch === undefined || sketch === undefined ? nothing : ofSketch(sketch, reference.sketch)), missingShare };
}

/** Rows of a sketch up to each edge and over the last, straight lines inside a bucket: another version's rows on this one's bins. */
export function rebinned(counts: string, scale: SketchScale, edges: readonly number[]): number[] {
  const buckets = bucketsOf(readSketch(counts));
  const upTo = (x: number): number => {
    const z = (x - scale.centre) / scale.scale;
    return buckets.reduce((rows, bucket) => rows + bucket.rows * Math.min(1, Math.max(0, (z - bucket.low) / (bucket.high - bucket.low))), 0);
  };
  const total = buckets.reduce((rows, bucket) => rows + bucket.rows, 0);
  const cuts = [0, ...edges.map((edge) => Math.round(upTo(edge))), total];
  return cuts.slice(1).map((cut, i) => cut - (cuts[i] ?? 0));
}
