import { blocksOf, bucketsOf, type Sketch, type SketchScale } from "./sketch.ts";

/** A number known to lie between `lo` and `hi`, both included. */
export type Interval = { value: number; lo: number; hi: number };
/** A stream's sketch with the exact extremes of its finite values; null where only their buckets are known. */
export type Sketched = { sketch: Sketch; minimum: number | null; maximum: number | null };

/** One bucket of the axis with both streams' shares in it and below it. */
type Step = { low: number; high: number; f0: number; f1: number; g0: number; g1: number };

/**
 * Both streams' distribution functions over the buckets that either has, ascending in z, without the gaps between them;
 * the outer ends are the streams' own extremes where they are known.
 */
function steps(reference: Sketched, current: Sketched, { centre, scale }: SketchScale): Step[] {
  const ends = new Map<number, { high: number; f: number; g: number }>();
  let [m, n] = [0, 0];
  for (const bucket of bucketsOf(reference.sketch)) {
    ends.set(bucket.low, { high: bucket.high, f: bucket.rows, g: 0 });
    m += bucket.rows;
  }
  for (const bucket of bucketsOf(current.sketch)) {
    const found = ends.get(bucket.low);
    if (found) found.g = bucket.rows;
    else ends.set(bucket.low, { high: bucket.high, f: 0, g: bucket.rows });
    n += bucket.rows;
  }
  let [f, g] = [0, 0];
  const all = [...ends].toSorted(([a], [b]) => a - b).map(([low, { high, f: df, g: dg }]): Step => {
    const step = { low, high, f0: f / m, f1: (f + df) / m, g0: g / n, g1: (g + dg) / n };
    f += df;
    g += dg;
    return step;
  });
  const [first, last] = [all[0], all.at(-1)];
  const known = <End extends "minimum" | "maximum">(end: End) => [reference[end], current[end]].flatMap((value) => (value === null ? [] : [(value - centre) / scale]));
  const [lowest, highest] = [known("minimum"), known("maximum")];
  if (first && lowest.length === 2) first.low = Math.min(...lowest);
  if (last && highest.length === 2) last.high = Math.max(...highest);
  return all;
}

/** The most that either distribution function can be over the other somewhere in a bucket. */
const gapIn = ({ f0, f1, g0, g1 }: Step): number => Math.max(f1 - g0, g1 - f0);

const isOneValue = ({ minimum, maximum }: Sketched): boolean => minimum !== null && minimum === maximum;

/**
 * Kolmogorov–Smirnov's D, sup |F - G| (SPEC K5). At a bucket's end both functions are known, so `lo`, the largest gap
 * there, is certain; two columns of one value each need no bucket. Inside a bucket F is at most its value at the upper end while G is at least its value at the lower.
 */
export function ksInterval(reference: Sketched, current: Sketched, scale: SketchScale): Interval {
  if (isOneValue(reference) && isOneValue(current)) {
    const gap = reference.minimum === current.minimum ? 0 : 1;
    return { value: gap, lo: gap, hi: gap };
  }
  let [lo, hi] = [0, 0];
  for (const step of steps(reference, current, scale)) {
    lo = Math.max(lo, Math.abs(step.f1 - step.g1));
    hi = Math.max(hi, gapIn(step));
  }
  return { value: lo, lo, hi: Math.max(lo, hi) };
}

type Area = { lo: number; value: number; hi: number };

/** ∫|F - G| over a bucket of that width, both rising by what they rise anywhere inside it; the value takes straight lines. */
function areaIn(step: Step, width: number): Area {
  const [least, most] = [step.f0 - step.g1, step.f1 - step.g0];
  const [d0, d1] = [step.f0 - step.g0, step.f1 - step.g1];
  const straight = d0 * d1 >= 0 ? (Math.abs(d0) + Math.abs(d1)) / 2 : (d0 * d0 + d1 * d1) / (2 * Math.abs(d0 - d1));
  const lo = least > 0 ? least : most < 0 ? -most : 0;
  return { lo: lo * width, value: straight * width, hi: gapIn(step) * width };
}

/** Signed ∫(F - G) over each block that either stream has rows in, by the block's lower end: known from rows and sums. */
function blockAreas(reference: Sketched, current: Sketched): Map<number, { high: number; area: (f0: number, g0: number) => number }> {
  const parts = new Map<number, { high: number; f: [rows: number, sum: number]; g: [rows: number, sum: number] }>();
  const total = (of: Sketched) => blocksOf(of.sketch).reduce((sum, block) => sum + block.rows, 0);
  const [m, n] = [total(reference), total(current)];
  for (const block of blocksOf(reference.sketch)) parts.set(block.low, { high: block.high, f: [block.rows / m, block.sum / m], g: [0, 0] });
  for (const block of blocksOf(current.sketch)) {
    const found = parts.get(block.low);
    const own: [number, number] = [block.rows / n, block.sum / n];
    if (found) found.g = own;
    else parts.set(block.low, { high: block.high, f: [0, 0], g: own });
  }
  // ∫ F over [a, b] = (b - a) F(a) + Σ (b - x) / m
  return new Map([...parts].map(([low, { high, f, g }]) => [low, { high, area: (f0, g0) => (high - low) * (f0 - g0) + high * (f[0] - g[0]) - (f[1] - g[1]) }]));
}

