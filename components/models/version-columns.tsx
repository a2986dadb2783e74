import type { VersionListItem } from "#server/domains/registry/contract.ts";
import { byMetric, metric, metricName, nothing, version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Lasting, Time } from "../ui/time.tsx";

const baselineWords = { none: "none", pending: "computing", ready: "ready", failed: "failed" } as const satisfies Record<VersionListItem["baseline"]["state"], string>;

/** Up to three metrics that most of the listed versions carry become columns. */
export function sharedMetrics(versions: readonly VersionListItem[]): string[] {
  const carried = new Map<string, number>();
  for (const item of versions) for (const { key } of item.metrics) carried.set(key, (carried.get(key) ?? 0) + 1);
  return [...carried].sort(([a, one], [b, other]) => other - one || byMetric(a, b)).slice(0, 3).map(([key]) => key);
}

export function versionColumns(metrics: readonly string[]): Column<VersionListItem>[] {
  const value = (row: VersionListItem, key: string) => metric(row.metrics.find((entry) => entry.key === key)?.value ?? null);
  return [
    { key: "version", head: "Version", slot: "lead", className: "md:w-20", cell: (row) => <span className="font-medium">{version(row.version)}</span> },
    {
      key: "serves", head: "Serves", slot: "trail",
      cell: (row) => <span className="inline-flex flex-wrap gap-1.5">{row.routes.length === 0 ? <span className="text-ink-3">{nothing}</span> : row.routes.map((route) => <span key={route.environment} className="inline-flex items-center gap-1.5">{route.environment}<span className="text-ink-3"><Lasting at={route.since} /></span></span>)}</span>,
    },
    { key: "aliases", head: "Aliases", slot: "hide", cell: (row) => <span className="inline-flex flex-wrap gap-1">{row.aliases.map((alias) => <Tag key={alias}>@{alias}</Tag>)}</span> },
    ...metrics.map((key): Column<VersionListItem> => ({ key: `metric ${key}`, head: metricName(key), right: true, slot: "hide", cell: (row) => value(row, key) })),
    { key: "baseline", head: "Baseline", slot: "hide", cell: (row) => <span className={row.baseline.state === "failed" ? "text-danger" : "text-ink-2"}>{baselineWords[row.baseline.state]}</span> },
    { key: "by", head: "Registered by", slot: "under", className: "text-ink-2", cell: (row) => row.createdBy },
    { key: "at", head: "Registered", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
  ];
}
