import { expect, test } from "vitest";
import type { DistributionView } from "#server/domains/monitoring/contract.ts";
import { barsOf, movedMost } from "./bars.ts";

const noNumbers = { mean: null, minimum: null, maximum: null, distinct: null, missingShare: null, quantiles: [] };
const view = (more: Partial<DistributionView>): DistributionView => ({
  feature: "x", kind: "numeric", role: "input", version: "1", from: "2026-03-01T00:00:00Z", to: "2026-03-01T01:00:00Z", bins: [],
  missing: { baseline: 0, live: 0 }, infinite: { baseline: 0, live: 0 }, unseen: { live: 0 }, count: { baseline: 100, live: 200 }, numbers: { baseline: noNumbers, live: noNumbers }, contributions: null, third: null, ...more,
});

test("numeric bins keep their order and carry their left edge", () => {
  const bars = barsOf(view({ bins: [{ lo: null, hi: -1.5, baseline: 40, live: 20 }, { lo: -1.5, hi: null, baseline: 60, live: 180 }] }));
  expect(bars.map(({ name, edge, baseline, live }) => ({ name, edge, baseline, live }))).toEqual([
    { name: "up to −1.5", edge: null, baseline: 0.4, live: 0.1 }, { name: "over −1.5", edge: "−1.5", baseline: 0.6, live: 0.9 },
  ]);
});

test("of many labels the most frequent on either side stay, the rest are one bar", () => {
  const bins = Array.from({ length: 20 }, (_, index) => ({ value: `a${index}`, baseline: index, live: index === 0 ? 150 : 0 }));
  const bars = barsOf(view({ kind: "categorical", bins }));
  expect(bars).toHaveLength(11);
  expect(bars[0]?.name).toBe("a0");
  expect(bars.at(-1)).toMatchObject({ name: "10 others", apart: true, liveRows: 0, baselineRows: 55 });
});

test("missing and never seen rows stand apart, and only when there are any", () => {
  const bars = barsOf(view({ kind: "categorical", bins: [{ value: "", baseline: 90, live: 100 }], missing: { baseline: 10, live: 60 }, unseen: { live: 40 } }));
  expect(bars.map((bar) => bar.name)).toEqual(["(empty)", "never seen", "missing"]);
});

test("the largest change of share is named", () => {
  expect(movedMost(view({ bins: [{ lo: null, hi: 5, baseline: 50, live: 90 }, { lo: 5, hi: 22, baseline: 41, live: 70 }, { lo: 22, hi: null, baseline: 9, live: 40 }] }))).toBe("Moved most: over 22, 20% of rows now (baseline 9.0%).");
  expect(movedMost(view({ count: { baseline: 100, live: 0 } }))).toBeNull();
});
