import { describe, expect, test } from "vitest";
import { mulberry32, performanceCases, rebuildScores } from "../../../../testing/golden.ts";
import { bucketOf } from "./buckets.ts";
import { estimateBinary, estimateMulticlass } from "./estimate.ts";
import { addSquareTo, addTo, emptySum, sumOf, sumText, sumValue } from "./exact-sum.ts";
import { calibrationOf, isotonicFit, uncalibrated } from "./isotonic.ts";
import { addLabelSum, countLabel, labelCounters, labelSumOf, newLabelSum, type LabelValue, type PredictedRow } from "./label-counters.ts";
import { realisedOf } from "./realised.ts";
import { addScores, foldScores, newScoreTally, scoreCounters, type ScoredRows } from "./score-counters.ts";

type Row = { score: number; outcome: 0 | 1 };
const near = (got: number | null | undefined, want: number, relative = 1e-9) => expect(Math.abs((got ?? NaN) - want), `${got} for ${want}`).toBeLessThanOrEqual(relative * Math.abs(want));
const scoredOf = (rows: readonly Row[], threshold: number): ScoredRows => ({
  task: "binary", scores: Float64Array.from(rows, ({ score }) => score), classes: Uint16Array.from(rows, ({ score }) => (score >= threshold ? 1 : 0)), names: ["0", "1"], withScores: true,
});
const predictedOf = ({ score }: Row, threshold: number): PredictedRow => ({ task: "binary", score, predicted: score >= threshold ? "1" : "0" });

function counted(rows: readonly Row[], threshold: number) {
  const tally = newScoreTally();
  foldScores(tally, scoredOf(rows, threshold));
  return scoreCounters(tally)?.binary ?? expect.fail("nothing was counted");
}
function labelled(rows: readonly Row[], threshold: number) {
  const sum = newLabelSum("binary");
  for (const row of rows) countLabel(sum, { row: predictedOf(row, threshold), label: row.outcome }, 1);
  return sum;
}
function fitted(rows: readonly Row[]) {
  const fit = isotonicFit();
  for (const [score, own] of [...Map.groupBy(rows, (row) => row.score)].toSorted(([a], [b]) => a - b)) fit.push({ score, rows: own.length, positives: own.filter((row) => row.outcome === 1).length });
  return calibrationOf(fit.finish());
}

describe("golden performance cases from counters", () => {
  for (const golden of performanceCases) test(golden.id, () => {
    const rows = rebuildScores(golden.analysis);
    const { exact, binned, nannyml, cbpeUncalibrated } = golden.expect;

    // Q3, Q4: as scikit-learn on the rows; the two ranking metrics as from the golden buckets, and within their bound.
    const realised = realisedOf(labelSumOf(labelCounters(labelled(rows, golden.threshold)))) ?? expect.fail("no labels");
    near(realised.accuracy, nannyml.realised["accuracy"] ?? NaN);
    near(realised.f1, nannyml.realised["f1"] ?? NaN);
    near(realised.precision, nannyml.realised["precision"] ?? NaN);
    near(realised.recall, nannyml.realised["recall"] ?? NaN);
    near(realised.logLoss, exact.logLoss);
    near(realised.brier, exact.brier);
    near(realised.ece, exact.ece10);
    const logit = binned["logit.1000"] ?? expect.fail("no logit buckets");
    near(realised.rocAuc, logit.rocAuc);
    near(realised.rocAucHalfWidth, logit.rocAucHalfWidth);
    near(realised.averagePrecision, logit.averagePrecision);
    expect(Math.abs((realised.rocAuc ?? NaN) - exact.rocAuc)).toBeLessThanOrEqual(realised.rocAucHalfWidth ?? NaN);

    // Q6: without calibration the expected cells are sums of scores; the buckets' means give them to 1e-9.
    const counters = counted(rows, golden.threshold);
    const plain = estimateBinary(counters, uncalibrated);
    near(plain?.accuracy?.value, cbpeUncalibrated.exact.accuracy);
    near(plain?.f1?.value, cbpeUncalibrated.exact.f1);
    near(plain?.rocAuc?.value, cbpeUncalibrated["logit.1000"]?.rocAuc ?? NaN, 1e-7);

    // Q5: the fit is NannyML's to the bit of a sum over rows; the counters map each bucket's mean instead of each row.
    if (!nannyml.isotonicCalibrationUsed) return;
    const calibrate = fitted(rebuildScores(golden.reference));
    for (const [k, want] of nannyml["isotonicAt0_0.05_1"].entries()) expect(Math.abs(calibrate(k / 20) - want)).toBeLessThanOrEqual(1e-9);
    const byRow = rows.reduce((sum, { score }) => sum + (score >= golden.threshold ? calibrate(score) : 1 - calibrate(score)), 0) / rows.length;
    near(byRow, nannyml.estimated["accuracy"] ?? NaN);
    const calibrated = estimateBinary(counters, calibrate);
    const off = (got: number | undefined, want: string) => Math.abs((got ?? NaN) - (nannyml.estimated[want] ?? NaN));
    expect(off(calibrated?.accuracy?.value, "accuracy")).toBeLessThan(5e-4);
    expect(off(calibrated?.f1?.value, "f1")).toBeLessThan(5e-4);
    expect(off(calibrated?.rocAuc?.value, "roc_auc")).toBeLessThan(2e-4);
    // The band of an accuracy is that of independent outcomes, as NannyML's from its reference, within a seventh.
    const deviation = ((calibrated?.accuracy?.hi ?? 0) - (calibrated?.accuracy?.lo ?? 0)) / 2 / 1.96;
    expect(Math.abs(deviation / (nannyml.samplingError["accuracy"] ?? NaN) - 1)).toBeLessThan(0.15);
  });
});

