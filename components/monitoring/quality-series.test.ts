import { expect, test } from "vitest";
import type { QualityView } from "#server/domains/monitoring/contract-quality.ts";
import { chosenMetric, qualityLines, qualityWords } from "./quality-series.ts";

const none = { accuracy: null, f1: null, precision: null, recall: null, rocAuc: null, rocAucHalfWidth: null, averagePrecision: null, logLoss: null, brier: null, ece: null, mae: null, rmse: null, bias: null, r2: null };
const estimated = { accuracy: null, f1: null, rocAuc: { value: 0.706, lo: 0.7, hi: 0.712 } };
const view = (whole: Partial<QualityView["whole"]>): QualityView => ({
  model: "m", version: "1", environment: "production", from: "", to: "", task: "binary", problem: null, score: "p", threshold: 0.5, calibration: null, windowSeconds: 60, stepSeconds: 60,
  points: [{ from: "2026-03-02T10:00:00Z", to: "2026-03-02T10:01:00Z", version: "1", predictions: 1000, labelled: 810, estimated, realised: { ...none, rocAuc: 0.703 } }, { from: "2026-03-02T10:01:00Z", to: "2026-03-02T10:02:00Z", version: "1", predictions: 199, labelled: 199, estimated, realised: { ...none, rocAuc: 0.9 } }],
  whole: { predictions: 100, labelled: 81, unscored: 0, estimated, realised: { ...none, rocAuc: 0.703 }, reliability: [], confusion: [], ...whole },
});

test.each<[string, Partial<QualityView["whole"]>, string]>([
  ["both", {}, "ROC AUC 0.706 ± 0.006 by its scores; 0.703 realised on 81% labelled."],
  ["scores alone", { labelled: 0, realised: null }, "ROC AUC 0.706 ± 0.006 by its scores."],
  ["labels alone", { estimated: null, predictions: 0 }, "ROC AUC 0.703 realised on 81 labelled."],
  ["nothing", { estimated: null, realised: null }, "ROC AUC cannot be told yet."],
])("words: %s", (_, whole, want) => {
  expect(qualityWords(view(whole), "rocAuc")).toBe(want);
});

test("the estimate has a band on both sides, the realised line none", () => {
  const [expected, came] = qualityLines(view({}), "rocAuc");
  expect(expected).toMatchObject({ name: "estimated", band: true, points: [{ value: 0.706, low: 0.7, high: 0.712, count: 1000 }, { value: null, count: 199 }] });
  expect(came).toMatchObject({ name: "realised", points: [{ value: 0.703, count: 810 }, { value: null }] });
  expect(qualityLines(view({}), "mae").map((line) => line.name)).toEqual(["realised"]);
});

test("a metric of another task is not shown", () => {
  expect(chosenMetric("regression", "rocAuc")).toBe("rmse");
  expect(chosenMetric("binary", "f1")).toBe("f1");
  expect(chosenMetric(null, "f1")).toBeUndefined();
});
