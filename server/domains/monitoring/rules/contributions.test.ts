import { describe, expect, test } from "vitest";
import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { byFeature, changeWords, contributionsOf } from "./contributions.ts";
import { columnDrift } from "./distance.ts";
import { foldRows, newAccumulator, toColumns } from "./fold.ts";
import { latencyBands, latencyBucket } from "./latency.ts";
import { baselineNumbers, liveNumbers, rebinned } from "./numbers.ts";
import { numericReferenceOf } from "./reference.ts";

const counters = (bins: number[], fresh: Record<string, number> = {}): ColumnCounters => ({ bins, null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh, unseen: 0 });
const ports: ReferenceColumn["reference"] = { kind: "categorical", labels: ["ATL", "DFW", "ORD"], counts: [400, 550, 50], missing: 0 };
const delay: ReferenceColumn["reference"] = { kind: "numeric", edges: [0, 10, 22], counts: [250, 250, 250, 250], missing: 0, infinite: 0, minimum: -5, maximum: 90 };

describe("what moved, in words", () => {
  test.each([
    { name: "one label is most of it", column: ports, live: counters([378, 522, 100]), words: "ORD doubled, 5.0% → 10%; adds 0.035 of 0.037" },
    { name: "a new label", column: ports, live: counters([360, 500, 40], { JFK: 100 }), words: "the new label JFK came up, 10% of rows; adds 0.69 of 0.70" },
    { name: "neighbouring bins as one", column: delay, live: counters([125, 125, 375, 375]), words: "values up to 10 halved, 50% → 25%; adds 0.17 of 0.27" },
    { name: "nothing moved", column: delay, live: counters([25, 25, 25, 25]), words: null },
  ])("$name", ({ column, live, words }) => {
    const told = contributionsOf(column, live);
    expect(told?.psi).toBeCloseTo(columnDrift(column, live).psi ?? -1, 12);
    expect(told?.bins.reduce((sum, adds) => sum + adds, 0)).toBeCloseTo(told?.psi ?? -1, 12);
    if (name(words)) expect(told?.words).toBe(words);
    else expect(told?.words).toBeNull();
  });
  test("without rows there is nothing to take apart", () => expect(contributionsOf(ports, counters([0, 0, 0]))).toBeNull());
  test.each([
    [0.1, 0.2, "doubled, 10% → 20%"], [0.1, 0.3, "tripled, 10% → 30%"], [0.1, 0.5, "grew 5.0-fold, 10% → 50%"], [0.2, 0.1, "halved, 20% → 10%"], [0.3, 0.1, "fell to a third, 30% → 10%"],
    [0.1, 0.12, "rose, 10% → 12%"], [0.12, 0.1, "fell, 12% → 10%"], [0, 0.1, "came up, 10% of rows"], [0.1, 0, "are gone, 10% of rows before"],
  ])("%d to %d %s", (baseline, live, words) => expect(changeWords(baseline, live)).toBe(words));
  test("by feature: parts of the sum, clocks apart", () => {
    expect(byFeature([{ column: "a", psi: 0.03, clock: false }, { column: "b", psi: 0.09, clock: false }, { column: "hour", psi: 2, clock: true }, { column: "c", psi: null, clock: false }])).toEqual([
      { column: "b", psi: 0.09, share: 0.75 }, { column: "a", psi: 0.03, share: 0.25 },
    ]);
    expect(byFeature([{ column: "a", psi: 0, clock: false }])).toEqual([{ column: "a", psi: 0, share: 0 }]);
  });
});
const name = (words: string | null): words is string => words !== null;

describe("a column in numbers", () => {
  const values = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 5000) / 10);
  const column: ReferenceColumn = { name: "x", role: "input", tensor: "x", index: 0, datatype: "FP64", clock: false, reference: { ...numericReferenceOf(values), missing: 0, infinite: 0 } };
  const profile = { formatVersion: 1 as const, rows: 5000, columns: [column], unmatchedColumns: [], missingColumns: [], notMonitored: [] };
  const live = values.map((x) => x / 2 + 100);
  const accumulator = newAccumulator(profile);
  foldRows(accumulator, { x: [...live, Number.NaN] }, 5001);
  const counted = toColumns(accumulator);
  test("quantiles hold what is true, means and extremes are exact to the sketch", () => {
    const told = liveNumbers(column, counted.columns["x"], counted.sketches?.["x"]);
    const sorted = live.toSorted((a, b) => a - b);
    for (const { q, lo, hi } of told.quantiles) {
      const exact = sorted[Math.ceil(q * 5000) - 1] ?? Number.NaN;
      expect([lo <= exact, exact <= hi]).toEqual([true, true]);
    }
    expect(told.mean).toBeCloseTo(live.reduce((sum, x) => sum + x, 0) / 5000, 1);
    expect([told.minimum, told.maximum]).toEqual([100, 349.95]);
    expect(Math.abs((told.distinct ?? 0) / 5000 - 1)).toBeLessThan(0.15);
    expect(told.missingShare).toBeCloseTo(1 / 5001, 9);
    expect(baselineNumbers(column, 5000)).toMatchObject({ minimum: 0, maximum: 499.9, missingShare: 0 });
  });
  test("another version's rows on these bins, within the sketch's own error", () => {
    const sketch = column.reference.kind === "numeric" ? column.reference.sketch : undefined;
    if (sketch === undefined) throw new Error("a numeric reference has a sketch");
    const bins = rebinned(counted.sketches?.["x"]?.counts ?? "", sketch, [150, 200, 300]);
    expect(bins.reduce((sum, rows) => sum + rows, 0)).toBe(5000);
    for (const [i, exact] of [1000, 1000, 2000, 1000].entries()) expect(Math.abs((bins[i] ?? 0) - exact)).toBeLessThan(30);
  });
  test("what was counted without a sketch has no quantiles", () => expect(liveNumbers(column, counted.columns["x"], undefined)).toMatchObject({ mean: null, distinct: null, quantiles: [] }));
});

test("bands hold every bucket's requests, each inside its limits", () => {
  for (const latencyMs of [0.0005, 0.001, 0.01, 1, 3.7, 42, 999, 5_000_000]) {
    const [[band, count] = ["", 0]] = Object.entries(latencyBands({ [latencyBucket(latencyMs)]: 3 }));
    expect(count).toBe(3);
    const [low, high] = [0.001 * 2 ** ((Number(band) - 1) / 4), 0.001 * 2 ** (Number(band) / 4)];
    if (latencyMs > 0.001 && latencyMs < 1_800_000) expect([latencyMs > low, latencyMs <= high * (1 + 1e-9)]).toEqual([true, true]);
  }
});
