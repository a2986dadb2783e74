import { describe, expect, test } from "vitest";
import { goldenCases, rebuildSample, type GoldenDistances } from "../../../testing/golden.ts";
import type { BaselineProfile, ReferenceColumn } from "../contract.ts";
import { columnDrift, comparedBins, jsDistance, jsDivergence, psi } from "./distance.ts";
import { binCounts, numericBins } from "./edges.ts";
import { foldRows, newAccumulator, toCounters, type ColumnValues } from "./fold.ts";

/** 1e-9 relative; 1e-7 absolute for a distance near 0, which is a root of cancelled terms (the golden file's tolerances). */
function expectClose(got: number | null, want: number | "Infinity", absolute = 1e-12): void {
  if (want === "Infinity") expect(got).toBe(Infinity);
  else expect(Math.abs((got ?? NaN) - want)).toBeLessThanOrEqual(Math.max(absolute, 1e-9 * Math.abs(want)));
}

function expectDistances(pair: { reference: number[]; current: number[] }, want: GoldenDistances): void {
  for (const fill of ["none", "epsilon", "plus1"] as const) expectClose(psi(pair.reference, pair.current, fill), want.psi[fill]);
  expectClose(jsDistance(pair.reference, pair.current), want.jsDistanceBase2, 1e-7);
  expectClose(jsDivergence(pair.reference, pair.current), want.jsDivergenceBase2);
}

const profileOf = (rows: number, reference: ReferenceColumn["reference"]): BaselineProfile => ({
  formatVersion: 1, rows, unmatchedColumns: [], missingColumns: [], notMonitored: [],
  columns: [{ name: "x", role: "input", tensor: "x", index: 0, datatype: reference.kind === "numeric" ? "FP64" : "BYTES", clock: false, reference }],
});

function fold(profile: BaselineProfile, values: ColumnValues) {
  const accumulator = newAccumulator(profile);
  foldRows(accumulator, { x: values }, values.length);
  return toCounters(accumulator)["x"] ?? expect.fail("no counters");
}

describe("golden numeric cases (SPEC E1, E2, D1 to D3)", () => {
  for (const golden of goldenCases) if (golden.type === "numeric") test(golden.id, () => {
    const reference = rebuildSample(golden.reference);
    const current = rebuildSample(golden.current);
    const want = golden.expect.frozen["q10.inverted_cdf"];
    const bins = numericBins(reference);
    expect(bins.edges).toEqual(want.edges);
    expect(bins.counts).toEqual(want.reference);
    expect(binCounts(bins.edges, current)).toEqual(want.current);

    const { missing, posInf, negInf } = golden.reference.fingerprint;
    const column: ReferenceColumn["reference"] = { kind: "numeric", ...bins, missing, infinite: posInf + negInf };
    const live = fold(profileOf(reference.length, column), current);
    expect(live.bins).toEqual(want.current);
    expect([live.nan, live.positiveInfinity, live.negativeInfinity]).toEqual([golden.current.fingerprint.missing, golden.current.fingerprint.posInf, golden.current.fingerprint.negInf]);
    expectDistances(comparedBins(column, live), want);
    const drift = columnDrift(column, live);
    expectClose(drift.psi, want.psi.epsilon);
    expectClose(drift.js, want.jsDistanceBase2, 1e-7);
  });
});

describe("golden categorical cases (SPEC D1 to D3)", () => {
  for (const golden of goldenCases) if (golden.type === "categorical") test(golden.id, () => {
    const { counts, nulls } = golden.reference;
    const column: ReferenceColumn["reference"] = { kind: "categorical", labels: Object.keys(counts), counts: Object.values(counts), missing: nulls };
    const rows = Object.entries(golden.current.counts).flatMap(([label, count]) => Array.from({ length: count }, (): string | null => label)).concat(Array.from({ length: golden.current.nulls }, () => null));
    const live = fold(profileOf(rows.length, column), rows);
    expect(live.null).toBe(golden.current.nulls);
    // A label set of more than a thousand new labels is beyond what the counters name; the golden cases have none such.
    expect(live.unseen).toBe(0);
    expectDistances(comparedBins(column, live), golden.expect.counts);
    expectClose(columnDrift(column, live).psi, golden.expect.counts.psi.epsilon);
  });
});

test("every golden case is held", () => {
  const count = (type: string) => goldenCases.filter((golden) => golden.type === type).length;
  expect([count("numeric"), count("categorical"), goldenCases.length]).toEqual([43, 15, 58]);
});

describe("edges of distances", () => {
  test("equal shares are exactly 0 (D3)", () => {
    expect(psi([10, 20, 30], [1, 2, 3])).toBe(0);
    expect(jsDistance([10, 20, 30], [1, 2, 3])).toBe(0);
  });
  test("disjoint shares are JS 1", () => expect(jsDistance([5, 0], [0, 7])).toBe(1));
  test("no rows in a bin on a side: no number", () => {
    const column: ReferenceColumn["reference"] = { kind: "numeric", edges: [1], counts: [5, 5], missing: 0, infinite: 0, minimum: 0, maximum: 2 };
    expect(columnDrift(column, fold(profileOf(10, column), [NaN, NaN]))).toEqual({ psi: null, js: null });
  });
});
