import { describe, expect, test } from "vitest";
import type { QualityStatistic } from "../../contract-alerts.ts";
import type { ColumnCounters, ReferenceColumn, WindowCounters } from "../../contract.ts";
import type { RealisedQuality } from "../../contract-quality.ts";
import { checkMonitor, defaultMonitors, type MonitorTerms } from "./check-monitor.ts";
import { columnEvidence, concerns, ladderEvidence, modelEvidence, shareBounds, type CountedStatistic, type Rung } from "./evidence.ts";
import { qualityEvidence, rankError, type QualityWindow } from "./quality-evidence.ts";

const ten = (count: number): number[] => Array.from({ length: 10 }, () => count);
const reference: ReferenceColumn["reference"] = { kind: "numeric", edges: [1, 2, 3, 4, 5, 6, 7, 8, 9], counts: ten(10_000), missing: 0, infinite: 0, minimum: 0, maximum: 10 };
const live = (bins: number[], more: Partial<ColumnCounters> = {}): ColumnCounters => ({ bins, null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: {}, unseen: 0, ...more });
const shifted = (rows: number, share: number) => live(ten(0).map((_, i) => Math.round(rows * (0.1 + (i < 5 ? share : -share)))));
const rung = (windowSeconds: number, counters: ColumnCounters | undefined): Rung => ({ windowSeconds, reference, live: counters });
const level = { threshold: 0.1, alpha: 1e-4 };

describe("the ladder (A1)", () => {
  const cases: [string, Rung[], string, number][] = [
    ["nothing was counted", [rung(3600, undefined), rung(86_400, undefined)], "noData", 86_400],
    ["too few rows everywhere", [rung(3600, live(ten(5))), rung(86_400, live(ten(15)))], "undecided", 86_400],
    ["the hour breaches before the day", [rung(3600, shifted(10_000, 0.045)), rung(86_400, shifted(200_000, 0.01))], "breach", 3600],
    ["the day breaches where an hour has too few", [rung(3600, live(ten(5))), rung(86_400, shifted(10_000, 0.045))], "breach", 86_400],
    ["the day is clear", [rung(3600, live(ten(100))), rung(86_400, live(ten(2000)))], "clear", 86_400],
    ["the day can be either", [rung(3600, live(ten(20))), rung(86_400, shifted(400, 0.035))], "undecided", 86_400],
  ];
  for (const [name, rungs, kind, windowSeconds] of cases) test(name, () => {
    const evidence = ladderEvidence(rungs, level);
    expect([evidence.kind, evidence.numbers.windowSeconds]).toEqual([kind, windowSeconds]);
  });
});

test("shares have Wilson's bounds (A2)", () => {
  expect(shareBounds(10, 100, 1.96)).toEqual({ lower: expect.closeTo(0.0552, 3) as number, upper: expect.closeTo(0.1744, 3) as number });
  expect([shareBounds(0, 50).lower, shareBounds(50, 50).upper]).toEqual([0, 1]);
});

describe("a column's statistics", () => {
  const cases: [string, Exclude<CountedStatistic, "drift">, ColumnCounters | undefined, number, string][] = [
    ["missing for certain", "missingShare", live(ten(100), { null: 500 }), 0.2, "breach"],
    ["missing perhaps", "missingShare", live(ten(1), { nan: 5 }), 0.2, "undecided"],
    ["hardly missing", "missingShare", live(ten(100), { null: 5 }), 0.2, "clear"],
    ["new labels", "unseenShare", live(ten(100), { fresh: { a: 100 }, unseen: 100 }), 0.05, "breach"],
    ["no rows", "unseenShare", undefined, 0.05, "noData"],
    ["PSI over", "psi", shifted(10_000, 0.05), 0.1, "breach"],
    ["PSI of few rows", "psi", shifted(100, 0.05), 0.1, "undecided"],
    ["JS under", "js", live(ten(1000)), 0.1, "clear"],
    ["certified PSI", "psiLower", shifted(10_000, 0.05), 0.1, "breach"],
  ];
  for (const [name, statistic, counters, threshold, kind] of cases) test(name, () => expect(columnEvidence(statistic, rung(86_400, counters), { threshold, alpha: 1e-4 }).kind).toBe(kind));
  test("what the baseline always missed is no news", () => {
    const half: Rung = { ...rung(86_400, live(ten(100), { null: 1000 })), reference: { ...reference, missing: 100_000 } };
    const { kind, numbers } = columnEvidence("missingShare", half, { threshold: 0.2, alpha: 1e-4 });
    expect([kind, numbers.value]).toEqual(["clear", 0]);
  });
  test("which columns a statistic concerns", () => {
    const column = { clock: false, reference };
    expect([concerns("drift", column), concerns("drift", { ...column, clock: true }), concerns("missingShare", { ...column, clock: true }), concerns("unseenShare", column), concerns("errorRate", column)]).toEqual([true, false, true, false, false]);
  });
});

