import type { ReleaseView } from "#server/domains/releases/contract.ts";
import { byMetric, change, metric, metricName, version } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { barOf } from "./words.ts";

type Row = ReleaseView["metrics"][number];
const tones = { better: "font-medium text-clear", worse: "font-medium text-caution", same: "text-ink-2", unknown: "text-ink-2" } as const satisfies Record<Row["verdict"], string>;
const fills = { better: "fill-clear", worse: "fill-caution", same: "fill-baseline", unknown: "fill-baseline" } as const satisfies Record<Row["verdict"], string>;
const half = 70;

function Bar({ row, all }: { row: Row; all: Row[] }) {
  const reach = barOf(row, all) * half;
  const words = row.verdict === "unknown" ? "direction unknown" : row.verdict;
  return (
    <svg role="img" aria-label={words} viewBox={`0 0 ${half * 2} 16`} width={half * 2} height="16" className="block">
      <path d={`M${half} 0V16`} className="stroke-line-2" />
      <rect x={Math.min(half, half + reach)} y="4" width={Math.max(2, Math.abs(reach))} height="8" rx="1.5" className={fills[row.verdict]} />
    </svg>
  );
}

const named: Column<Row> = { key: "key", head: "Metric", slot: "lead", cell: (row) => <span className="font-medium" title={row.key}>{metricName(row.key)}</span> };

function columnsOf(release: ReleaseView): Column<Row>[] {
  if (release.fromVersion === null) return [named, { key: "challenger", head: version(release.version), right: true, slot: "trail", cell: (row) => metric(row.challenger) }];
  return [
    named,
    { key: "incumbent", head: version(release.fromVersion), right: true, slot: "under", className: "text-ink-2", cell: (row) => <><span className="md:hidden">before </span>{metric(row.incumbent)}</> },
    { key: "challenger", head: version(release.version), right: true, slot: "under-trail", cell: (row) => <><span className="md:hidden">after </span>{metric(row.challenger)}</> },
    { key: "change", head: "Change", right: true, slot: "trail", cell: (row) => <span className={tones[row.verdict]}>{change(row.change)}</span> },
    { key: "bar", head: "Better to the right", slot: "hide", className: "pl-6", cell: (row) => <Bar row={row} all={release.metrics} /> },
  ];
}

/** Metrics of the challenger beside the incumbent's, as the evidence froze them. */
export function BetterOrWorse({ release }: { release: ReleaseView }) {
  return (
    <Panel title={release.fromVersion === null ? "Metrics" : "Better or worse"} note={release.fromVersion === null ? "as logged with the run; nothing serves to compare with" : "metrics as logged with each version's run"}>
      {release.metrics.length === 0 ? <EmptyState title="No metrics were logged">Log them with the run to have them compared here.</EmptyState>
        : <Table label="Metrics compared" columns={columnsOf(release)} rows={release.metrics.toSorted((a, b) => byMetric(a.key, b.key))} rowKey={(row) => row.key} />}
    </Panel>
  );
}
