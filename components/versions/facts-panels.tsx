import Link from "next/link";
import type { ReactNode } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { paths } from "#server/shared/paths.ts";
import { directionOf } from "#server/shared/metric-direction.ts";
import { byMetric, metric, metricName, span } from "../ui/format.ts";
import { Facts } from "../ui/facts.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { Description } from "./description.tsx";

type Metric = VersionPageView["metrics"][number];
type Param = VersionPageView["params"][number];
/** MLflow writes ±Infinity as the largest double. */
const isEndless = (value: number) => Math.abs(value) >= 1.797e308;
const valueWords = (value: number | null): string => (value === null ? "not a number" : isEndless(value) ? (value > 0 ? "∞" : "−∞") : metric(value));
const metricColumns: readonly Column<Metric>[] = [
  { key: "key", head: "Metric", slot: "lead", cell: (row) => <span title={row.key}>{metricName(row.key)}{directionOf(row.key) === "unknown" ? null : <span title={`${directionOf(row.key)} is better`} className="ml-1.5 text-ink-3"><span aria-hidden="true">{directionOf(row.key) === "higher" ? "↑" : "↓"}</span><span className="sr-only">{directionOf(row.key)} is better</span></span>}</span> },
  { key: "value", head: "Value", right: true, slot: "trail", cell: (row) => <span className="font-medium" title={row.value === null || isEndless(row.value) ? undefined : String(row.value)}>{valueWords(row.value)}</span> },
];
const paramColumns: readonly Column<Param>[] = [
  { key: "key", head: "Parameter", slot: "lead", cell: (row) => row.key },
  { key: "value", head: "Value", right: true, slot: "under", cell: (row) => <span className="font-mono text-note [overflow-wrap:anywhere] whitespace-normal">{row.value}</span> },
];

export function MetricsPanel({ version }: { version: VersionPageView }) {
  return (
    <Panel title="Metrics" note="as logged with the run">
      {version.metrics.length === 0 ? <EmptyState title="No metrics were logged" lines={`mlflow.log_metrics({"roc_auc": 0.71, "log_loss": 0.44})`}>They stand beside the incumbent&apos;s when the version is to be promoted.</EmptyState>
        : <Table label="Metrics" columns={metricColumns} rows={version.metrics.toSorted((a, b) => byMetric(a.key, b.key))} rowKey={(row) => row.key} />}
    </Panel>
  );
}

export function ParamsPanel({ version }: { version: VersionPageView }) {
  if (version.params.length === 0) return null;
  return <Panel title="Parameters"><Table label="Parameters" columns={paramColumns} rows={version.params} rowKey={(row) => row.key} /></Panel>;
}

function duration(startedAt: string, endedAt: string | null): string {
  if (endedAt === null) return "still running";
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return seconds < 1 ? "under a second" : span(seconds);
}

export function AboutPanel({ version }: { version: VersionPageView }) {
  const { run } = version;
  const items: (readonly [string, ReactNode])[] = [
    ["Registered", <span key="registered"><Time at={version.createdAt} /> by {version.createdBy}</span>],
    ["Aliases", version.aliases.length === 0 ? "none" : <span key="aliases" className="inline-flex flex-wrap gap-1.5">{version.aliases.map((alias) => <Tag key={alias}>@{alias}</Tag>)}</span>],
    ["Description", <Description key="description" version={version} />],
  ];
  if (run !== null) {
    items.push(["Run", <span key="run"><Link href={paths.run(run.experimentId, run.runId)} className="sb-link">{run.name}</Link> <code className="text-note text-ink-3">{run.runId}</code></span>], ["Experiment", <Link key="experiment" href={paths.experiment(run.experimentId)} className="sb-link">{run.experimentName}</Link>], ["Run took", `${duration(run.startedAt, run.endedAt)}, ${run.status.toLowerCase()}`]);
  }
  items.push(["Source", <code key="source" className="text-note">{version.source}</code>]);
  return <Panel title="About" padded><Facts items={items} /></Panel>;
}
