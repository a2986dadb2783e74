"use client";
import Link from "next/link";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { useSession } from "../shell/session.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { count } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";

const releaseLines = (ask: { origin: string; model: string; environment: string; version: string }) => `curl -X POST ${ask.origin}/api/v1/releases -H "Authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"model": ${JSON.stringify(ask.model)}, "version": ${ask.version}, "environment": "${ask.environment}"}'`;

/** Nothing serves: how something comes to. */
export function NotServed({ model, environment, elsewhere, newest, problem }: { model: string; environment: string; elsewhere: readonly string[]; newest: string | null; problem: string | null }) {
  const { origin } = useSession();
  return (
    <Panel title={`Nothing to watch in ${environment}`}>
      <EmptyState title="Drift, traffic and latency of what serves stand here" lines={newest === null ? undefined : releaseLines({ origin, model, environment, version: newest })} lang="lines">
        {problem ? `${problem} ` : ""}A version serves after its promotion: ask for it on the version&apos;s page or by the API, and somebody else approves. A model that is served elsewhere is watched once its predictions are sent to POST /v1/events of serving.
        {" "}{newest === null ? null : <Link href={paths.modelVersion(model, newest)} className="sb-link">Open v{newest}</Link>}
        {elsewhere.map((name) => <span key={name}>{" · "}<Link href={paths.modelMonitoring(model, { environment: name })} className="sb-link">It serves in {name}</Link></span>)}
      </EmptyState>
    </Panel>
  );
}

const baselineLines = (origin: string) => `# export MLFLOW_TRACKING_TOKEN=…   a token from Settings
import mlflow
mlflow.set_tracking_uri("${origin}")
training.to_parquet("baseline.parquet")       # one column for each input and output
with mlflow.start_run(run_id="RUN OF THE VERSION"):
    mlflow.log_artifact("baseline.parquet")`;

/** Drift needs something to compare with. */
export function NoBaseline({ view }: { view: MonitorView }) {
  const { origin } = useSession();
  const { baseline, model, version } = view;
  const page = <ButtonLink href={paths.modelVersion(model, version)}>Open v{version}</ButtonLink>;
  if (baseline.state === "pending") {
    return <Panel title="Drift" actions={page}><EmptyState title="The baseline is being profiled">{baseline.rows === null ? "Its rows are being counted." : `${count(baseline.rows)} rows.`} The charts begin by themselves when it is ready; the version&apos;s page shows its progress.</EmptyState></Panel>;
  }
  if (baseline.state === "failed") {
    return <Panel title="Drift" actions={page}><EmptyState title="The baseline could not be profiled" lines={baselineLines(origin)} lang="Python lines">{baseline.reason ?? "Its file could not be read."} Traffic and latency are counted all the same. Log a file that fits, and it is profiled anew.</EmptyState></Panel>;
  }
  return <Panel title="Drift" actions={page}><EmptyState title={`v${version} has no baseline, so drift has nothing to compare with`} lines={baselineLines(origin)} lang="Python lines">Log a sample of its training data with its run as baseline.parquet or baseline.csv; it counts from then on. Traffic and latency are counted all the same.</EmptyState></Panel>;
}