describe("merging", () => {
  const random = mulberry32(7);
  const rows: Row[] = Array.from({ length: 3000 }, () => ({ score: random.next().value, outcome: random.next().value < 0.4 ? 1 : 0 }));

  test("any split in any order gives the bits of the whole (Q2, Q3)", () => {
    const whole = counted(rows, 0.3);
    const sum = newLabelSum("binary");
    const tally = newScoreTally();
    const parts = Array.from({ length: 11 }, (_, part) => rows.filter((_, at) => (at * 7) % 11 === part));
    for (const part of [...parts.slice(5).reverse(), ...parts.slice(0, 5)]) {
      addScores(tally, { binary: counted(part, 0.3) });
      addLabelSum(sum, labelSumOf(labelCounters(labelled(part.toReversed(), 0.3))));
    }
    expect(JSON.stringify(scoreCounters(tally)?.binary)).toBe(JSON.stringify(whole));
    expect(JSON.stringify(labelCounters(sum))).toBe(JSON.stringify(labelCounters(labelled(rows, 0.3))));
    addScores(tally, { binary: counted(rows, 0.3) }, -1);
    expect(scoreCounters(tally)).toBeUndefined();
  });

  test("a correction leaves no trace of what it takes back (Q3)", () => {
    const sum = labelled(rows, 0.5);
    for (const row of rows) {
      countLabel(sum, { row: predictedOf(row, 0.5), label: row.outcome }, -1);
      countLabel(sum, { row: predictedOf(row, 0.5), label: row.outcome === 1 ? 0 : 1 }, 1);
    }
    const turned = rows.map((row): Row => ({ ...row, outcome: row.outcome === 1 ? 0 : 1 }));
    expect(labelCounters(sum)).toEqual(labelCounters(labelled(turned, 0.5)));
  });
});

test.each<[string, number[], number]>([
  ["what doubles lose", [1e16, 1, -1e16], 1], ["tenths", Array.from({ length: 10 }, () => 0.1), 1],
  ["the smallest and the largest", [5e-324, 1e308, -1e308], 5e-324], ["nothing", [], 0], ["a zero below", [-0], 0],
])("exact sums: %s", (_, values, want) => {
  const sum = emptySum();
  for (const value of values) addTo(sum, value);
  expect(sumValue(sumOf(sumText(sum)))).toBe(want);
  for (const value of values) addTo(sum, value, -1);
  expect(sumText(sum)).toBe("0");
  addSquareTo(sum, 3);
  expect(sumText(sum)).toBe("9@0");
});

test("every score has one bucket, right-closed, ascending (Q1)", () => {
  expect([0, 1e-9, 0.5, 1 - 1e-12, 1].map(bucketOf)).toEqual([0, 0, 499, 999, 999]);
  const random = mulberry32(3);
  const scores = Array.from({ length: 2000 }, () => random.next().value).toSorted((a, b) => a - b);
  const buckets = scores.map(bucketOf);
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
});

test("a regression's sums are those of its rows, also far from zero (Q4)", () => {
  const random = mulberry32(11);
  const rows = Array.from({ length: 500 }, () => ({ label: 1e9 + random.next().value, score: 1e9 + random.next().value }));
  const sum = newLabelSum("regression");
  for (const { label, score } of rows) countLabel(sum, { row: { task: "regression", score, predicted: null }, label }, 1);
  const realised = realisedOf(labelSumOf(labelCounters(sum)));
  const mean = (of: (row: { label: number; score: number }) => number) => rows.reduce((all, row) => all + of(row), 0) / rows.length;
  const center = mean(({ label }) => label - 1e9);
  near(realised?.mae, mean(({ label, score }) => Math.abs(score - label)));
  near(realised?.rmse, Math.sqrt(mean(({ label, score }) => (score - label) ** 2)));
  near(realised?.bias, mean(({ label, score }) => score - label), 1e-7);
  near(realised?.r2, 1 - mean(({ label, score }) => (score - label) ** 2) / mean(({ label }) => (label - 1e9 - center) ** 2), 1e-7);
  expect(realised).toMatchObject({ accuracy: null, rocAuc: null });
});

test("three classes: accuracy, macro F1 and the calibration of the highest probability (Q4)", () => {
  const sum = newLabelSum("multiclass");
  const rows: [string, string, number][] = [["a", "a", 0.9], ["a", "b", 0.6], ["b", "b", 0.8], ["c", "a", 0.5]];
  for (const [predicted, label, score] of rows) countLabel(sum, { row: { task: "multiclass", score, predicted }, label: label satisfies LabelValue }, 1);
  const realised = realisedOf(sum);
  expect(realised).toMatchObject({ accuracy: 0.5, rocAuc: null, brier: null });
  near(realised?.f1, (0.5 + 2 / 3 + 0) / 3);
  near(realised?.ece, (0.1 + 0.6 + 0.2 + 0.5) / 4);
  const tally = newScoreTally();
  foldScores(tally, { task: "multiclass", scores: Float64Array.from(rows, ([, , score]) => score), classes: Uint16Array.from([0, 0, 1, 2]), names: ["a", "b", "c"], withScores: true });
  near(estimateMulticlass(scoreCounters(tally)?.multiclass ?? expect.fail(), uncalibrated)?.accuracy?.value, 0.7, 1e-8);
});

test("a score that is none is compared with nothing (Q2)", () => {
  const tally = newScoreTally();
  foldScores(tally, { task: "binary", scores: Float64Array.of(NaN, 1.5, -0.1, 0.5), classes: Uint16Array.of(0, 1, 0, 1), names: ["0", "1"], withScores: true });
  expect(scoreCounters(tally)?.binary).toMatchObject({ rows: 4, unscored: 3, classes: { 1: { rows: 1 } } });
});
