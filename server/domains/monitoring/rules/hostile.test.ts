/**
 * Columns that nobody would choose, against scipy 1.17, Evidently 0.7.23 and NannyML 0.13.1: `want` is plain arithmetic on
 * the raw rows with scipy's KS and Wasserstein, the libraries' own numbers stand beside it where they gave any.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { liveColumn } from "../../../testing/live-column.ts";
import { driftMetrics, type DriftDefinition, type ReferenceColumn } from "../contract.ts";
import { distancesOf, type Distances } from "./definitions.ts";
import { numericReferenceOf } from "./reference.ts";

type Told = number | "NaN" | "Infinity" | "-Infinity" | null;
type Wanted = { psi: number; plus1: number; js: number; jsDivergence: number; hellinger: number; tvd: number; lInfinity: number; chi2: [statistic: number, dof: number, p: number] | null; yates: number | null };
type Libraries = { nannyml: Record<string, number>; evidently: Record<string, number> };
type Numeric = { id: string; type: "numeric"; dtype: "float64" | "int64"; reference: Told[]; current: Told[]; want: { missing: number; infinite: number; edges?: number[]; reference?: number[]; current?: number[]; mean?: Told; std?: Told; dist?: Wanted; ks?: number; wasserstein?: number } } & Libraries;
type Categorical = { id: string; type: "categorical"; reference: Record<string, number>; current: Record<string, number>; want: Wanted } & Libraries;
const cases = JSON.parse(readFileSync(new URL("golden/hostile-golden.json", import.meta.url), "utf8")) as (Numeric | Categorical)[];

const close = (got: number | null | undefined, want: number | undefined) => {
  if (want !== undefined) expect(Math.abs((got ?? NaN) - want)).toBeLessThanOrEqual(Math.max(1e-7, 1e-9 * Math.abs(want)));
};
const rowsOf = (told: readonly Told[]): Float64Array => Float64Array.from(told, (value) => (value === null ? NaN : Number(value)));
const ownDistances = (got: Distances, want: Wanted) => {
  for (const metric of ["psi", "js", "hellinger", "tvd", "lInfinity"] as const) close(got[metric], want[metric]);
  close(got.chi2?.value, want.chi2?.[0]);
  close(got.chi2?.p, want.chi2?.[2]);
  expect(got.chi2?.dof).toBe(want.chi2?.[1] ?? 0);
};

describe("numeric", () => {
  for (const golden of cases) if (golden.type === "numeric") test(golden.id, () => {
    const { want, nannyml, evidently } = golden;
    const reference = numericReferenceOf([...rowsOf(golden.reference)].filter((value) => !Number.isNaN(value)), golden.dtype === "int64");
    const column = liveColumn(reference, rowsOf(golden.current));
    const as = (definition: DriftDefinition) => distancesOf({ column: reference, live: column }, driftMetrics, definition);
    const { counters } = column;
    expect([counters.null + counters.nan, counters.positiveInfinity + counters.negativeInfinity]).toEqual([want.missing, want.infinite]);
    const ours = as("signalbox");
    if (want.edges) expect([reference.edges, reference.counts, counters.bins]).toEqual([want.edges, want.reference, counters.bins.map((_, at) => want.current?.[at] ?? 0)]);
    if (typeof want.mean === "number") close(reference.sketch?.mean, want.mean);
    if (typeof want.std === "number") close(reference.sketch?.deviation, want.std);
    if (!want.dist) {
      expect(Object.values(ours)).toEqual(driftMetrics.map(() => null));
      return;
    }
    ownDistances(ours, want.dist);
    close(as("fiddler").psi, want.dist.plus1);
    const span = Math.abs((reference.maximum ?? 0) - (reference.minimum ?? 0));
    const holds = (interval: Distances["ks"], truth: number | undefined) => {
      if (truth === undefined) return;
      const rounding = 1e-12 * (Math.abs(truth) + span);
      expect([(interval?.lo ?? NaN) <= truth + rounding, (interval?.hi ?? NaN) >= truth - rounding]).toEqual([true, true]);
    };
    holds(ours.ks, want.ks);
    holds(ours.wasserstein, want.wasserstein);
    holds(as("nannyml").ks, nannyml["kolmogorov_smirnov"]);
    holds(as("nannyml").wasserstein, nannyml["wasserstein"]);
    holds(as("evidently").wasserstein, evidently["wasserstein"]);
    if (column.sketch?.even !== undefined && reference.even) {
      close(as("nannyml").js, nannyml["jensen_shannon"]);
      close(as("nannyml").hellinger, nannyml["hellinger"]);
    }
  });
});

describe("categorical", () => {
  for (const golden of cases) if (golden.type === "categorical") test(golden.id, () => {
    const { want, nannyml, evidently } = golden;
    const reference: ReferenceColumn["reference"] = { kind: "categorical", labels: Object.keys(golden.reference), counts: Object.values(golden.reference), missing: 0 };
    const column = liveColumn(reference, Object.entries(golden.current).flatMap(([label, rows]) => Array.from({ length: rows }, () => label)));
    const as = (definition: DriftDefinition) => distancesOf({ column: reference, live: column }, driftMetrics, definition);
    ownDistances(as("signalbox"), want);
    const [theirs, evident] = [as("nannyml"), as("evidently")];
    close(theirs.js, nannyml["jensen_shannon"]);
    close(theirs.hellinger, nannyml["hellinger"]);
    close(theirs.lInfinity, nannyml["l_infinity"]);
    close(theirs.chi2?.value, nannyml["chi2"] ?? want.yates ?? 0);
    close(evident.psi, evidently["psi"]);
    close(evident.js, evidently["jensenshannon"]);
    close(evident.hellinger, evidently["hellinger"]);
    close(evident.chi2?.p, evidently["chisquare"]);
    close(as("tfdv").js, want.jsDivergence);
    close(as("fiddler").psi, want.plus1);
  });
});
