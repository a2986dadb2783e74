import { minimumRows, type ColumnCounters, type ReferenceColumn, type WindowCounters } from "../../contract.ts";
import { statisticTerms, type QualityStatistic, type Statistic } from "../../contract-alerts.ts";
import { distancesOf } from "../definitions.ts";
import { latencyQuantile } from "../latency.ts";
import { columnRows } from "../merge.ts";
import { judgeColumn } from "../verdict.ts";
import type { EvidenceKind } from "./state.ts";

/** A trailing window of one column, with what it is compared to. */
export type Rung = { windowSeconds: number; reference: ReferenceColumn["reference"]; live: ColumnCounters | undefined };
export type RungNumbers = { windowSeconds: number; value: number | null; lower: number | null; upper: number | null; count: number; baselineRows: number };
/** The numbers of one look. `value` in the statistic's unit, `lower` and `upper` certain but for α where there is a bound. */
export type Numbers = Omit<RungNumbers, "baselineRows"> & { baselineRows: number | null; alpha: number | null; rungs: RungNumbers[] };
export type Evidence = { kind: EvidenceKind; numbers: Numbers };

/** What is told by counters of columns and requests alone. */
export type CountedStatistic = Exclude<Statistic, QualityStatistic>;

/** Fewer requests do not tell a latency. */
const fewestRequests = 20;
/** z of 1 - 1e-3: shares are judged at that chance of a false word a look. */
export const shareAlpha = 1e-3;
export const shareZ = 3.0902;

export const noNumbers = (windowSeconds: number): Numbers => ({ windowSeconds, value: null, lower: null, upper: null, count: 0, baselineRows: null, alpha: null, rungs: [] });

/** Wilson's interval of a share (Wilson, JASA 22, 1927). @param rows 1 or more */
export function shareBounds(hits: number, rows: number, z = shareZ): { lower: number; upper: number } {
  const share = hits / rows;
  const centre = share + (z * z) / (2 * rows);
  const reach = z * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  const scale = 1 + (z * z) / rows;
  return { lower: hits === 0 ? 0 : Math.max(0, (centre - reach) / scale), upper: hits === rows ? 1 : Math.min(1, (centre + reach) / scale) };
}

/** A share over its threshold for certain is a breach, one whose estimate is under it clear; between them nobody can tell. `usual` is taken off. */
function shareEvidence({ hits, rows, usual = 0 }: { hits: number; rows: number; usual?: number }, { threshold, windowSeconds }: { threshold: number; windowSeconds: number }): Evidence {
  if (rows === 0) return { kind: "noData", numbers: noNumbers(windowSeconds) };
  const certain = shareBounds(hits, rows);
  const beyond = (share: number) => Math.max(0, share - usual);
  const bounds = { lower: beyond(certain.lower), upper: beyond(certain.upper) };
  const value = beyond(hits / rows);
  const kind = bounds.lower > threshold ? "breach" : value <= threshold ? "clear" : "undecided";
  return { kind, numbers: { ...noNumbers(windowSeconds), value, ...bounds, count: rows, alpha: shareAlpha } };
}

const referenceRows = (reference: Rung["reference"]): number => reference.counts.reduce((sum, rows) => sum + rows, reference.missing + (reference.kind === "numeric" ? reference.infinite : 0));

function judgeRung(rung: Rung, alpha: number): RungNumbers & { judged: boolean } {
  const count = rung.live === undefined ? 0 : columnRows(rung.live);
  const baselineRows = referenceRows(rung.reference);
  const empty = { windowSeconds: rung.windowSeconds, value: null, lower: null, upper: null, count, baselineRows, judged: false };
  if (rung.live === undefined) return empty;
  const { psiVerdict, psiLower, psiUpper, verdict } = judgeColumn(rung.reference, rung.live, alpha);
  return { ...empty, value: psiVerdict, lower: psiLower, upper: psiUpper, judged: verdict !== null };
}

/**
 * The ladder (drift-alerts.md points 3 and 4): a breach when any window certifies more than the level, clear when the
 * longest one's upper bound is under it. The numbers are those of the window that certifies most.
 * @param rungs shortest first
 */
