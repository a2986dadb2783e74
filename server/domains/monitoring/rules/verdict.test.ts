import { describe, expect, test } from "vitest";
import { mulberry32 } from "../../../testing/golden.ts";
import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { movedWords, percentWords } from "./moved.ts";
import { noncentralCdf, noncentralityAt, noncentralQuantile } from "./noncentral.ts";
import { judgeColumn, lampOf, levels, mergeThin, psiHalfRow, psiLimit, verdictOf } from "./verdict.ts";

describe("noncentral chi-square (V4): the check values of drift-alerts.md", () => {
  const noncentralities = [0, 1, 10, 100, 1000, 10000];
  const rows: [number, number[]][] = [
    [1, [15.1367, 22.2692, 47.3522, 188.2114, 1249.0423, 10757.6344]],
    [9, [33.7199, 37.1355, 58.7903, 197.5443, 1257.4962, 10765.7814]],
    [19, [50.7955, 53.3801, 72.7034, 209.1834, 1268.0623, 10775.9652]],
  ];
  for (const [dof, wanted] of rows) test(`${dof} degrees`, () => {
    for (const [i, noncentrality] of noncentralities.entries()) expect(Math.abs(noncentralQuantile(1 - 1e-4, dof, noncentrality) - (wanted[i] ?? NaN))).toBeLessThan(1e-4);
  });
  test("quantile and distribution are inverse, up to a thousand degrees and a million", () => {
    for (const dof of [1, 2, 33, 1000]) for (const noncentrality of [0, 0.3, 50, 4_000, 49_000, 1e6]) for (const p of [1e-6, 1e-4, 0.5, 0.9999]) {
      const x = noncentralQuantile(p, dof, noncentrality);
      expect(Math.abs(noncentralCdf(x, dof, noncentrality) / p - 1)).toBeLessThan(1e-4);
      expect(Math.abs(noncentralityAt(x, dof, p) - noncentrality)).toBeLessThan(1e-3 + 1e-5 * noncentrality);
    }
  });
  test("the two forms meet", () => {
    for (const dof of [1, 9, 1000]) for (const p of [1e-4, 0.9999]) {
      const below = noncentralQuantile(p, dof, 49_999.999);
      expect(Math.abs(noncentralQuantile(p, dof, 50_000.001) - below)).toBeLessThan(0.02);
    }
  });
});

const numeric = (counts: number[], missing = 0): ReferenceColumn["reference"] => ({ kind: "numeric", edges: counts.slice(1).map((_, i) => i), counts, missing, infinite: 0, minimum: -1, maximum: counts.length });
const live = (bins: number[], more: Partial<ColumnCounters> = {}): ColumnCounters => ({ bins, null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: {}, unseen: 0, ...more });
const ten = (count: number): number[] => Array.from({ length: 10 }, () => count);
const tenths = ten(10_000);

describe("judging a column", () => {
  test("thin bins are one, empty ones none (V2)", () => {
    expect(mergeThin({ reference: [9000, 900, 99, 1, 0, 0], current: [180, 18, 1, 0, 0, 3] })).toEqual({ reference: [9000, 900, 100], current: [180, 18, 4] });
    expect(mergeThin({ reference: [50, 50, 0], current: [10, 10, 0] })).toEqual({ reference: [50, 50], current: [10, 10] });
  });
  test("half a row in every bin (V3)", () => {
    const [p, q] = [[10.5 / 31, 20.5 / 31], [5.5 / 11, 5.5 / 11]] as const;
    expect(psiHalfRow({ reference: [10, 20], current: [5, 5] })).toBeCloseTo((p[0] - q[0]) * Math.log(p[0] / q[0]) + (p[1] - q[1]) * Math.log(p[1] / q[1]), 14);
  });
  const shifted = (share: number, rows: number) => tenths.map((_, i) => Math.round(rows * (0.1 + (i < 5 ? share : -share))));
  const cases: [string, ReferenceColumn["reference"], ColumnCounters, string | null][] = [
    ["under 200 rows: no verdict", numeric(tenths), live(ten(19)), null],
    ["200 rows that look alike: undecided", numeric(tenths), live([18, 23, 20, 19, 15, 25, 21, 17, 22, 20]), "undecided"],
    ["20,000 rows that look alike: none", numeric(tenths), live(ten(2000)), "none"],
    ["100,000 rows, PSI .0165: notice", numeric(tenths), live(shifted(0.0128, 100_000)), "notice"],
    ["100,000 rows, PSI .04: warn", numeric(tenths), live(shifted(0.02, 100_000)), "warn"],
    ["100,000 rows, PSI .17: alert", numeric(tenths), live(shifted(0.041, 100_000)), "alert"],
    ["a tenth goes missing: alert", numeric(tenths, 0), live(ten(900), { nan: 1000 }), "alert"],
    ["a constant that stays", numeric([500]), live([300]), "none"],
    ["new labels in one row of five: alert", { kind: "categorical", labels: ["a", "b"], counts: [5000, 5000], missing: 0 }, live([800, 800], { fresh: { c: 300 }, unseen: 100 }), "alert"],
    ["a single new label: no alarm", { kind: "categorical", labels: ["a", "b"], counts: [5000, 5000], missing: 0 }, live([800, 800], { fresh: { c: 1 } }), "undecided"],
    ["an empty baseline", numeric([0]), live([300]), null],
  ];
  for (const [name, reference, counters, verdict] of cases) test(name, () => {
    const judged = judgeColumn(reference, counters);
    expect(judged.verdict).toBe(verdict);
    if (verdict !== null) expect((judged.psiLower ?? NaN) <= (judged.psiVerdict ?? NaN) && (judged.psiVerdict ?? NaN) <= (judged.psiUpper ?? NaN)).toBe(true);
    else expect([judged.psiVerdict, judged.psiLower]).toEqual([null, null]);
  });
  test("the lower bound is over a level exactly when the estimate is over its limit (V4, V5)", () => {
    const next = mulberry32(5);
    for (let i = 0; i < 60; i++) {
      const counters = live(tenths.map(() => Math.floor(200 + 900 * next.next().value)));
      const { rows, bins, psiVerdict, psiLower } = judgeColumn(numeric(tenths), counters);
      for (const level of Object.values(levels)) expect((psiLower ?? NaN) > level).toBe((psiVerdict ?? NaN) > psiLimit({ level, bins, baselineRows: 100_000, rows }));
    }
  });
  test("words of an interval (V6)", () => {
    const rows: [number, number, string][] = [[0, 0.019, "none"], [0, 0.021, "undecided"], [0.004, 0.3, "undecided"], [0.005, 0.3, "notice"], [0.02, 0.3, "warn"], [0.1, 0.3, "alert"]];
    expect(rows.map(([lower, upper]) => verdictOf(lower, upper))).toEqual(rows.map(([, , word]) => word));
  });
  test("lamps (V7)", () => {
    expect([lampOf("none", "alert"), lampOf("notice", null), lampOf("warn", "steady"), lampOf("alert", null), lampOf("undecided", "drifting"), lampOf("undecided", null), lampOf(null, "alert")])
      .toEqual(["steady", "steady", "drifting", "alert", "drifting", "unknown", "unknown"]);
  });
});