describe("a model's statistics", () => {
  const window = (more: Partial<WindowCounters>): WindowCounters => ({ formatVersion: 1, requests: 0, errors: 0, rows: 0, latency: {}, columns: {}, ...more });
  const cases: [string, CountedStatistic, Partial<WindowCounters>, { expected: boolean; threshold: number }, string][] = [
    ["errors for certain", "errorRate", { requests: 1000, errors: 200 }, { expected: true, threshold: 0.1 }, "breach"],
    ["one error of five", "errorRate", { requests: 5, errors: 1 }, { expected: true, threshold: 0.1 }, "undecided"],
    ["slow", "p99Ms", { requests: 100, latency: { "500": 100 } }, { expected: true, threshold: 1 }, "breach"],
    ["too few to tell how slow", "p99Ms", { requests: 10, latency: { "200": 10 } }, { expected: true, threshold: 1 }, "undecided"],
    ["silence", "trafficGone", {}, { expected: true, threshold: 0 }, "breach"],
    ["silence from the start", "trafficGone", {}, { expected: false, threshold: 0 }, "noData"],
    ["requests", "trafficGone", { requests: 3 }, { expected: true, threshold: 0 }, "clear"],
  ];
  for (const [name, statistic, counters, { expected, threshold }, kind] of cases) test(name, () => expect(modelEvidence(statistic, { window: window(counters), windowSeconds: 300, expected }, threshold).kind).toBe(kind));
});

describe("quality (A5)", () => {
  const none: RealisedQuality = { accuracy: null, f1: null, precision: null, recall: null, rocAuc: null, rocAucHalfWidth: null, averagePrecision: null, logLoss: null, brier: null, ece: null, mae: null, rmse: null, bias: null, r2: null };
  const labelled = (rows: number, realised: Partial<RealisedQuality>, positives = rows / 2): QualityWindow =>
    ({ task: "binary", positives, numbers: { predictions: rows * 2, unscored: 0, labelled: rows, estimated: null, realised: rows === 0 ? null : { ...none, ...realised } } });
  const expected = (rows: number, band: [lo: number, value: number, hi: number]): QualityWindow =>
    ({ task: "binary", positives: 0, numbers: { predictions: rows, unscored: 0, labelled: 0, realised: null, estimated: { accuracy: { lo: band[0], value: band[1], hi: band[2] }, f1: null, rocAuc: null } } });
  const cases: [string, QualityStatistic, QualityWindow | null, number, string][] = [
    ["nothing was predicted", "accuracy", null, 0.8, "noData"],
    ["no label came yet", "accuracy", labelled(0, {}), 0.8, "noData"],
    ["all wrong, of too few labels", "accuracy", labelled(199, { accuracy: 0 }), 0.8, "undecided"],
    ["wrong for certain", "accuracy", labelled(1000, { accuracy: 0.7 }), 0.8, "breach"],
    ["wrong perhaps", "accuracy", labelled(200, { accuracy: 0.78 }), 0.8, "undecided"],
    ["right enough", "accuracy", labelled(200, { accuracy: 0.8 }), 0.8, "clear"],
    ["ranks badly for certain", "rocAuc", labelled(4000, { rocAuc: 0.6, rocAucHalfWidth: 0.0001 }), 0.7, "breach"],
    ["ranks badly, of few positives", "rocAuc", labelled(4000, { rocAuc: 0.6, rocAucHalfWidth: 0.0001 }, 10), 0.7, "undecided"],
    ["ranks badly or not: the buckets cannot tell", "rocAuc", labelled(4000, { rocAuc: 0.6, rocAucHalfWidth: 0.2 }), 0.7, "undecided"],
    ["one class alone has no ranks", "rocAuc", labelled(4000, {}, 0), 0.7, "undecided"],
    ["a loss without a bound", "logLoss", labelled(200, { logLoss: 0.9 }), 0.7, "breach"],
    ["a Brier score at the limit", "brier", labelled(200, { brier: 0.25 }), 0.25, "clear"],
    ["off for certain", "mae", labelled(1000, { mae: 12, rmse: 15 }), 10, "breach"],
    ["off perhaps", "mae", labelled(200, { mae: 10.5, rmse: 15 }), 10, "undecided"],
    ["biased down", "bias", labelled(1000, { bias: -5, mae: 6, rmse: 7 }), 3, "breach"],
    ["biased up", "bias", labelled(1000, { bias: 5, mae: 6, rmse: 7 }), 3, "breach"],
    ["hardly biased", "bias", labelled(1000, { bias: -0.1, mae: 6, rmse: 7 }), 3, "clear"],
    ["worse than the mean", "r2", labelled(1000, { r2: -0.4 }), 0.5, "breach"],
    ["expected to be wrong", "estimatedAccuracy", expected(1000, [0.68, 0.7, 0.72]), 0.8, "breach"],
    ["expected to be right or wrong", "estimatedAccuracy", expected(1000, [0.7, 0.78, 0.86]), 0.8, "undecided"],
    ["expected, of too few rows", "estimatedAccuracy", expected(199, [0.68, 0.7, 0.72]), 0.8, "undecided"],
    ["no probabilities", "estimatedRocAuc", expected(1000, [0.68, 0.7, 0.72]), 0.7, "undecided"],
  ];
  for (const [name, statistic, window, threshold, kind] of cases) test(name, () => expect(qualityEvidence(statistic, { window, windowSeconds: 86_400 }, threshold).kind).toBe(kind));
  test("the numbers are signed, of labelled rows, and bounded where a bound is known", () => {
    const { numbers } = qualityEvidence("bias", { window: labelled(1000, { bias: -5, mae: 6, rmse: 7 }), windowSeconds: 600 }, 3);
    expect(numbers).toMatchObject({ value: -5, count: 1000, alpha: 1e-3, lower: expect.closeTo(-5.479, 3) as number, upper: expect.closeTo(-4.521, 3) as number });
    expect(qualityEvidence("brier", { window: labelled(1000, { brier: 0.3 }), windowSeconds: 600 }, 0.25).numbers).toMatchObject({ value: 0.3, lower: null, upper: null, alpha: null });
  });
  // The worked case of Hanley and McNeil: 51 abnormal and 58 normal images, an area of .893, told there as 3.2 %.
  test("the error of an area", () => expect(rankError(0.893, 51, 58)).toBeCloseTo(0.0325, 4));
});

