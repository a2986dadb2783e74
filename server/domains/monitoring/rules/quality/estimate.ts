import type { Estimate, EstimatedQuality, ScoreCounters } from "../../contract-quality.ts";
import { addBucketsText, filledBuckets, newBuckets, type ScoreBucket } from "./buckets.ts";
import type { Calibration } from "./isotonic.ts";

/** Two-sided 95 % of a normal. */
const bandWidth = 1.959963984540054;
/** The class of a binary task that is looked for. */
export const positiveClass = "1";

const banded = (value: number, variance: number): Estimate => {
  const half = bandWidth * Math.sqrt(Math.max(0, variance));
  return { value, lo: Math.max(0, value - half), hi: Math.min(1, value + half) };
};

/** `chance`: that a row of the bucket is positive. */
type Likely = ScoreBucket & { chance: number };

function likelyOf(buckets: string, calibrate: Calibration): Likely[] {
  const sum = newBuckets();
  addBucketsText(sum, buckets);
  return filledBuckets(sum).map((bucket) => ({ ...bucket, chance: Math.min(1, Math.max(0, calibrate(bucket.mean))) }));
}

const total = (of: readonly Likely[], value: (one: Likely) => number) => of.reduce((sum, one) => sum + one.rows * value(one), 0);
const spread = (of: readonly Likely[]) => total(of, ({ chance }) => chance * (1 - chance));

/** TP over 2TP + FP + FN = predicted + all positives; the band by the gradient in each row's outcome. */
function f1Of(positive: readonly Likely[], negative: readonly Likely[]): Estimate | null {
  const hits = total(positive, ({ chance }) => chance);
  const whole = total(positive, () => 1) + hits + total(negative, ({ chance }) => chance);
  if (whole === 0) return null;
  const [inPositive, inNegative] = [2 / whole - (2 * hits) / whole ** 2, (-2 * hits) / whole ** 2];
  return banded((2 * hits) / whole, inPositive ** 2 * spread(positive) + inNegative ** 2 * spread(negative));
}

/** The share of pairs in order, ties half; the band by the gradient in each row's outcome. @param all ascending */
function aucOf(all: readonly Likely[]): Estimate | null {
  const positives = total(all, ({ chance }) => chance);
  const negatives = total(all, ({ chance }) => 1 - chance);
  if (positives === 0 || negatives === 0) return null;
  const pairs = positives * negatives;
  let below = 0;
  let ordered = 0;
  const rising = all.map(({ rows, chance }) => {
    const own = rows * (1 - chance);
    const under = below + own / 2;
    ordered += rows * chance * under;
    below += own;
    return under;
  });
  const auc = ordered / pairs;
  let above = positives;
  let variance = 0;
  for (const [at, { rows, chance }] of all.entries()) {
    above -= rows * chance;
    const over = above + (rows * chance) / 2;
    const gradient = ((rising[at] ?? 0) - over) / pairs - auc * (1 / positives - 1 / negatives);
    variance += rows * chance * (1 - chance) * gradient ** 2;
  }
  return banded(auc, variance);
}

/** By bucket of both predicted classes: a bucket that the threshold cuts is one again. */
const joined = (parts: readonly ScoreCounters["classes"][string][], calibrate: Calibration): Likely[] => {
  const sum = newBuckets();
  for (const { buckets } of parts) addBucketsText(sum, buckets);
  return filledBuckets(sum).map((bucket) => ({ ...bucket, chance: Math.min(1, Math.max(0, calibrate(bucket.mean))) }));
};

/**
 * What quality is to be expected from the scores alone (SPEC Q6): confidence-based estimation, right as far as the
 * calibrated scores are the chances that they say. The band is of sampling alone: it holds what labels would show in 19 of
 * 20 windows if they are.
 */
export function estimateBinary(counters: ScoreCounters, calibrate: Calibration): EstimatedQuality | null {
  const parts = Object.entries(counters.classes);
  const scored = parts.filter(([, one]) => one.buckets !== "");
  if (scored.length === 0) return null;
  const positive = scored.filter(([name]) => name === positiveClass).flatMap(([, one]) => likelyOf(one.buckets, calibrate));
  const negative = scored.filter(([name]) => name !== positiveClass).flatMap(([, one]) => likelyOf(one.buckets, calibrate));
  const rows = total([...positive, ...negative], () => 1);
  const right = total(positive, ({ chance }) => chance) + total(negative, ({ chance }) => 1 - chance);
  return {
    accuracy: banded(right / rows, (spread(positive) + spread(negative)) / rows ** 2),
    f1: f1Of(positive, negative),
    rocAuc: aucOf(joined(scored.map(([, one]) => one), calibrate)),
  };
}

/** The mean chance that the predicted class is right; what other classes would be is not kept, so F1 and ROC AUC are not estimated. */
export function estimateMulticlass(counters: ScoreCounters, calibrate: Calibration): EstimatedQuality | null {
  const all = Object.values(counters.classes).filter((one) => one.buckets !== "").flatMap((one) => likelyOf(one.buckets, calibrate));
  const rows = total(all, () => 1);
  if (rows === 0) return null;
  return { accuracy: banded(total(all, ({ chance }) => chance) / rows, spread(all) / rows ** 2), f1: null, rocAuc: null };
}
