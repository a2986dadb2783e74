/**
 * Scores in [0, 1] by 1,000 buckets of equal width in the logit, from -12 to 12, the outer ones open (SPEC Q1). Bucket i
 * holds edge[i-1] < s ≤ edge[i]. Beside its rows a bucket keeps where in it they lay, so that its mean is known.
 */
import { NumberReader, pushNumber } from "../seven-bits.ts";

export const bucketCount = 1000;
const logitEnd = 12;
const step = (2 * logitEnd) / bucketCount;
/** Upper edge of every bucket; the last is 1. */
const uppers = Float64Array.from({ length: bucketCount }, (_, i) => (i === bucketCount - 1 ? 1 : 1 / (1 + Math.exp(logitEnd - step * (i + 1)))));
/** Places in a bucket are whole numbers up to this: sums stay under 2^53 for 500 million rows a bucket. */
const placeUnits = 2 ** 24;

/** Rows, positives (0 where labels are not known) and the sum of places, by bucket. */
export type Buckets = { rows: Float64Array; positives: Float64Array; places: Float64Array };
export const newBuckets = (): Buckets => ({ rows: new Float64Array(bucketCount), positives: new Float64Array(bucketCount), places: new Float64Array(bucketCount) });

/** @param score in [0, 1] */
export function bucketOf(score: number): number {
  const guess = Math.floor((Math.log(score / (1 - score)) + logitEnd) / step);
  let bucket = Math.min(bucketCount - 1, Math.max(0, guess));
  // The edges decide, not the logarithm's last bit.
  while (bucket > 0 && score <= (uppers[bucket - 1] ?? 0)) bucket--;
  while (bucket < bucketCount - 1 && score > (uppers[bucket] ?? 1)) bucket++;
  return bucket;
}

const lowerOf = (bucket: number): number => (bucket === 0 ? 0 : uppers[bucket - 1] ?? 0);
const widthOf = (bucket: number): number => (uppers[bucket] ?? 1) - lowerOf(bucket);

/** Counts one score. @param sign -1 takes it out again */
export function countScore(buckets: Buckets, score: number, { positive, sign }: { positive: boolean; sign: 1 | -1 }): void {
  const bucket = bucketOf(score);
  const place = Math.round(((score - lowerOf(bucket)) / widthOf(bucket)) * placeUnits);
  buckets.rows[bucket] = (buckets.rows[bucket] ?? 0) + sign;
  buckets.places[bucket] = (buckets.places[bucket] ?? 0) + sign * place;
  if (positive) buckets.positives[bucket] = (buckets.positives[bucket] ?? 0) + sign;
}

export function addBuckets(into: Buckets, other: Buckets, sign: 1 | -1 = 1): void {
  for (let i = 0; i < bucketCount; i++) {
    if (other.rows[i] === 0 && other.places[i] === 0 && other.positives[i] === 0) continue;
    into.rows[i] = (into.rows[i] ?? 0) + sign * (other.rows[i] ?? 0);
    into.positives[i] = (into.positives[i] ?? 0) + sign * (other.positives[i] ?? 0);
    into.places[i] = (into.places[i] ?? 0) + sign * (other.places[i] ?? 0);
  }
}

/** One bucket that has rows. `mean` is the mean score of its rows. */
export type ScoreBucket = { bucket: number; rows: number; positives: number; mean: number };

/** The buckets that have rows, ascending. */
export function filledBuckets(buckets: Buckets): ScoreBucket[] {
  const filled: ScoreBucket[] = [];
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const rows = buckets.rows[bucket] ?? 0;
    if (rows <= 0) continue;
    filled.push({ bucket, rows, positives: buckets.positives[bucket] ?? 0, mean: lowerOf(bucket) + ((buckets.places[bucket] ?? 0) / rows / placeUnits) * widthOf(bucket) });
  }
  return filled;
}

// ---- as text ----------------------------------------------------------------------------------------------------------

/**
 * Base64 of whole numbers of seven bits a byte: for each filled bucket its distance from the one before, rows, positives
 * and places. Equal buckets have equal text; "" for none.
 */
export function bucketsText(buckets: Buckets): string {
  const bytes: number[] = [];
  let last = -1;
  for (let bucket = 0; bucket < bucketCount; bucket++) {
    const rows = buckets.rows[bucket] ?? 0;
    if (rows === 0) continue;
    pushNumber(bytes, bucket - last);
    for (const counts of [buckets.rows, buckets.positives, buckets.places]) pushNumber(bytes, counts[bucket] ?? 0);
    last = bucket;
  }
  return btoa(String.fromCharCode(...bytes));
}

/** Adds what a text holds. @throws RangeError for what `bucketsText` does not write */
export function addBucketsText(into: Buckets, text: string, sign: 1 | -1 = 1): void {
  const numbers = new NumberReader(Buffer.from(text, "base64"));
  for (let bucket = -1; numbers.more;) {
    bucket += numbers.next();
    if (bucket < 0 || bucket >= bucketCount) throw new RangeError(`No bucket ${bucket}`);
    into.rows[bucket] = (into.rows[bucket] ?? 0) + sign * numbers.next();
    into.positives[bucket] = (into.positives[bucket] ?? 0) + sign * numbers.next();
    into.places[bucket] = (into.places[bucket] ?? 0) + sign * numbers.next();
  }
}
