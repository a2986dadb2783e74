import type { RunItem } from "#server/domains/registry/contract-runs.ts";
import { cx } from "../ui/cx.ts";
import { metricName, nothing } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { columnKey, metricText, statusWords, tookText } from "./words.ts";

const statusTone = { RUNNING: "text-accent", SCHEDULED: "text-ink-3", FINISHED: "text-ink-2", FAILED: "text-danger", KILLED: "text-caution" } as const satisfies Record<RunItem["status"], string>;

export function StatusWord({ status }: { status: RunItem["status"] }) {
  return <span className={cx("whitespace-nowrap", statusTone[status])}>{statusWords[status]}</span>;
}

const slots = ["trail", "under-trail"] as const;

/** A chosen metric or parameter; a phone shows the first two. */
function loggedColumn(column: string, index: number): Column<RunItem> {
  const key = columnKey(column);
  const common = { key: column, sort: column, slot: slots[index] ?? ("hide" as const) };
  if (column.startsWith("metrics.")) {
    return {
      ...common, head: metricName(key), right: true, largestFirst: true,
      cell: (row) => { const value = row.cells[column]; return value === undefined ? <span className="text-ink-3">{nothing}</span> : <span title={`${key} ${value}`}><span className="text-ink-3 md:hidden">{metricName(key)} </span>{metricText(value)}</span>; },
    };
  }
  return {
    ...common, head: key, className: "max-w-44",
    cell: (row) => { const value = row.cells[column]; return value === undefined ? <span className="text-ink-3">{nothing}</span> : <span className="block truncate font-mono text-note" title={String(value)}>{value}</span>; },
  };
}

/** What every run has, then the chosen columns. */
export function runColumns(columns: readonly string[], nowMs: number): Column<RunItem>[] {
  return [
    { key: "name", head: "Run", slot: "lead", sort: "name", className: "min-w-32", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span> },
    {
      key: "started", head: "Started", slot: "under", sort: "start", largestFirst: true, className: "whitespace-nowrap",
      cell: (row) => <span className="text-ink-2"><Time at={row.startedAt} /><span className="md:hidden">, <StatusWord status={row.status} /></span></span>,
    },
    { key: "took", head: "Took", slot: "hide", right: true, sort: "duration", largestFirst: true, cell: (row) => <span className="text-ink-2">{tookText(row, nowMs)}</span> },
    { key: "status", head: "Status", slot: "hide", cell: (row) => <StatusWord status={row.status} /> },
    { key: "user", head: "By", slot: "hide", className: "whitespace-nowrap", cell: (row) => <span className="text-ink-2">{row.user}</span> },
    ...columns.map(loggedColumn),
    { key: "versions", head: "Registered as", slot: "hide", className: "whitespace-nowrap", cell: (row) => (row.versions.length === 0 ? <span className="text-ink-3">{nothing}</span> : <Tag>{row.versions.slice(0, 2).map((one) => `${one.model} v${one.version}`).join(", ")}{row.versions.length > 2 ? ` and ${row.versions.length - 2} more` : ""}</Tag>) },
  ];
}
