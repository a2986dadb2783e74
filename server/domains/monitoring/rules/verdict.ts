import type { Lamp } from "../../../shared/lamps.ts";
import { minimumRows, type ColumnCounters, type ReferenceColumn, type Verdict } from "../contract.ts";
import type { BinPair } from "./distance.ts";
import { columnRows } from "./merge.ts";
import { noncentralityAt, noncentralQuantile } from "./noncentral.ts";

/** True PSI above which each level speaks, drift-alerts.md point 3. */
export const levels = { notice: 0.005, warn: 0.02, alert: 0.1 } as const;
/** Chance of a false word a check, at a true PSI exactly on the level. */
export const defaultAlpha = 1e-4;
/** Bins whose expected count in the window is less are judged as one. */
const thinCount = 5;

export type Judgement = {
  rows: number;
  /** Degrees of freedom and one: bins after merging. */
  bins: number;
  /** Null under `minimumRows`. */
  psiVerdict: number | null;
  /** The largest true PSI that the window refutes; null under `minimumRows`. */
  psiLower: number | null;
  psiUpper: number | null;
  verdict: Verdict | null;
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** All rows of both sides in bins: the baseline's, missing, infinite, each new label, and the unnamed rest (SPEC V1). */
function judgedBins(column: ReferenceColumn["reference"], live: ColumnCounters): BinPair {
  const fresh = Object.values(live.fresh);
  const infinite = column.kind === "numeric" ? column.infinite : 0;
  return {
    reference: [...column.counts, column.missing, infinite, ...fresh.map(() => 0), 0],
    current: [...live.bins, live.null + live.nan, live.positiveInfinity + live.negativeInfinity, ...fresh, live.unseen],
  };
}

/** Merges the bins that expect fewer than five rows into one; bins empty on both sides are no bins (SPEC V2). */
export function mergeThin({ reference, current }: BinPair): BinPair {
  const perRow = sum(current) / sum(reference);
  const merged: BinPair = { reference: [], current: [] };
  let thinReference = 0;
  let thinCurrent = 0;
  for (const [i, r] of reference.entries()) {
    const c = current[i] ?? 0;
    if (r * perRow < thinCount) {
      thinReference += r;
      thinCurrent += c;
    } else {
      merged.reference.push(r);
      merged.current.push(c);
    }
  }
  if (thinReference + thinCurrent > 0) {
    merged.reference.push(thinReference);
    merged.current.push(thinCurrent);
  }
  return merged;
}

/** PSI with half a row added to every bin on both sides (SPEC V3). */
export function psiHalfRow({ reference, current }: BinPair): number {
  const r = sum(reference) + reference.length / 2;
  const c = sum(current) + current.length / 2;
  let psi = 0;
  for (const [i, count] of reference.entries()) {
    const p = (count + 0.5) / r;
    const q = ((current[i] ?? 0) + 0.5) / c;
    psi += (p - q) * Math.log(p / q);
  }
  return psi;
}

/** The word for a certified interval of the true PSI (SPEC V6). */
export function verdictOf(psiLower: number, psiUpper: number): Verdict {
  if (psiLower >= levels.alert) return "alert";
  if (psiLower >= levels.warn) return "warn";
  if (psiLower >= levels.notice) return "notice";
  return psiUpper < levels.warn ? "none" : "undecided";
}

/**
 * Judges one column's window by points 1 to 3 of drift-alerts.md (SPEC V1 to V6): PSI / (1/M + 1/n) is noncentral
 * chi-square with one degree fewer than bins, and the bounds are the noncentralities that put it at the 1-α and α quantile.
 * @param alpha chance of a false word, shared out by the caller among its looks
 */
export function judgeColumn(column: ReferenceColumn["reference"], live: ColumnCounters, alpha: number = defaultAlpha): Judgement {
  const rows = columnRows(live);
  const pair = mergeThin(judgedBins(column, live));
  const baselineRows = sum(pair.reference);
  const bins = pair.reference.length;
  if (rows < minimumRows || baselineRows === 0) return { rows, bins, psiVerdict: null, psiLower: null, psiUpper: null, verdict: null };
  if (bins < 2) return { rows, bins, psiVerdict: 0, psiLower: 0, psiUpper: 0, verdict: "none" };
  const psiVerdict = psiHalfRow(pair);
  const scale = 1 / baselineRows + 1 / rows;
  const statistic = psiVerdict / scale;
  const psiLower = scale * noncentralityAt(statistic, bins - 1, 1 - alpha);
  const psiUpper = scale * noncentralityAt(statistic, bins - 1, alpha);
  return { rows, bins, psiVerdict, psiLower, psiUpper, verdict: verdictOf(psiLower, psiUpper) };
}

/**
 * The PSI that an estimate has to exceed for a true PSI over `level` to be certain but for α: c · q (SPEC V4). For the
 * line on a chart.
 */
export function psiLimit(input: { level: number; bins: number; baselineRows: number; rows: number; alpha?: number }): number {
  const scale = 1 / input.baselineRows + 1 / input.rows;
  return scale * noncentralQuantile(1 - (input.alpha ?? defaultAlpha), Math.max(1, input.bins - 1), input.level / scale);
}

/** What a closed hour's verdict makes of a column's lamp (SPEC V7). Null: too few rows for a verdict. */
export function lampOf(verdict: Verdict | null, previous: Lamp | null): Lamp {
  switch (verdict) {
    case null:
      return "unknown";
    case "none":
    case "notice":
      return "steady";
    case "warn":
      return "drifting";
    case "alert":
      return "alert";
    case "undecided":
      return previous ?? "unknown";
  }
}
