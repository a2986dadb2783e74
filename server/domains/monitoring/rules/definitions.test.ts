import { describe, expect, test } from "vitest";
import { goldenCases, rebuildSample } from "../../../testing/golden.ts";
import { liveColumn } from "../../../testing/live-column.ts";
import { driftMetrics, type DriftDefinition, type ReferenceColumn } from "../contract.ts";
import { distancesOf, isComputable, type Distances, type LiveColumn } from "./definitions.ts";
import { numericReferenceOf } from "./reference.ts";

/** 1e-9 relative; 1e-7 absolute near 0, where the libraries take a root of cancelled terms (the golden file's tolerances). */
const close = (got: number | null | undefined, want: number, absolute = 1e-7) => expect(Math.abs((got ?? NaN) - want)).toBeLessThanOrEqual(Math.max(absolute, 1e-9 * Math.abs(want)));
const closeP = (got: number | undefined, want: number) => expect((got ?? NaN) === want || Math.abs((got ?? NaN) - want) <= 1e-6 * want || (want < 1e-300 && (got ?? 1) < 1e-300)).toBe(true);

const all = (reference: ReferenceColumn["reference"], of: LiveColumn, as: DriftDefinition): Distances => distancesOf({ column: reference, live: of }, driftMetrics, as);

describe("golden numeric cases from counters (N1, N2)", () => {
  for (const golden of goldenCases) if (golden.type === "numeric") test(golden.id, () => {
    const { scipy, numpy, frozen, evidently, nannyml } = golden.expect;
    const reference = numericReferenceOf(rebuildSample(golden.reference), golden.dtype === "int64");
    const column = liveColumn(reference, Float64Array.from(rebuildSample(golden.current)));
    close(reference.sketch?.mean, numpy.referenceMean, 1e-9 * Math.max(1, numpy.referenceStd));
    close(reference.sketch?.deviation, numpy.referenceStd);

    const ours = all(reference, column, "signalbox");
    const want = frozen["q10.inverted_cdf"];
    close(ours.hellinger, want.hellinger);
    close(ours.tvd, want.tvd);
    close(ours.lInfinity, want.lInfinity);
    if (want.chi2) {
      close(ours.chi2?.value, want.chi2.statistic);
      expect(ours.chi2?.dof).toBe(want.chi2.dof);
      closeP(ours.chi2?.p, want.chi2.p);
    }
    const span = Math.abs((reference.maximum ?? 0) - (reference.minimum ?? 0)) + Math.abs(scipy.wasserstein);
    const holds = (interval: Distances["ks"], truth: number, rounding: number) => {
      expect(interval?.lo).toBeLessThanOrEqual(truth + rounding);
      expect(interval?.hi).toBeGreaterThanOrEqual(truth - rounding);
    };
    holds(ours.ks, scipy.ksD, 1e-12);
    holds(ours.wasserstein, scipy.wasserstein, 1e-12 * span);
    holds(all(reference, column, "evidently").wasserstein, evidently.wasserstein, 1e-12 * span / Math.max(0.001, numpy.referenceStd));

    const theirs = all(reference, column, "nannyml");
    const infinite = golden.reference.fingerprint.posInf + golden.reference.fingerprint.negInf + golden.current.fingerprint.posInf + golden.current.fingerprint.negInf;
    // Whole numbers of so few values are a categorical column (C6); infinite values NannyML cannot fit.
    const fits = infinite === 0 && (golden.dtype === "float64" || numpy.referenceUnique > 20);
    if (fits && reference.even) {
      expect(reference.even.counts).toEqual(numpy.doaneOfReference.reference);
      expect(column.sketch?.even).toEqual([...numpy.doaneOfReference.current, numpy.doaneOfReference.currentOutside]);
      if (typeof nannyml.jensen_shannon === "number") close(theirs.js, nannyml.jensen_shannon);
      if (typeof nannyml.hellinger === "number") close(theirs.hellinger, nannyml.hellinger);
    }
    if (fits && isComputable(reference, "ks", "nannyml")) holds(theirs.ks, nannyml.kolmogorov_smirnov, 1e-12);
  });
});

describe("golden categorical cases from counters (N1 to N3)", () => {
  for (const golden of goldenCases) if (golden.type === "categorical") test(golden.id, () => {
    const { counts, evidently, nannyml, tfdv } = golden.expect;
    const reference: ReferenceColumn["reference"] = { kind: "categorical", labels: Object.keys(golden.reference.counts), counts: Object.values(golden.reference.counts), missing: 0 };
    const rows = Object.entries(golden.current.counts).flatMap(([label, count]) => Array.from({ length: count }, (): string | null => label)).concat(Array.from({ length: golden.current.nulls }, () => null));
    const column = liveColumn(reference, rows);

    const ours = all(reference, column, "signalbox");
    close(ours.psi, Number(counts.psi.epsilon));
    close(ours.js, counts.jsDistanceBase2);
    close(ours.hellinger, counts.hellinger);
    close(ours.tvd, counts.tvd);
    close(ours.lInfinity, counts.lInfinity);
    close(ours.chi2?.value, counts.chi2?.statistic ?? 0);
    closeP(ours.chi2?.p, counts.chi2?.p ?? 1);
    expect([ours.ks, ours.wasserstein]).toEqual([null, null]);

    const asEvidently = all(reference, column, "evidently");
    close(asEvidently.psi, evidently.psi);
    close(asEvidently.js, evidently.jensenshannon);
    close(asEvidently.hellinger, evidently.hellinger);
    close(asEvidently.tvd, evidently.tvd);
    if (typeof evidently.chisquare === "number") closeP(asEvidently.chi2?.p, evidently.chisquare);
    expect(asEvidently.lInfinity).toBeNull();

    const asNannyml = all(reference, column, "nannyml");
    close(asNannyml.js, typeof nannyml.jensen_shannon === "number" ? nannyml.jensen_shannon : 0);
    close(asNannyml.hellinger, nannyml.hellinger);
    close(asNannyml.lInfinity, nannyml.l_infinity);
    close(asNannyml.chi2?.value, nannyml.chi2);
    expect(asNannyml.psi).toBeNull();

    const asTfdv = all(reference, column, "tfdv");
    close(asTfdv.js, tfdv.jsDivergence);
    close(asTfdv.lInfinity, tfdv.lInfinity);
    close(all(reference, column, "fiddler").psi, Number(counts.psi.plus1));
  });
});

test("what frozen edges cannot give is named, not guessed (N4)", () => {
  const numeric = numericReferenceOf(Array.from({ length: 20_000 }, (_, i) => i), false);
  const few = numericReferenceOf([1, 2, 3, 5, 8], false);
  const label: ReferenceColumn["reference"] = { kind: "categorical", labels: ["a"], counts: [1], missing: 0 };
  const refused = (column: ReferenceColumn["reference"], as: DriftDefinition) => driftMetrics.filter((metric) => !isComputable(column, metric, as));
  expect(refused(few, "signalbox")).toEqual([]);
  expect(refused(few, "evidently")).toEqual(["psi", "js", "hellinger", "ks"]);
  expect(refused(few, "tfdv")).toEqual(["js"]);
  expect(refused(few, "nannyml")).toEqual([]);
  expect(refused(numeric, "nannyml")).toEqual(["ks", "wasserstein"]);
  for (const as of ["signalbox", "evidently", "nannyml", "tfdv", "fiddler"] as const) expect(refused(label, as)).toEqual([]);
});
