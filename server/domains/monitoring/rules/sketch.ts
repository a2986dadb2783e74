/**
 * The log-spaced sketch of a numeric column (SPEC K1 to K4): how many rows had z = (x - centre) / scale in each of fixed
 * buckets, and where inside groups of 32 buckets they lay. Whole numbers alone, so that merging is addition.
 */
import { NumberReader, pushNumber } from "./seven-bits.ts";

/** Where a column's z begins and how wide its unit is; frozen with the baseline. */
export type SketchScale = { centre: number; scale: number };

/** Buckets a page: page 0 is |z| < .5 in equal parts, page p is [2^(p-2), 2^(p-1)) in equal parts. */
export const pageBuckets = 128;
/** |z| from 2^64 on is in the last bucket of the last page. */
export const pages = 67;
const blockBuckets = 32;
const blocks = pageBuckets / blockBuckets;
/** Positions inside a block are whole numbers below this. */
const blockUnits = 65536;
const cells = pages * pageBuckets;

/** One page: the buckets' counts, then the blocks' sums of positions; allocated when its first row comes. */
type SketchPage = Float64Array;
const countsOf = (page: SketchPage): SketchPage => page.subarray(0, pageBuckets);
const sumsOf = (page: SketchPage): SketchPage => page.subarray(pageBuckets);
/** Counts of one stream. Owned by whoever made it; `sketchValue` and `addSketch` change it. */
export type Sketch = { below: (SketchPage | undefined)[]; above: (SketchPage | undefined)[] };
export const newSketch = (): Sketch => ({ below: [], above: [] });

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const highWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
const exponentOfHalf = 1022;

function pageOf(side: (SketchPage | undefined)[], page: number): SketchPage {
  return (side[page] ??= new Float64Array(pageBuckets + blocks));
}

/** How a value is counted: 1 / scale by one division for all who count on a scale, and as how many rows. */
export type Counting = { centre: number; inverse: number; rows: number };
export const countingOn = ({ centre, scale }: SketchScale): Counting => ({ centre, inverse: 1 / scale, rows: 1 });

/** Counts a finite x (SPEC K1, K2). */
export function sketchValue(sketch: Sketch, x: number, { centre, inverse, rows }: Counting): void {
  const z = (x - centre) * inverse;
  const size = Math.abs(z);
  // Half a unit in the last place under .5 the sum is 2: that size's own bits then name the last bucket of page 0.
  const inner = 1 + 2 * size;
  double[0] = inner < 2 ? inner : size;
  // The high word of a double: 11 bits of exponent, then the mantissa's first 20: 2 name the block, 7 the bucket, 16 after the 2 the position.
  const high = words[highWord] as number;
  let page = inner < 2 ? 0 : (high >>> 20) - exponentOfHalf + 1;
  let mantissa = high & 0xfffff;
  if (page >= pages) {
    page = pages - 1;
    mantissa = 0xfffff;
  }
  const side = z < 0 ? sketch.below : sketch.above;
  const own = side[page] ?? pageOf(side, page);
  const bucket = mantissa >>> 13;
  const block = pageBuckets + (mantissa >>> 18);
  own[bucket] = (own[bucket] as number) + rows;
  own[block] = (own[block] as number) + rows * ((mantissa >>> 2) & 0xffff);
}

/** The lower end of |z| of a bucket; that of the bucket after it is its upper end. */
export function bucketLow(index: number): number {
  if (index < pageBuckets) return index / (2 * pageBuckets);
  const page = Math.floor(index / pageBuckets);
  return 2 ** (page - 2) * (1 + (index % pageBuckets) / pageBuckets);
}

/** A bucket with rows, on the axis of z: `low` to `high`, ascending whatever the sign. */
export type Bucket = { low: number; high: number; rows: number };
/** 32 buckets with their rows' sum of z, exact to 2^-16 of the block's width a row. */
export type Block = { low: number; high: number; rows: number; sum: number };

function* side(sketch: Sketch, negative: boolean): Generator<{ index: number; rows: number }> {
  for (const [page, found] of (negative ? sketch.below : sketch.above).entries()) {
    if (found === undefined) continue;
    for (const [bucket, rows] of countsOf(found).entries()) if (rows > 0) yield { index: page * pageBuckets + bucket, rows };
  }
}

