import type { ColumnCounters, DistributionView, ReferenceColumn } from "../contract.ts";
import { columnRows } from "./merge.ts";

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
const noCounters = (bins: number): ColumnCounters => ({ bins: Array.from({ length: bins }, () => 0), null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: {}, unseen: 0 });

/**
 * Baseline beside live, in counts. Numeric bins are (lo, hi]; a categorical answer has the baseline's labels, then each
 * new one with the most rows first; every row is in exactly one of bins, missing, infinite and unseen.
 */
export function distributionOf(column: ReferenceColumn, counters: ColumnCounters | undefined): Pick<DistributionView, "feature" | "kind" | "role" | "bins" | "missing" | "infinite" | "unseen" | "count"> {
  const { reference } = column;
  const live = counters ?? noCounters(reference.counts.length);
  const baselineInfinite = reference.kind === "numeric" ? reference.infinite : 0;
  const at = (bin: number) => ({ baseline: reference.counts[bin] ?? 0, live: live.bins[bin] ?? 0 });
  const fresh = Object.entries(live.fresh).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return {
    feature: column.name, role: column.role, kind: reference.kind,
    bins: reference.kind === "numeric"
      ? reference.counts.map((_, bin) => ({ lo: reference.edges[bin - 1] ?? null, hi: reference.edges[bin] ?? null, ...at(bin) }))
      : [...reference.labels.map((value, bin) => ({ value, ...at(bin) })), ...fresh.map(([value, rows]) => ({ value, baseline: 0, live: rows }))],
    missing: { baseline: reference.missing, live: live.null + live.nan },
    infinite: { baseline: baselineInfinite, live: live.positiveInfinity + live.negativeInfinity },
    unseen: { live: live.unseen },
    count: { baseline: sum(reference.counts) + reference.missing + baselineInfinite, live: columnRows(live) },
  };
}
