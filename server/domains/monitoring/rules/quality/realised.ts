import type { RealisedQuality } from "../../contract-quality.ts";
import { addBuckets, filledBuckets, newBuckets, type ScoreBucket } from "./buckets.ts";
import { positiveClass } from "./estimate.ts";
import { sumValue } from "./exact-sum.ts";
import type { LabelSum } from "./label-counters.ts";

const nothing: RealisedQuality = {
  accuracy: null, f1: null, precision: null, recall: null, rocAuc: null, rocAucHalfWidth: null, averagePrecision: null, logLoss: null, brier: null, ece: null,
  mae: null, rmse: null, bias: null, r2: null,
};

/** The share of pairs in order with half credit inside a bucket, and how far the truth can be from it (golden: `rocAucHalfWidth`). */
export function rankOf(buckets: readonly ScoreBucket[]): { rocAuc: number | null; rocAucHalfWidth: number | null; averagePrecision: number | null } {
  const positives = buckets.reduce((sum, one) => sum + one.positives, 0);
  const negatives = buckets.reduce((sum, one) => sum + one.rows - one.positives, 0);
  let [below, ordered, tied] = [0, 0, 0];
  for (const one of buckets) {
    const others = one.rows - one.positives;
    ordered += one.positives * (below + others / 2);
    tied += one.positives * others;
    below += others;
  }
  let [rows, hits, precision] = [0, 0, 0];
  for (const one of buckets.toReversed()) {
    rows += one.rows;
    hits += one.positives;
    precision += one.positives * (hits / rows);
  }
  const pairs = positives * negatives;
  return {
    rocAuc: pairs === 0 ? null : ordered / pairs, rocAucHalfWidth: pairs === 0 ? null : tied / (2 * pairs),
    averagePrecision: positives === 0 ? null : precision / positives,
  };
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const actualRows = (sum: LabelSum, predicted: string, actual: string) => sum.classes.get(predicted)?.actual.get(actual) ?? 0;

/** Precision, recall and F1 of one class against all others. */
function ofClass(sum: LabelSum, name: string): { precision: number | null; recall: number | null; f1: number | null } {
  const hits = actualRows(sum, name, name);
  const predicted = [...(sum.classes.get(name)?.actual.values() ?? [])].reduce((all, rows) => all + rows, 0);
  const actual = [...sum.classes.values()].reduce((all, one) => all + (one.actual.get(name) ?? 0), 0);
  return { precision: ratio(hits, predicted), recall: ratio(hits, actual), f1: ratio(2 * hits, predicted + actual) };
}

function accuracyOf(sum: LabelSum): number {
  return [...sum.classes.keys()].reduce((hits, name) => hits + actualRows(sum, name, name), 0) / sum.labelled;
}

/** Σ |positives - Σ score| / rows over tenths of the score: exact. */
function eceOf(sum: LabelSum): number | null {
  const rows = sum.rows.reduce((all, own) => all + own, 0);
  return ratio(sum.rows.reduce((all, _, k) => all + Math.abs((sum.positives[k] ?? 0) - sumValue(sum.scores[k] ?? { mantissa: 0n, exponent: 0 })), 0), rows);
}

function binary(sum: LabelSum): RealisedQuality {
  const all = newBuckets();
  for (const { buckets } of sum.classes.values()) addBuckets(all, buckets);
  const filled = filledBuckets(all);
  const scored = filled.reduce((rows, one) => rows + one.rows, 0);
  const mean = (name: string) => ratio(sumValue(sum.sums.get(name) ?? { mantissa: 0n, exponent: 0 }), scored);
  return { ...nothing, accuracy: accuracyOf(sum), ...ofClass(sum, positiveClass), ...rankOf(filled), logLoss: mean("logLoss"), brier: mean("squaredError"), ece: eceOf(sum) };
}

/** F1, precision and recall are means over the classes that were predicted or came true (scikit-learn's "macro", 0 where one has none). */
function multiclass(sum: LabelSum): RealisedQuality {
  const names = new Set([...sum.classes].flatMap(([name, { actual }]) => [name, ...actual.keys()]).filter((name) => {
    const own = [...(sum.classes.get(name)?.actual.values() ?? [])].some((rows) => rows > 0);
    return own || [...sum.classes.values()].some(({ actual }) => (actual.get(name) ?? 0) > 0);
  }));
  const each = [...names].map((name) => ofClass(sum, name));
  const macro = (of: "f1" | "precision" | "recall") => ratio(each.reduce((all, one) => all + (one[of] ?? 0), 0), each.length);
  return { ...nothing, accuracy: accuracyOf(sum), f1: macro("f1"), precision: macro("precision"), recall: macro("recall"), ece: eceOf(sum) };
}

function regression(sum: LabelSum): RealisedQuality {
  const n = sum.labelled;
  const of = (name: string) => sumValue(sum.sums.get(name) ?? { mantissa: 0n, exponent: 0 });
  // Exact sums: n·Σy² - (Σy)² does not cancel as doubles would before it is rounded once.
  const [label, square] = [sum.sums.get("label"), sum.sums.get("labelSquared")];
  const spread = label && square ? sumValue(minusSquare(square, label, n)) : 0;
  return { ...nothing, mae: of("absolute") / n, rmse: Math.sqrt(of("squared") / n), bias: of("error") / n, r2: spread <= 0 ? null : 1 - (of("squared") * n) / spread };
}

/** n·a - b², exactly. */
function minusSquare(a: { mantissa: bigint; exponent: number }, b: { mantissa: bigint; exponent: number }, n: number) {
  const exponent = Math.min(a.exponent, 2 * b.exponent);
  return { exponent, mantissa: ((a.mantissa * BigInt(n)) << BigInt(a.exponent - exponent)) - ((b.mantissa * b.mantissa) << BigInt(2 * b.exponent - exponent)) };
}

/** What the labels showed (SPEC Q4). Null where a number cannot be: no label, one class alone, no probabilities. */
export function realisedOf(sum: LabelSum): RealisedQuality | null {
  if (sum.labelled <= 0) return null;
  switch (sum.task) {
    case "binary": return binary(sum);
    case "multiclass": return multiclass(sum);
    case "regression": return regression(sum);
  }
}