describe("monitors", () => {
  test("the default set lives by the model's clock, in whole windows", () => {
    expect(defaultMonitors({ hourSeconds: 7, baseSeconds: 7, driftWindowSeconds: 126 }).map((one) => [one.statistic, one.windowSeconds])).toEqual([["drift", 168], ["errorRate", 301], ["p99Ms", 301], ["missingShare", 126], ["unseenShare", 126], ["trafficGone", 3605]]);
    for (const terms of defaultMonitors({ hourSeconds: 3600, baseSeconds: 10, driftWindowSeconds: 86_400 })) expect(() => checkMonitor(terms, { baseSeconds: 10, columns: ["x"], task: null })).not.toThrow();
  });
  const terms: MonitorTerms = { subject: "x", statistic: "drift", threshold: 0.1, windowSeconds: 3600, forSeconds: 0, severity: "info" };
  const cases: [string, MonitorTerms, string | null][] = [
    ["a column", terms, null], ["a column that is not there", { ...terms, subject: "y" }, "subject"], ["a column for the model's own", { ...terms, statistic: "p99Ms" }, "subject"],
    ["quality of the model", { ...terms, subject: "*", statistic: "accuracy", threshold: 0.8 }, null], ["quality of a column", { ...terms, statistic: "accuracy", threshold: 0.8 }, "subject"],
    ["a number of another task", { ...terms, subject: "*", statistic: "mae" }, "statistic"], ["what nothing can fall under", { ...terms, subject: "*", statistic: "rocAuc", threshold: 0 }, "threshold"], ["more than perfect", { ...terms, subject: "*", statistic: "accuracy", threshold: 1.1 }, "threshold"],
    ["a share of all", { ...terms, statistic: "missingShare", threshold: 1 }, "threshold"], ["a width between", { ...terms, windowSeconds: 15 }, "windowSeconds"], ["a width of years", { ...terms, windowSeconds: 31_536_000 }, "windowSeconds"],
  ];
  for (const [name, given, path] of cases) test(name, () => {
    const check = () => checkMonitor(given, { baseSeconds: 10, columns: ["x"], task: "binary" });
    if (path === null) expect(check).not.toThrow();
    else expect(check).toThrowError(expect.objectContaining({ fields: [expect.objectContaining({ path }) as unknown] }) as Error);
  });
});
