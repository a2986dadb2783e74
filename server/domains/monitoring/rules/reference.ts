/** What a reference's ascending values give beside its edges: moments, quartiles, equal-width edges and the sketch's scale. */
import type { NumericReference } from "../contract.ts";
import { distinctNumber, distinctText, newDistinct } from "./distinct.ts";
import { numericBins } from "./edges.ts";
import { countingOn, newSketch, sketchText, sketchValue, type SketchScale } from "./sketch.ts";

export type Moments = { rows: number; mean: number; deviation: number; skewness: number; quartiles: [number, number, number]; minimum: number; maximum: number };

/** Ascending values in chunks; `rows` is how often each one stands there, without it once. */
export type Chunk = { ascending: ArrayLike<number>; rows?: ArrayLike<number> | undefined };

/**
 * Moments by running sums of deviations (Pébay 2008, with weights), population form as numpy's; quartiles as the smallest
 * x with F(x) ≥ k/4.
 * @param total how many values will be pushed
 */
export function momentsBuilder(total: number): { push(chunk: Chunk): void; finish(): Moments } {
  const ranks = [1, 2, 3].map((quarter) => Math.ceil((quarter * total) / 4));
  const quartiles: number[] = [];
  let [rows, mean, m2, m3] = [0, 0, 0, 0];
  let [minimum, maximum] = [NaN, NaN];
  return {
    push({ ascending, rows: weights }) {
      for (let i = 0; i < ascending.length; i++) {
        const x = ascending[i] ?? NaN;
        const weight = weights?.[i] ?? 1;
        if (rows === 0) minimum = x;
        maximum = x;
        const delta = x - mean;
        const after = rows + weight;
        m3 += (delta ** 3 * rows * weight * (rows - weight)) / (after * after) - (3 * delta * weight * m2) / after;
        m2 += (delta * delta * rows * weight) / after;
        mean += (delta * weight) / after;
        rows = after;
        while (quartiles.length < 3 && rows >= (ranks[quartiles.length] ?? Infinity)) quartiles.push(x);
      }
    },
    finish() {
      const deviation = Math.sqrt(m2 / rows);
      return { rows, mean, deviation, skewness: m3 / rows / deviation ** 3, quartiles: [quartiles[0] ?? NaN, quartiles[1] ?? NaN, quartiles[2] ?? NaN], minimum, maximum };
    },
  };
}

/** z counts in interquartile ranges from the median; a range of 0 falls back to the standard deviation, then to 1 (SPEC K1). */
export function scaleOf({ quartiles: [lower, median, upper], deviation }: Moments): SketchScale {
  const usable = [upper - lower, deviation].find((width) => width > 0 && Number.isFinite(1 / width) && Number.isFinite(width));
  return { centre: median, scale: usable ?? 1 };
}

/**
 * Doane's equal-width edges as numpy ≥ 2 cuts them (SPEC N1): range / (1 + log2 n + log2(1 + |g1| / s)) wide, s =
 * √(6(n-2) / ((n+1)(n+3))); whole numbers at least 1 wide; a constant gets one bin, its value ± .5.
 */
export function doaneEdges({ rows: n, deviation, skewness, minimum, maximum }: Moments, whole: boolean): number[] {
  const range = maximum - minimum;
  if (range === 0) return [minimum - 0.5, maximum + 0.5];
  let width = 0;
  if (n > 2 && deviation > 0) {
    const s = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
    width = range / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / s));
    if (whole && width < 1) width = 1;
  }
  const bins = width > 0 ? Math.ceil(range / width) : 1;
  const step = range / bins;
  return Array.from({ length: bins + 1 }, (_, at) => (at === bins ? maximum : minimum + step * at));
}

/** Equal-width edges, and by how much a value's place among them is guessed. */
export type EvenCounting = { edges: Float64Array; bins: number; first: number; last: number; inverse: number };

export function evenCounting(given: readonly number[]): EvenCounting {
  const edges = Float64Array.from(given);
  const bins = edges.length - 1;
  const [first, last] = [edges[0] ?? Infinity, edges[bins] ?? -Infinity];
  return { edges, bins, first, last, inverse: bins / (last - first) };
}

/** The bin of a finite x in equal-width edges, the number of bins for a value outside them. A guess that its own edges confirm needs no search. */
export function evenBinOf({ edges, bins, first, last, inverse }: EvenCounting, x: number): number {
  if (!(x >= first) || x > last) return bins;
  const guess = (x - first) * inverse;
  if (guess < bins) {
    const at = guess | 0;
    if (x >= (edges[at] as number) && x < (edges[at + 1] as number)) return at;
  }
  return searchEven(edges, x);
}

function searchEven(edges: Float64Array, x: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (x >= (edges[middle] ?? Infinity)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The whole reference of values held in memory; those that are not finite are left out. @param whole the tensor holds whole numbers */
export function numericReferenceOf(values: Iterable<number>, whole = false): NumericReference {
  const ascending = Float64Array.from(values).filter(Number.isFinite).sort();
  const bins = { kind: "numeric" as const, ...numericBins(ascending), missing: 0, infinite: 0 };
  if (ascending.length === 0) return bins;
  const moments = momentsBuilder(ascending.length);
  moments.push({ ascending });
  const sketch = sketchBuilder(moments.finish(), whole);
  sketch.push({ ascending });
  return { ...bins, ...sketch.finish() };
}

/** Equal-width bins beyond this are no picture and no use: a far outlier makes them. */
const mostEvenBins = 1000;

/** The second pass over the same values: sketch, equal-width counts, distinct values. @param whole the tensor holds whole numbers */
export function sketchBuilder(moments: Moments, whole: boolean): { push(chunk: Chunk): void; finish(): Pick<NumericReference, "sketch" | "even"> } {
  const scale = scaleOf(moments);
  const counting = countingOn(scale);
  const edges = doaneEdges(moments, whole);
  const evenly = evenCounting(edges);
  const even = Array.from({ length: edges.length }, () => 0);
  const sketch = newSketch();
  const distinct = newDistinct();
  return {
    push({ ascending, rows }) {
      for (let i = 0; i < ascending.length; i++) {
        const x = ascending[i] ?? NaN;
        counting.rows = rows?.[i] ?? 1;
        const bin = evenBinOf(evenly, x);
        even[bin] = (even[bin] ?? 0) + counting.rows;
        sketchValue(sketch, x, counting);
        distinctNumber(distinct, x);
      }
    },
    finish: () => ({
      sketch: { ...scale, mean: moments.mean, deviation: moments.deviation, counts: sketchText(sketch), distinct: distinctText(distinct) },
      ...(edges.length - 1 <= mostEvenBins ? { even: { edges, counts: even.slice(0, -1) } } : {}),
    }),
  };
}
