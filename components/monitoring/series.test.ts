import { describe, expect, test } from "vitest";
import type { ColumnStateView, MonitorView } from "#server/domains/monitoring/contract.ts";
import { codeLines, driftingWords, driftLines, gapNote, measureLines, sparkline, timeRows, trafficFigures, trafficLines } from "./series.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString();
const same = { model: "m", version: "3", environment: "production" };
const drift = (feature: string, role: "input" | "output", clock = false): MonitorView["drift"]["series"][number] => ({ feature, role, kind: "numeric", clock, points: [{ from: at(0), to: at(10), version: "3", count: 500, psi: 0.2, js: 0.3, psiVerdict: 0.2, psiLower: 0.15, verdict: "warn" }] });
const traffic = (to: number, requests: number, errors = 0) => ({ from: at(to - 10), to: at(to), requests, errors, rows: requests, p50Ms: 1, p95Ms: 2, p99Ms: 3, codes: {} });
const view = (more: Partial<MonitorView> = {}): MonitorView => ({
  ...same, since: at(0), reported: false, from: at(0), to: at(60), asOf: at(45), lamp: "steady", driftWindowSeconds: 20, windowSeconds: 20, stepSeconds: 10, baseSeconds: 10, windowShowsDrift: true,
  baseline: { state: "ready", rows: 1000, reason: null }, drift: { ...same, baselineRows: 1000, windowSeconds: 20, stepSeconds: 10, series: [drift("hour", "input", true), drift("a", "input"), drift("b", "input"), drift("score", "output")] },
  traffic: { ...same, windowSeconds: 10, points: [] }, measure: null, columns: [], distribution: null, marks: [], alerts: [], gaps: [], ...more,
});

describe("drift lines", () => {
  test("the chosen column and the score are in colour, others grey, clocks left out", () => {
    expect(driftLines(view(), "b", "psi").map(({ name, tone, band }) => [name, tone, band])).toEqual([["b", 2, true], ["score", 1, false], ["a", "grey", false]]);
  });
  test("a chosen clock is drawn", () => expect(driftLines(view(), "hour", "psi")[0]?.name).toBe("hour"));
  test("Jensen–Shannon has no band", () => expect(driftLines(view(), "b", "js")[0]).toMatchObject({ band: false, points: [{ value: 0.3, low: null }] }));
});

describe("traffic", () => {
  const busy = view({ traffic: { ...same, windowSeconds: 10, points: [traffic(10, 100), traffic(30, 50, 5), traffic(40, 20), traffic(50, 10)] } });
  test("a quiet step is nought, the filling one counts by its time", () => expect(trafficLines(busy)[0]?.points.map((point) => point.value)).toEqual([10, 0, 5, 2, 2]));
  test("the rate is of the last half minute that is over", () => expect(trafficFigures(busy)).toEqual({ perSecond: 70 / 30, errorShare: 5 / 180, requests: 180, p99Ms: 3 }));
  test("nothing sent has no share of errors", () => expect(trafficFigures(view())).toEqual({ perSecond: 0, errorShare: null, requests: 0, p99Ms: null }));
});

test("errors by code: the most frequent first, what has no code last", () => {
  const points: MonitorView["traffic"]["points"] = [{ ...traffic(10, 100, 7), codes: { "400": 2, "503": 4 } }, { ...traffic(20, 100, 1), codes: { "400": 1 } }];
  const lines = codeLines(view({ traffic: { ...same, windowSeconds: 10, points } }));
  expect(lines.map((line) => [line.name, line.points.map((point) => point.value)])).toEqual([["503", [4, 0]], ["400", [2, 1]], ["without a code", [1, 0]]]);
  expect(timeRows(lines, "requests")).toEqual([["window_ends", "503", "400", "without a code", "requests"], [at(10), 4, 2, 1, 100], [at(20), 0, 1, 0, 100]]);
});
test("an interval is drawn from its foot to its top", () => {
  const [x] = measureLines({ metric: "ks", as: "signalbox", without: [], series: [{ feature: "a", points: [] }, { feature: "x", points: [{ to: at(10), value: 0.2, lo: 0.19, hi: 0.21, count: 500 }] }] }, "x");
  expect(x).toMatchObject({ name: "x", tone: 2, band: true, points: [{ value: 0.21, low: 0.19 }] });
});

test("a sparkline has a gap where there is no point", () => {
  const spark = sparkline([{ at: 1, value: 2, low: null, count: 1 }, { at: 1, value: 4, low: null, count: 1 }, { at: 48, value: null, low: null, count: 1 }], { from: 0, to: 48 });
  expect(spark[0]).toBe(3);
  expect(spark.slice(1).every((value) => value === null)).toBe(true);
});

const column = (lamp: ColumnStateView["lamp"], role: "input" | "output" = "input"): ColumnStateView => ({ column: lamp, role, kind: "numeric", lamp, psi: null, js: null, psiLower: null, verdict: null, missingShare: null, unseenShare: null, rows: 0, moved: null, adds: null, spark: [] });
test.each([
  ["nothing", [column("steady")], ""],
  ["one input", [column("drifting")], "one input; none alerts"],
  ["an input and the score", [column("drifting"), column("alert", "output")], "one input and the score; one alerts"],
])("what drifts, in words: %s", (_name, columns, text) => expect(driftingWords(columns)).toBe(text));

test("what a killed process took with it is added up", () => {
  const gap = { from: at(0), to: at(1), rows: 3, requests: 1 };
  expect(gapNote(view({ gaps: [gap, gap] }))).toBe("Shaded: a serving process was killed there, or its disk lost counts; 2 requests with 6 rows were answered but not counted.");
  expect(gapNote(view({ gaps: [gap, { ...gap, rows: 0, requests: 0 }] }))).toBe("Shaded: a serving process was killed there, or its disk lost counts; at least 1 request with 3 rows were answered but not counted.");
  expect(gapNote(view())).toBeNull();
});
