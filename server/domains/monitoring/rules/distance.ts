import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { chiSquareTail } from "./noncentral.ts";

/** What stands in for an empty bin's share in PSI (SPEC D2). */
export type PsiFill = "none" | "epsilon" | "plus1";

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Counts as shares of their sum; all zero when there is nothing. */
export function shares(counts: readonly number[]): number[] {
  const sum = total(counts);
  return counts.map((count) => (sum === 0 ? 0 : count / sum));
}

/** Evidently 0.7.23's fill: a zero share becomes 1e-4, or the smallest other share / 1e6 when that is 1e-4 or less. No renormalising. */
function fillZeros(values: number[]): number[] {
  const smallest = Math.min(...values.filter((value) => value > 0));
  const fill = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
  return values.map((value) => (value === 0 ? fill : value));
}

/** What each bin adds to PSI: (r - c) ln(r / c). Arguments as for `psi`. */
export function psiTerms(reference: readonly number[], current: readonly number[], fill: PsiFill = "epsilon"): number[] {
  let r = shares(fill === "plus1" ? reference.map((count) => count + 1) : reference);
  let c = shares(fill === "plus1" ? current.map((count) => count + 1) : current);
  if (fill === "epsilon") {
    r = fillZeros(r);
    c = fillZeros(c);
  }
  return r.map((p, i) => {
    const q = c[i] ?? 0;
    // Equal shares add nothing: also where both are 0, and where a logarithm would leave a rounding error.
    if (p === q) return 0;
    return p === 0 || q === 0 ? Infinity : (p - q) * Math.log(p / q);
  });
}

/**
 * Population stability index, natural logarithm: the sum of (r - c) ln(r / c) over the bins (drift-golden.md).
 * @param reference,current counts in the same bins, each with at least one row
 * @returns 0 or more; Infinity is possible with the fill "none"
 */
export const psi = (reference: readonly number[], current: readonly number[], fill: PsiFill = "epsilon"): number => total(psiTerms(reference, current, fill));

/** Jensen–Shannon divergence, base 2: 0 for equal shares to 1 for disjoint ones. */
export function jsDivergence(reference: readonly number[], current: readonly number[]): number {
  const r = shares(reference);
  const c = shares(current);
  let sum = 0;
  for (const [i, p] of r.entries()) {
    const q = c[i] ?? 0;
    const middle = (p + q) / 2;
    if (p === q) continue;
    if (p > 0) sum += (p * Math.log2(p / middle)) / 2;
    if (q > 0) sum += (q * Math.log2(q / middle)) / 2;
  }
  return Math.min(1, Math.max(0, sum));
}

/** Jensen–Shannon distance, base 2: the root of the divergence. */
export const jsDistance = (reference: readonly number[], current: readonly number[]): number => Math.sqrt(jsDivergence(reference, current));

/** Hellinger distance: the root of half the sum of (√r - √c)². */
export function hellinger(reference: readonly number[], current: readonly number[]): number {
  const c = shares(current);
  return Math.sqrt(shares(reference).reduce((sum, p, i) => sum + (Math.sqrt(p) - Math.sqrt(c[i] ?? 0)) ** 2, 0) / 2);
}

function differences(reference: readonly number[], current: readonly number[]): number[] {
  const c = shares(current);
  return shares(reference).map((p, i) => Math.abs(p - (c[i] ?? 0)));
}

/** Total variation distance: half the sum of |r - c|. */
export const totalVariation = (reference: readonly number[], current: readonly number[]): number => total(differences(reference, current)) / 2;

/** The largest |r - c|. */
export const lInfinity = (reference: readonly number[], current: readonly number[]): number => Math.max(0, ...differences(reference, current));

/** `value` is null where the statistic is infinite; p says the rest. */
export type ChiSquare = { value: number | null; dof: number; p: number };

/**
 * Pearson's chi-square of the two-sample contingency table, over the bins that either side has rows in.
 * @param yates Yates' correction, as scipy applies it: at one degree of freedom alone
 */
export function chiSquare(reference: readonly number[], current: readonly number[], yates = false): ChiSquare {
  const [m, n] = [total(reference), total(current)];
  let value = 0;
  let used = 0;
  const correction = yates && reference.filter((count, i) => count + (current[i] ?? 0) > 0).length === 2 ? 0.5 : 0;
  for (const [i, r] of reference.entries()) {
    const c = current[i] ?? 0;
    if (r + c === 0) continue;
    used += 1;
    for (const [seen, rows] of [[r, m], [c, n]] as const) {
      const expected = ((r + c) * rows) / (m + n);
      const off = Math.abs(seen - expected);
      value += (off - Math.min(correction, off)) ** 2 / expected;
    }
  }
  const dof = Math.max(0, used - 1);
  return { value, dof, p: dof === 0 ? 1 : chiSquareTail(value, dof) };
}

/** Pearson's one-sample chi-square of the current counts against the reference's shares; infinite where a label is new. */
export function chiSquareAgainst(reference: readonly number[], current: readonly number[]): ChiSquare {
  const n = total(current);
  const expected = shares(reference).map((share) => share * n);
  const value = expected.reduce((sum, e, i) => sum + ((current[i] ?? 0) === e ? 0 : ((current[i] ?? 0) - e) ** 2 / e), 0);
  const dof = expected.filter((e, i) => e > 0 || (current[i] ?? 0) > 0).length - 1;
  if (dof <= 0) return { value: 0, dof: 0, p: 1 };
  return value === Infinity ? { value: null, dof, p: 0 } : { value, dof, p: chiSquareTail(value, dof) };
}

export type BinPair = { reference: number[]; current: number[] };

/** The bins that PSI and JS are taken over: the baseline's, and one for each new label by name (SPEC D1). */
export function comparedBins(column: ReferenceColumn["reference"], live: ColumnCounters): BinPair {
  const fresh = Object.values(live.fresh);
  return { reference: [...column.counts, ...fresh.map(() => 0)], current: [...live.bins, ...fresh] };
}

/**
 * `psi` and `js` of a column as the contract names them: frozen bins, epsilon fill, missing, infinite and unnamed values
 * left out. Null when either side has no row in a bin. The rule of `minimumRows` is the caller's.
 */
export function columnDrift(column: ReferenceColumn["reference"], live: ColumnCounters): { psi: number | null; js: number | null } {
  const { reference, current } = comparedBins(column, live);
  if (total(reference) === 0 || total(current) === 0) return { psi: null, js: null };
  return { psi: psi(reference, current), js: jsDistance(reference, current) };
}
