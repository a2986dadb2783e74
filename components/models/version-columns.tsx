import type { VersionListItem } from "#server/domains/registry/contract.ts";
import { byMetric, metric, metricName, nothing, version } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Lasting, Time } from "../ui/time.tsx";
import { keyOfColumn, type VersionColumnId, versionColumnSet } from "./column-ids.ts";

const baselineWords = { none: "none", pending: "computing", ready: "ready", failed: "failed" } as const satisfies Record<VersionListItem["baseline"]["state"], string>;
const none = <span className="text-ink-3">{nothing}</span>;
const shownLetters = 60;
const cut = (value: string) => (value.length > shownLetters ? `${value.slice(0, shownLetters)}…` : value);

/** Up to three metrics that most of the listed versions carry become columns where nobody chose. */
export function sharedMetrics(versions: readonly VersionListItem[]): string[] {
  const carried = new Map<string, number>();
  for (const item of versions) for (const { key } of item.metrics) carried.set(key, (carried.get(key) ?? 0) + 1);
  return [...carried].sort(([a, one], [b, other]) => other - one || byMetric(a, b)).slice(0, 3).map(([key]) => key);
}

/** The columns that stand there where nobody chose: the usual ones, and the metrics that the versions share before the baseline. */
export const usualColumns = (versions: readonly VersionListItem[]): string[] => {
  const at = versionColumnSet.usual.indexOf("baseline");
  return versionColumnSet.usual.toSpliced(at, 0, ...sharedMetrics(versions).map((key) => `metrics.${key}`));
};

const known: Record<VersionColumnId, Column<VersionListItem>> = {
  serves: {
    key: "serves", head: "Serves", slot: "trail",
    cell: (row) => <span className="inline-flex flex-wrap gap-1.5">{row.routes.length === 0 ? none : row.routes.map((route) => <span key={route.environment} className="inline-flex items-center gap-1.5">{route.environment}<span className="text-ink-3"><Lasting at={route.since} /></span></span>)}</span>,
  },
  aliases: { key: "aliases", head: "Aliases", slot: "hide", cell: (row) => <span className="inline-flex flex-wrap gap-1">{row.aliases.map((alias) => <Tag key={alias}>@{alias}</Tag>)}</span> },
  baseline: { key: "baseline", head: "Baseline", slot: "hide", cell: (row) => <span className={row.baseline.state === "failed" ? "text-danger" : "text-ink-2"}>{baselineWords[row.baseline.state]}</span> },
  stage: { key: "stage", head: "Stage", slot: "hide", cell: (row) => (row.stage === "None" ? none : row.stage) },
  status: { key: "status", head: "Status", slot: "hide", className: "text-ink-2", cell: (row) => row.status.toLowerCase().replaceAll("_", " ") },
  tags: { key: "tags", head: "Tags", slot: "hide", cell: (row) => (row.tags.length === 0 ? none : <span className="inline-flex flex-wrap gap-1">{row.tags.map((tag) => <Tag key={tag.key}>{tag.value === "" ? tag.key : `${tag.key}=${cut(tag.value)}`}</Tag>)}</span>) },
  description: { key: "description", head: "Description", slot: "hide", className: "text-ink-2", cell: (row) => (row.description === null ? none : <span className="line-clamp-2">{row.description}</span>) },
  by: { key: "by", head: "Registered by", slot: "under", className: "text-ink-2", cell: (row) => row.createdBy },
  at: { key: "at", head: "Registered", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
};
const isKnown = (id: string): id is VersionColumnId => id in known;
const metricColumn = (key: string): Column<VersionListItem> => ({ key: `metric ${key}`, head: metricName(key), right: true, slot: "hide", cell: (row) => metric(row.metrics.find((entry) => entry.key === key)?.value ?? null) });
const tagColumn = (key: string): Column<VersionListItem> => ({ key: `tag ${key}`, head: key, slot: "hide", cell: (row) => { const found = row.tags.find((tag) => tag.key === key); return found === undefined ? none : cut(found.value); } });

/** The version, then the columns of these ids. */
export function versionColumns(ids: readonly string[]): Column<VersionListItem>[] {
  return [
    { key: "version", head: "Version", slot: "lead", className: "md:w-20", cell: (row) => <span className="font-medium">{version(row.version)}</span> },
    ...ids.flatMap((id) => {
      const [tag, metricKey] = [keyOfColumn(id, "tags"), keyOfColumn(id, "metrics")];
      return tag !== null ? [tagColumn(tag)] : metricKey !== null ? [metricColumn(metricKey)] : isKnown(id) ? [known[id]] : [];
    }),
  ];
}