/** The buckets that hold rows, ascending in z. */
export function bucketsOf(sketch: Sketch): Bucket[] {
  const below = [...side(sketch, true)].map(({ index, rows }) => ({ low: -bucketLow(index + 1), high: -bucketLow(index), rows }));
  const above = [...side(sketch, false)].map(({ index, rows }) => ({ low: bucketLow(index), high: bucketLow(index + 1), rows }));
  return [...below.reverse(), ...above];
}

/** The blocks that hold rows, ascending in z. The half unit that a position loses is given back on average. */
export function blocksOf(sketch: Sketch): Block[] {
  const of = (negative: boolean): Block[] => (negative ? sketch.below : sketch.above).flatMap((found, page) => {
    if (found === undefined) return [];
    return Array.from({ length: blocks }, (_, block): Block => {
      const first = page * pageBuckets + block * blockBuckets;
      const [low, high] = [bucketLow(first), bucketLow(first + blockBuckets)];
      let rows = 0;
      for (let bucket = 0; bucket < blockBuckets; bucket++) rows += found[block * blockBuckets + bucket] ?? 0;
      const sum = rows * low + (((found[pageBuckets + block] ?? 0) + rows / 2) / blockUnits) * (high - low);
      return negative ? { low: -high, high: -low, rows, sum: -sum } : { low, high, rows, sum };
    }).filter((block) => block.rows > 0);
  });
  return [...of(true).toSorted((a, b) => a.low - b.low), ...of(false)];
}

// ---- as text ----------------------------------------------------------------------------------------------------------

const isBlockSum = (index: number) => index >= 2 * cells;

/** Every number of a sketch by one ascending index: counts below, counts above, then sums below and above. */
function* entries(sketch: Sketch): Generator<[index: number, value: number]> {
  for (const [at, pagesOf] of [sketch.below, sketch.above].entries()) {
    for (const [page, found] of pagesOf.entries()) {
      if (found === undefined) continue;
      for (const [bucket, rows] of countsOf(found).entries()) if (rows > 0) yield [at * cells + page * pageBuckets + bucket, rows];
    }
  }
  for (const [at, pagesOf] of [sketch.below, sketch.above].entries()) {
    for (const [page, found] of pagesOf.entries()) {
      if (found === undefined) continue;
      for (const [block, sum] of sumsOf(found).entries()) if (sum > 0) yield [2 * cells + (at * pages + page) * blocks + block, sum];
    }
  }
}

function addTo(page: SketchPage, at: number, value: number): void {
  page[at] = (page[at] ?? 0) + value;
}

function add(sketch: Sketch, index: number, value: number): void {
  if (isBlockSum(index)) {
    const block = index - 2 * cells;
    const page = Math.floor(block / blocks);
    addTo(pageOf(page < pages ? sketch.below : sketch.above, page % pages), pageBuckets + (block % blocks), value);
    return;
  }
  addTo(pageOf(index < cells ? sketch.below : sketch.above, Math.floor((index % cells) / pageBuckets)), index % pageBuckets, value);
}

/** One sketch as text, the same for equal sketches: base64 of (step of the index, value) pairs. Empty for no row. */
export function sketchText(sketch: Sketch): string {
  const bytes: number[] = [];
  let last = -1;
  for (const [index, value] of entries(sketch)) {
    pushNumber(bytes, index - last - 1);
    pushNumber(bytes, value);
    last = index;
  }
  return Buffer.from(bytes).toString("base64");
}

/**
 * Adds the sketch that a text holds (SPEC K3), or with -1 takes it out again.
 * @throws RangeError for a text that is none
 */
export function addSketch(sketch: Sketch, text: string, sign: 1 | -1 = 1): void {
  const numbers = new NumberReader(Buffer.from(text, "base64"));
  let index = -1;
  while (numbers.more) {
    index += 1 + numbers.next();
    const value = numbers.next();
    if (index >= 2 * (cells + pages * blocks)) throw new RangeError("The sketch's text names a bucket that there is not.");
    add(sketch, index, sign * value);
  }
}

export function readSketch(text: string): Sketch {
  const sketch = newSketch();
  addSketch(sketch, text);
  return sketch;
}