export function ladderEvidence(rungs: readonly Rung[], { threshold, alpha }: { threshold: number; alpha: number }): Evidence {
  const numbers = rungs.map((rung) => judgeRung(rung, alpha));
  const longest = numbers.at(-1);
  if (longest === undefined || numbers.every((rung) => rung.count === 0)) return { kind: "noData", numbers: { ...noNumbers(rungs.at(-1)?.windowSeconds ?? 0), alpha } };
  const strongest = numbers.filter((rung) => rung.judged).reduce<(typeof numbers)[number]>((most, rung) => ((rung.lower ?? -1) >= (most.lower ?? -1) ? rung : most), longest);
  const kind = (strongest.lower ?? -1) >= threshold ? "breach" : longest.judged && (longest.upper ?? Infinity) < threshold ? "clear" : "undecided";
  const plain = ({ windowSeconds, value, lower, upper, count, baselineRows }: RungNumbers): RungNumbers => ({ windowSeconds, value, lower, upper, count, baselineRows });
  return { kind, numbers: { ...plain(strongest), alpha, rungs: numbers.map(plain) } };
}

const unseenRows = (live: ColumnCounters): number => Object.values(live.fresh).reduce((sum, count) => sum + count, live.unseen);

/** One statistic of one column in one window; drift aside, which is a ladder's. */
export function columnEvidence(statistic: Exclude<CountedStatistic, "drift">, rung: Rung, { threshold, alpha }: { threshold: number; alpha: number }): Evidence {
  const { live, windowSeconds, reference } = rung;
  const rows = live === undefined ? 0 : columnRows(live);
  if (live === undefined || rows === 0) return { kind: "noData", numbers: noNumbers(windowSeconds) };
  switch (statistic) {
    case "missingShare": return shareEvidence({ hits: live.null + live.nan, rows, usual: reference.missing / Math.max(1, referenceRows(reference)) }, { threshold, windowSeconds });
    case "unseenShare": return shareEvidence({ hits: unseenRows(live), rows }, { threshold, windowSeconds });
    case "psiLower": {
      const { kind, numbers } = ladderEvidence([rung], { threshold, alpha });
      return { kind, numbers: { ...numbers, value: numbers.lower } };
    }
    case "psi": case "js": {
      const { [statistic]: value = null } = distancesOf({ column: reference, live: { counters: live, sketch: undefined } }, [statistic], "signalbox");
      const numbers = { ...noNumbers(windowSeconds), value: typeof value === "number" ? value : null, count: rows };
      if (rows < minimumRows || numbers.value === null) return { kind: "undecided", numbers };
      return { kind: numbers.value > threshold ? "breach" : "clear", numbers };
    }
    case "errorRate": case "p50Ms": case "p95Ms": case "p99Ms": case "trafficGone": return { kind: "noData", numbers: noNumbers(windowSeconds) };
  }
}

const quantiles = { p50Ms: 0.5, p95Ms: 0.95, p99Ms: 0.99 } as const;

/**
 * One statistic of the model itself in one window.
 * @param of `expected`: that requests came before, so that none is news
 */
export function modelEvidence(statistic: CountedStatistic, of: { window: WindowCounters; windowSeconds: number; expected: boolean }, threshold: number): Evidence {
  const { window, windowSeconds } = of;
  const { requests } = window;
  switch (statistic) {
    case "errorRate": return shareEvidence({ hits: window.errors, rows: requests }, { threshold, windowSeconds });
    case "trafficGone": {
      const numbers = { ...noNumbers(windowSeconds), value: requests, count: requests };
      return { kind: requests > threshold ? "clear" : of.expected ? "breach" : "noData", numbers };
    }
    case "p50Ms": case "p95Ms": case "p99Ms": {
      const value = latencyQuantile(window.latency, quantiles[statistic]);
      const numbers = { ...noNumbers(windowSeconds), value, count: requests };
      if (value === null) return { kind: "noData", numbers };
      if (requests < fewestRequests) return { kind: "undecided", numbers };
      return { kind: value > threshold ? "breach" : "clear", numbers };
    }
    case "drift": case "psi": case "js": case "psiLower": case "missingShare": case "unseenShare": return { kind: "noData", numbers: noNumbers(windowSeconds) };
  }
}

/** A statistic of columns that a column's kind does not have: numbers are never unseen. */
export const concerns = (statistic: Statistic, column: Pick<ReferenceColumn, "clock" | "reference">): boolean =>
  statisticTerms[statistic].of === "column" && !(column.clock && statistic !== "missingShare") && !(statistic === "unseenShare" && column.reference.kind === "numeric");
