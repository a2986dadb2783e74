import { minimumRows, type BaselineProfile, type ColumnCounters, type DriftDefinition, type DriftMetric, type DriftPoint, type ReferenceColumn, type TrafficView, type WindowCounters } from "./contract.ts";
import { distancesOf, type LiveColumn } from "./rules/definitions.ts";
import { latencyBands, latencyQuantile } from "./rules/latency.ts";
import { columnRows } from "./rules/merge.ts";
import { judgeColumn } from "./rules/verdict.ts";
import type { Judging } from "./judging.ts";

export type At = { fromMs: number; toMs: number; version: string };
const iso = (ms: number) => new Date(ms).toISOString();

/** A column's counters when they were taken on this reference's bins; undefined when there are none, or they come from a baseline that was replaced. */
export function countersOf(counters: WindowCounters, column: ReferenceColumn): ColumnCounters | undefined {
  const found = Object.hasOwn(counters.columns, column.name) ? counters.columns[column.name] : undefined;
  return found !== undefined && found.bins.length === column.reference.counts.length ? found : undefined;
}

/** Columns counted on the profile's bins; the rest come from a baseline that was replaced and cannot be added to them. */
export function onProfile(profile: BaselineProfile, columns: Record<string, ColumnCounters>): Record<string, ColumnCounters> {
  const kept = profile.columns.flatMap((column) => {
    const found = Object.hasOwn(columns, column.name) ? columns[column.name] : undefined;
    return found !== undefined && found.bins.length === column.reference.counts.length ? [[column.name, found] as const] : [];
  });
  return Object.fromEntries(kept);
}

/** Which numbers a query asks for, and by whose definition. */
export type DriftNumbers = { metrics: readonly DriftMetric[]; as: DriftDefinition };
export const defaultNumbers: DriftNumbers = { metrics: ["psi", "js"], as: "signalbox" };

/** One window of one column; null without rows. The numbers are null under `minimumRows` rows. */
export function driftPoint(column: ReferenceColumn, live: LiveColumn | undefined, { at, numbers }: { at: At; numbers: DriftNumbers }): DriftPoint | null {
  const count = live === undefined ? 0 : columnRows(live.counters);
  if (live === undefined || count === 0) return null;
  const distances = count < minimumRows ? Object.fromEntries(numbers.metrics.map((metric) => [metric, null])) : distancesOf({ column: column.reference, live }, numbers.metrics, numbers.as);
  return { from: iso(at.fromMs), to: iso(at.toMs), version: at.version, count, psi: null, js: null, ...distances, psiVerdict: null, psiLower: null, verdict: null };
}

/**
 * The point with the estimate, bound and verdict of drift-alerts.md; a clock column gets none. A window that is not
 * compared like with like has estimate and bound as information, and no verdict (SPEC V9).
 */
export function judged(point: DriftPoint, column: ReferenceColumn, { counters, judging }: { counters: WindowCounters; judging: Judging }): DriftPoint {
  const live = countersOf(counters, column);
  if (column.clock || live === undefined) return point;
  const window = { fromMs: Date.parse(point.from), toMs: Date.parse(point.to) };
  const { psiVerdict, psiLower, verdict } = judgeColumn(judging.referenceOf(column, window), live, judging.alpha);
  return { ...point, psiVerdict, psiLower, verdict: judging.hasVerdict((window.toMs - window.fromMs) / 1000) ? verdict : null };
}

export function trafficPoint(counters: WindowCounters, at: { fromMs: number; toMs: number }, histogram: boolean): TrafficView["points"][number] {
  const quantile = (q: number) => latencyQuantile(counters.latency, q);
  return {
    from: iso(at.fromMs), to: iso(at.toMs), requests: counters.requests, errors: counters.errors, rows: counters.rows,
    p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99), codes: counters.codes ?? {}, ...(histogram ? { bands: latencyBands(counters.latency) } : {}),
  };
}

/** At most `parts` values of a series for a sparkline: the last PSI of each equal part of the range. */
export function sparkOf(points: readonly DriftPoint[], range: { fromMs: number; toMs: number }, parts = 40): (number | null)[] {
  const spark = Array.from({ length: parts }, (): number | null => null);
  const partMs = (range.toMs - range.fromMs) / parts;
  for (const point of points) {
    const part = Math.min(parts - 1, Math.ceil((Date.parse(point.to) - range.fromMs) / partMs) - 1);
    if (part >= 0 && point.psi !== null) spark[part] = point.psi;
  }
  return spark;
}
