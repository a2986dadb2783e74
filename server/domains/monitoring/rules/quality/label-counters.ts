import type { LabelCounters, QualityTask } from "../../contract-quality.ts";
import { addBuckets, addBucketsText, bucketsText, countScore, newBuckets, type Buckets } from "./buckets.ts";
import { addSum, addSquareTo, addTo, emptySum, sumOf, sumText, type ExactSum } from "./exact-sum.ts";
import { positiveClass } from "./estimate.ts";

/** A label as it is compared: 0 or 1 for a binary task, a class's text, an amount. */
export type LabelValue = string | number;
/** One predicted row: `score` as in `ScoredRows`, null where the model gives a class alone. */
export type PredictedRow = { task: QualityTask; score: number | null; predicted: string | null };

type ClassSum = { buckets: Buckets; actual: Map<string, number> };
/** Signed: what a correction takes back may outweigh what it brings. Owned by whoever made it. */
export type LabelSum = { task: QualityTask; labelled: number; classes: Map<string, ClassSum>; rows: number[]; positives: number[]; scores: ExactSum[]; sums: Map<string, ExactSum> };

const tenths = 10;
/** scikit-learn's clipping of probabilities before their logarithm: the machine epsilon of a double. */
const leastChance = 2 ** -52;

export const newLabelSum = (task: QualityTask): LabelSum => ({
  task, labelled: 0, classes: new Map(), sums: new Map(),
  rows: Array.from({ length: tenths }, () => 0), positives: Array.from({ length: tenths }, () => 0), scores: Array.from({ length: tenths }, emptySum),
});

function named(sum: LabelSum, name: string): ExactSum {
  let found = sum.sums.get(name);
  if (!found) sum.sums.set(name, (found = emptySum()));
  return found;
}

function classOf(sum: LabelSum, name: string): ClassSum {
  let found = sum.classes.get(name);
  if (!found) sum.classes.set(name, (found = { buckets: newBuckets(), actual: new Map() }));
  return found;
}

/** The tenth [k/10, (k+1)/10) of a score, the last one closed; k/10 as a double, so that .3 is in the fourth. */
function tenthOf(score: number): number {
  let k = Math.min(tenths - 1, Math.floor(score * tenths));
  while (k > 0 && score < k / tenths) k--;
  while (k < tenths - 1 && score >= (k + 1) / tenths) k++;
  return k;
}

function countAmount(sum: LabelSum, { score, label }: { score: number; label: number }, sign: 1 | -1): void {
  const error = score - label;
  for (const [name, value] of Object.entries({ error, absolute: Math.abs(error), label })) addTo(named(sum, name), value, sign);
  addSquareTo(named(sum, "squared"), error, sign);
  addSquareTo(named(sum, "labelSquared"), label, sign);
}

function countScored(sum: LabelSum, { score, positive }: { score: number; positive: boolean }, sign: 1 | -1): void {
  const k = tenthOf(score);
  sum.rows[k] = (sum.rows[k] ?? 0) + sign;
  if (positive) sum.positives[k] = (sum.positives[k] ?? 0) + sign;
  addTo(sum.scores[k] ?? emptySum(), score, sign);
  if (sum.task !== "binary") return;
  const chance = Math.min(1 - leastChance, Math.max(leastChance, score));
  const miss = positive ? 1 - score : score;
  const of = { score, scoreSquared: score * score, logLoss: -Math.log(positive ? chance : 1 - chance), squaredError: miss * miss };
  for (const [name, value] of Object.entries(of)) addTo(named(sum, name), value, sign);
}

/**
 * Counts a predicted row with its label (SPEC Q3). @param sign -1 takes a label back, exactly
 */
export function countLabel(sum: LabelSum, { row, label }: { row: PredictedRow; label: LabelValue }, sign: 1 | -1): void {
  sum.labelled += sign;
  if (sum.task === "regression") {
    countAmount(sum, { score: row.score ?? 0, label: Number(label) }, sign);
    return;
  }
  const [predicted, actual] = [row.predicted ?? "", String(label)];
  const own = classOf(sum, predicted);
  own.actual.set(actual, (own.actual.get(actual) ?? 0) + sign);
  if (row.score === null) return;
  const positive = sum.task === "binary" ? actual === positiveClass : actual === predicted;
  countScore(own.buckets, row.score, { positive, sign });
  countScored(sum, { score: row.score, positive }, sign);
}

/** Adds a sum of the same task, or takes it out. */
export function addLabelSum(into: LabelSum, other: LabelSum, sign: 1 | -1 = 1): void {
  into.labelled += sign * other.labelled;
  for (const [name, one] of other.classes) {
    const own = classOf(into, name);
    addBuckets(own.buckets, one.buckets, sign);
    for (const [actual, rows] of one.actual) own.actual.set(actual, (own.actual.get(actual) ?? 0) + sign * rows);
  }
  for (let k = 0; k < tenths; k++) {
    into.rows[k] = (into.rows[k] ?? 0) + sign * (other.rows[k] ?? 0);
    into.positives[k] = (into.positives[k] ?? 0) + sign * (other.positives[k] ?? 0);
    addSum(into.scores[k] ?? emptySum(), other.scores[k] ?? emptySum(), sign);
  }
  for (const [name, one] of other.sums) addSum(named(into, name), one, sign);
}

const sorted = <T>(entries: Iterable<[string, T]>): Record<string, T> => Object.fromEntries([...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** As a window keeps it. Equal sums are equal byte for byte. */
export function labelCounters(sum: LabelSum): LabelCounters {
  const classes = [...sum.classes].flatMap(([name, { buckets, actual }]): [string, LabelCounters["classes"][string]][] => {
    const filled = [...actual].filter(([, rows]) => rows !== 0);
    return filled.length === 0 ? [] : [[name, { buckets: bucketsText(buckets), actual: sorted(filled) }]];
  });
  return {
    formatVersion: 1, task: sum.task, labelled: sum.labelled, classes: sorted(classes),
    tenths: { rows: [...sum.rows], positives: [...sum.positives], scores: sum.scores.map(sumText) },
    sums: sorted([...sum.sums].map(([name, one]): [string, string] => [name, sumText(one)]).filter(([, text]) => text !== "0")),
  };
}

/** The sum that counters were written from. */
export function labelSumOf(counters: LabelCounters): LabelSum {
  const sum = newLabelSum(counters.task);
  sum.labelled = counters.labelled;
  for (const [name, { buckets, actual }] of Object.entries(counters.classes)) {
    const own = classOf(sum, name);
    addBucketsText(own.buckets, buckets);
    for (const [label, rows] of Object.entries(actual)) own.actual.set(label, rows);
  }
  sum.rows = [...counters.tenths.rows];
  sum.positives = [...counters.tenths.positives];
  sum.scores = counters.tenths.scores.map(sumOf);
  for (const [name, text] of Object.entries(counters.sums)) sum.sums.set(name, sumOf(text));
  return sum;
}