/** Rows' positions are whole units of a block's 65,536th. */
const unitShare = 2 ** -15;

/**
 * Wasserstein's W1 = ∫|F - G| dx, in the column's unit (SPEC K6). Where one function is certainly the larger throughout
 * a block, its part is the block's signed area, which the position sums give; elsewhere each bucket gives its own bounds.
 */
export function wassersteinInterval(reference: Sketched, current: Sketched, scale: SketchScale): Interval {
  const areas = [...blockAreas(reference, current)].toSorted(([a], [b]) => a - b);
  const all = steps(reference, current, scale);
  const sum: Area = { lo: 0, value: 0, hi: 0 };
  const add = ({ lo, value, hi }: Area) => {
    sum.lo += lo;
    sum.value += value;
    sum.hi += hi;
  };
  let at = 0;
  let before: Step | undefined;
  for (const [low, block] of areas) {
    const inside: Step[] = [];
    while (at < all.length && (all[at]?.low ?? Infinity) < block.high) inside.push(all[at++] as Step);
    const [first, last] = [inside[0], inside.at(-1)];
    if (first === undefined || last === undefined) continue;
    // Between what came before and this block's first bucket nothing rises.
    if (before !== undefined) add(flat(before, first.low));
    const bounds = inside.map((step) => areaIn(step, step.high - step.low));
    const gaps = inside.slice(1).map((step, i) => flat(inside[i] as Step, step.low));
    const whole = [...bounds, ...gaps].reduce((a, b) => ({ lo: a.lo + b.lo, value: a.value + b.value, hi: a.hi + b.hi }));
    // Beyond 2^64 there are no positions: a last bucket that ends past its block holds such rows.
    add(oneSided(inside) && last.high <= block.high ? exactly(block.area(first.f0, first.g0) - outside(block, { low, first, last }), block.high - low, whole) : whole);
    before = last;
  }
  return { value: sum.value * scale.scale, lo: sum.lo * scale.scale, hi: sum.hi * scale.scale };
}

/** From a bucket's upper end to `to` both functions stay as they are. */
function flat(step: Step, to: number): Area {
  const area = Math.abs(step.f1 - step.g1) * Math.max(0, to - step.high);
  return { lo: area, value: area, hi: area };
}

const oneSided = (inside: readonly Step[]): boolean => inside.every((step) => step.f0 >= step.g1) || inside.every((step) => step.g0 >= step.f1);

/** The block's ends beyond its first and last bucket, where nothing rises. */
function outside(block: { high: number }, { low, first, last }: { low: number; first: Step; last: Step }): number {
  return (first.f0 - first.g0) * (first.low - low) + (last.f1 - last.g1) * (block.high - last.high);
}

/** A signed area as |area|, give or take the unit of the positions, and never outside what the buckets allow. */
function exactly(area: number, width: number, whole: Area): Area {
  const value = Math.min(whole.hi, Math.max(whole.lo, Math.abs(area)));
  return { lo: Math.max(whole.lo, value - width * unitShare), value, hi: Math.min(whole.hi, value + width * unitShare) };
}

/** The mean, give or take 2^-16 of a block's width. @returns null without rows */
export function sketchMean(sketch: Sketch, { centre, scale }: SketchScale): number | null {
  let [rows, sum] = [0, 0];
  for (const block of blocksOf(sketch)) {
    rows += block.rows;
    sum += block.sum;
  }
  return rows === 0 ? null : centre + (scale * sum) / rows;
}

/** The q-quantile (the smallest x with F(x) ≥ q), between the ends of its bucket. @returns null without rows */
export function sketchQuantile(of: Sketched, q: number, { centre, scale }: SketchScale): Interval | null {
  const buckets = bucketsOf(of.sketch);
  const total = buckets.reduce((sum, bucket) => sum + bucket.rows, 0);
  const rank = Math.max(1, Math.ceil(q * total));
  let upTo = 0;
  for (const bucket of buckets) {
    const into = rank - upTo;
    upTo += bucket.rows;
    if (upTo < rank) continue;
    const inside = (x: number) => Math.min(of.maximum ?? Infinity, Math.max(of.minimum ?? -Infinity, x));
    const [lo, hi] = [inside(centre + scale * bucket.low), inside(centre + scale * bucket.high)];
    return { lo, hi, value: lo + ((hi - lo) * (into - 0.5)) / bucket.rows };
  }
  return null;
}
