import Link from "next/link";
import { type RunView, artifactsShown } from "#server/domains/registry/contract-runs.ts";
import { paths } from "#server/shared/paths.ts";
import { byMetric, bytes, count, metricName, plural } from "../ui/format.ts";
import { Facts } from "../ui/facts.tsx";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { metricText } from "./words.ts";

const metricColumns: readonly Column<RunView["metrics"][number]>[] = [
  { key: "key", head: "Metric", slot: "lead", cell: (row) => <span title={row.key}>{metricName(row.key)}</span> },
  { key: "step", head: "Step", slot: "under", right: true, cell: (row) => <span className="text-ink-3"><span className="md:hidden">step </span>{count(row.step)}</span> },
  { key: "value", head: "Last value", right: true, slot: "trail", cell: (row) => <span className="font-medium" title={String(row.value)}>{metricText(row.value)}</span> },
];
const paramColumns: readonly Column<RunView["params"][number]>[] = [
  { key: "key", head: "Parameter", slot: "lead", cell: (row) => <span className="[overflow-wrap:anywhere]">{row.key}</span> },
  { key: "value", head: "Value", right: true, slot: "under", cell: (row) => <span className="font-mono text-note [overflow-wrap:anywhere] whitespace-normal">{row.value}</span> },
];
const fileColumns = (run: RunView): Column<RunView["artifacts"][number]>[] => [
  { key: "path", head: "File", slot: "lead", cell: (row) => <a href={paths.runArtifactFile(run.runId, row.path)} download aria-label={`Download ${row.path}`} className="font-mono text-note [overflow-wrap:anywhere] hover:sb-link">{row.path}</a> },
  { key: "size", head: "Size", right: true, slot: "trail", cell: (row) => bytes(row.size) },
];
const datasetColumns: readonly Column<RunView["datasets"][number]>[] = [
  { key: "name", head: "Data set", slot: "lead", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span> },
  { key: "context", head: "Read for", slot: "under", cell: (row) => <span className="text-ink-2">{row.context ?? "not said"}</span> },
  { key: "digest", head: "Digest", slot: "trail", right: true, cell: (row) => <code className="text-note text-ink-3">{row.digest}</code> },
];

export function MetricsPanel({ run }: { run: RunView }) {
  return (
    <Panel title="Metrics" note={run.metrics.length === 0 ? undefined : "as logged last"}>
      {run.metrics.length === 0 ? <EmptyState title="No metrics were logged" lines={`mlflow.log_metrics({"roc_auc": 0.71})`} lang="Python line">They stand here while the run goes on.</EmptyState>
        : <Table label="Metrics" columns={metricColumns} rows={run.metrics.toSorted((a, b) => byMetric(a.key, b.key))} rowKey={(row) => row.key} />}
    </Panel>
  );
}

export function ParamsPanel({ run }: { run: RunView }) {
  return <Panel title="Parameters">{run.params.length === 0 ? <EmptyState title="No parameters were logged" /> : <Table label="Parameters" columns={paramColumns} rows={run.params} rowKey={(row) => row.key} />}</Panel>;
}

export function FilesPanel({ run }: { run: RunView }) {
  return (
    <Panel title="Artifacts" note={run.artifactCount === 0 ? undefined : `${plural(run.artifactCount, "file", "files")}, ${bytes(run.artifactsBytes)}`}>
      {run.artifactCount > 0 ? <Table label="Artifacts" columns={fileColumns(run)} rows={run.artifacts} rowKey={(row) => row.path} />
        : <EmptyState title="No files belong to this run">{run.artifactUri.startsWith("mlflow-artifacts:") ? "What mlflow.log_artifact uploads stands here." : <>They are kept at <code className="text-note [overflow-wrap:anywhere]">{run.artifactUri}</code>, which this console does not read.</>}</EmptyState>}
      {run.artifactCount > artifactsShown ? <PanelFoot>The first {count(artifactsShown)} by path. Download the rest with mlflow.artifacts.download_artifacts(run_id=&quot;{run.runId}&quot;).</PanelFoot> : null}
    </Panel>
  );
}

export function InputsPanel({ run }: { run: RunView }) {
  if (run.datasets.length === 0 && run.modelsRead.length === 0) return null;
  return (
    <Panel title="Read" note="what went into it">
      {run.datasets.length === 0 ? null : <Table label="Data sets" columns={datasetColumns} rows={run.datasets} rowKey={(row) => `${row.name} ${row.digest}`} />}
      {run.modelsRead.length === 0 ? null : <p className="px-3.5 py-2.5 text-ink-2">{plural(run.modelsRead.length, "logged model", "logged models")}: {run.modelsRead.map((model) => model.name).join(", ")}</p>}
    </Panel>
  );
}

const ownTags = (run: RunView) => run.tags.filter((tag) => !tag.key.startsWith("mlflow."));
const sourceOf = (run: RunView) => run.tags.find((tag) => tag.key === "mlflow.source.name")?.value;

export function AboutPanel({ run }: { run: RunView }) {
  const tags = ownTags(run);
  const source = sourceOf(run);
  return (
    <Panel title="About" padded>
      <Facts items={[
        ["Run", <code key="id" className="text-note">{run.runId}</code>],
        ["Experiment", <Link key="experiment" href={paths.experiment(run.experimentId)} className="sb-link">{run.experimentName}</Link>],
        ["By", run.user],
        ["Started", <Time key="started" at={run.startedAt} />],
        ["Ended", run.endedAt === null ? "not yet" : <Time key="ended" at={run.endedAt} />],
        ["Source", source === undefined ? "not said" : <code key="source" className="text-note">{source}</code>],
        ["Tags", tags.length === 0 ? "none" : <span key="tags" className="inline-flex flex-wrap gap-1.5">{tags.map((tag) => <Tag key={tag.key}>{tag.key}={tag.value.slice(0, 200)}</Tag>)}</span>],
      ]} />
    </Panel>
  );
}
