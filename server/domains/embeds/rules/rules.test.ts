import { describe, expect, test } from "vitest";
import type { DistributionView, DriftSeries, Panel, PanelData } from "../contract.ts";
import { barsOf } from "./bars.ts";
import { durationWords, panelProblems, slugOf, stepOnGrid, titleOf } from "./describe-panel.ts";
import { escapeMarkup } from "./markup.ts";
import { pickSeries } from "./pick-series.ts";
import { drawPanel } from "./picture.ts";
import { fit, textWidth } from "./picture-parts.ts";

const panel: Panel = { kind: "drift", model: "flight-delay", environment: "production", range: "1h" };

test.each<{ name: string; change: Partial<Panel>; paths: string[] }>([
  { name: "drift of everything", change: {}, paths: [] },
  { name: "drift in milliseconds", change: { metric: "p95" }, paths: ["panel.metric"] },
  { name: "traffic in PSI", change: { kind: "traffic", metric: "psi" }, paths: ["panel.metric"] },
  { name: "traffic by latency", change: { kind: "traffic", metric: "p99" }, paths: [] },
  { name: "a distribution of nothing", change: { kind: "distribution" }, paths: ["panel.feature"] },
  { name: "a range that ends before it begins", change: { range: { from: "2026-01-02T00:00:00Z", to: "2026-01-01T00:00:00Z" } }, paths: ["panel.range"] },
])("$name", ({ change, paths }) => expect(panelProblems({ ...panel, ...change }).map((problem) => problem.path)).toEqual(paths));

test("titles and slugs", () => {
  expect(titleOf(panel)).toBe("flight-delay: drift of inputs and score");
  expect(titleOf({ ...panel, kind: "traffic", metric: "p95" })).toBe("flight-delay: p95 latency");
  expect([slugOf("flight-delay: drift of inputs and score"), slugOf("Größe & Höhe"), slugOf("目録"), slugOf("x".repeat(80))]).toEqual(["flight-delay-drift-of-inputs-and-score", "gro-e-ho-he", "chart", "x".repeat(60)]);
  expect([86_400, 7 * 86_400, 120, 3600, 5, 90].map(durationWords)).toEqual(["24 h", "7 d", "2 min", "1 h", "5 s", "90 s"]);
  expect([stepOnGrid(600, { baseSeconds: 10, limit: 240 }), stepOnGrid(86_400, { baseSeconds: 10, limit: 240 }), stepOnGrid(3600, { baseSeconds: 5, limit: 240 })]).toEqual([10, 360, 15]);
});

test("markup is escaped, what XML cannot hold is dropped", () => expect(escapeMarkup(`<a b="c">&'\u0000`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;"));

const series = (feature: string, value: number | null, more: Partial<DriftSeries> = {}): DriftSeries => ({
  feature, role: "input", kind: "numeric", clock: false, points: [{ from: "", to: "2026-01-01T00:00:00Z", version: "1", count: 500, psi: value, js: value, psiVerdict: null, psiLower: null, verdict: null }], ...more,
});

test("a drift chart shows the score and the three inputs that drift most, clocks aside", () => {
  const picked = pickSeries([series("a", 0.1), series("b", 0.4), series("hour", 7, { clock: true }), series("c", null), series("d", 0.2), series("e", 0.3), series("p", 0.01, { role: "output" })], "psi");
  expect(picked.map((one) => one.feature)).toEqual(["p", "b", "e", "d"]);
});

const noNumbers = { mean: null, minimum: null, maximum: null, distinct: null, missingShare: null, quantiles: [] };
describe("bars", () => {
  const view: DistributionView = {
    feature: "x", kind: "numeric", role: "input", version: "1", from: "", to: "", bins: [{ lo: null, hi: 1.5, baseline: 40, live: 5 }, { lo: 1.5, hi: null, baseline: 50, live: 4 }],
    missing: { baseline: 10, live: 1 }, infinite: { baseline: 0, live: 0 }, unseen: { live: 0 }, count: { baseline: 100, live: 10 }, numbers: { baseline: noNumbers, live: noNumbers }, contributions: null, third: null,
  };
  test("are shares of all rows", () => expect(barsOf(view)).toEqual([{ label: "≤ 1.5", baseline: 0.4, live: 0.5 }, { label: "> 1.5", baseline: 0.5, live: 0.4 }, { label: "missing", baseline: 0.1, live: 0.1 }]));
  test("of many labels are the most frequent and the rest", () => {
    const bars = barsOf({ ...view, kind: "categorical", bins: Array.from({ length: 30 }, (_, index) => ({ value: `l${index}`, baseline: index, live: 0 })), missing: { baseline: 0, live: 0 } });
    expect([bars.length, bars[0]?.label, bars.at(-1)?.label]).toEqual([25, "l29", "6 others"]);
  });
  test("of no rows are nothing", () => expect(barsOf({ ...view, count: { baseline: 0, live: 0 } })[0]).toMatchObject({ baseline: 0, live: 0 }));
});

describe("the picture", () => {
  const data: PanelData = {
    title: "a <b>: drift", model: "a", version: "3", environment: "production", kind: "drift", lamp: "alert", asOf: "2026-03-02T10:00:00.000Z", from: "2026-03-02T09:00:00.000Z", to: "2026-03-02T10:00:00.000Z",
    unit: "PSI", note: "PSI of 24 h windows", limit: 0.1, series: [{ name: "score", points: [[Date.UTC(2026, 2, 2, 9, 30), 0.2], [Date.UTC(2026, 2, 2, 10), 0.25]] }], bins: [], marks: [{ atMs: Date.UTC(2026, 2, 2, 9, 15), text: "v3 live" }],
  };
  test.each(["light", "dark"] as const)("says what it shows and when, and takes nothing from elsewhere (%s)", (theme) => {
    const svg = drawPanel(data, { theme, widthPx: 760 });
    for (const text of ["a &lt;b&gt;: drift", "2026-03-02 10:00:00Z", "Alert", "v3 live", "alert at 0.10", "score 0.250"]) expect(svg).toContain(text);
    expect(svg).not.toMatch(/NaN|undefined|<script|href=|url\(|<b>/);
    expect(drawPanel(data, { theme, widthPx: 760 })).toBe(svg);
  });
  test.each([[10, 320], [5000, 1600], [640.4, 640]])("%d wide is %d", (widthPx, width) => expect(drawPanel(data, { theme: "light", widthPx })).toContain(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}"`));
  test("of nothing says so", () => expect(drawPanel({ ...data, series: [] }, { theme: "light", widthPx: 760 })).toContain("Too few predictions"));
  test("of a distribution has both sides", () => expect(drawPanel({ ...data, kind: "distribution", bins: [{ label: "x", baseline: 0.5, live: 0.4 }] }, { theme: "light", widthPx: 760 })).toContain("baseline"));
  test("texts are cut where they end", () => {
    expect(fit("a long title of a chart", 14, 80)).toMatch(/…$/);
    expect(textWidth(fit("a long title of a chart", 14, 80), 14)).toBeLessThanOrEqual(80);
  });
});