describe("calibration on drawn samples (V5)", () => {
  const uniforms = mulberry32(20_010_305);
  const draw = (shares: readonly number[], rows: number): number[] => {
    const counts = shares.map(() => 0);
    for (let i = 0; i < rows; i++) {
      let rest = uniforms.next().value;
      const bin = shares.findIndex((share) => (rest -= share) < 0);
      counts[bin < 0 ? shares.length - 1 : bin]!++;
    }
    return counts;
  };
  const flat = ten(0.1);
  /** Half the bins up, half down, so that the true PSI is `level`. */
  const tilted = (level: number): number[] => {
    let [low, high] = [0, 0.09];
    for (let i = 0; i < 60; i++) {
      const share = (low + high) / 2;
      const psi = 5 * share * Math.log((0.1 + share) / 0.1) - 5 * share * Math.log((0.1 - share) / 0.1);
      if (psi < level) low = share;
      else high = share;
    }
    return flat.map((share, i) => share + (i % 2 ? low : -low));
  };
  test("at a true PSI of .02 a check at .05 speaks one time in twenty", () => {
    const current = tilted(0.02);
    let spoke = 0;
    for (let i = 0; i < 1500; i++) if ((judgeColumn(numeric(draw(flat, 3000)), live(draw(current, 1000)), 0.05).psiLower ?? 0) >= 0.02) spoke++;
    expect(spoke / 1500).toBeGreaterThan(0.03);
    expect(spoke / 1500).toBeLessThan(0.075);
  });
  test("without drift it is silent, at 200 rows as well", () => {
    for (let i = 0; i < 600; i++) expect(judgeColumn(numeric(draw(flat, 2000)), live(draw(flat, 200))).verdict).toMatch(/none|undecided/);
  });
});

describe("what moved most", () => {
  const cases: [string, ReferenceColumn["reference"], ColumnCounters, string | null][] = [
    ["a label", { kind: "categorical", labels: ["ORD", "LGA"], counts: [490, 9510], missing: 0 }, live([540, 9460]), "ORD 4.9% → 5.4%"],
    ["up", { kind: "numeric", edges: [0.3, 0.6], counts: [50, 41, 9], missing: 0, infinite: 0, minimum: 0, maximum: 1 }, live([49, 39, 12]), "more rows above 0.6: 12% (baseline 9.0%)"],
    ["down", { kind: "numeric", edges: [0.3, 0.6], counts: [50, 41, 9], missing: 0, infinite: 0, minimum: 0, maximum: 1 }, live([80, 15, 5]), "more rows up to 0.3: 80% (baseline 50%)"],
    ["missing", numeric([100, 100]), live([80, 80], { null: 20, nan: 20 }), "missing 0% → 20%"],
    ["new labels together", { kind: "categorical", labels: ["a"], counts: [10], missing: 0 }, live([6], { fresh: { x: 1, y: 1 }, unseen: 2 }), "labels the baseline never had 0% → 40%"],
    ["nothing", numeric([10, 20]), live([1, 2]), null],
    ["no rows", numeric([10, 20]), live([0, 0]), null],
  ];
  for (const [name, reference, counters, words] of cases) test(name, () => expect(movedWords(reference, counters)).toBe(words));
  test("shares in words", () => expect([0, 0.0004, 0.001, 0.0994, 0.0996, 0.5, 1].map(percentWords)).toEqual(["0%", "<0.1%", "0.1%", "9.9%", "10%", "50%", "100%"]));
});
