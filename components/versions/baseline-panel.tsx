import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { count, plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";

/** The path within the run or version; what stands before it is the store's. */
const fileOf = (path: string) => path.split("/artifacts/").at(-1) ?? path;

function body({ baseline }: VersionPageView) {
  switch (baseline.state) {
    case "none":
      return <EmptyState title="No baseline yet, so drift cannot be told" lines={`with mlflow.start_run(run_id=run_id):\n    mlflow.log_artifact("baseline.parquet")   # or baseline.csv`}>Log the training data with the run: one column for each input, and for each output where you have it. It counts when it comes later, too.</EmptyState>;
    case "pending":
      return (
        <div className="grid gap-2 px-3.5 py-3">
          <p>Profiling {baseline.artifactPath ? <code className="text-note">{fileOf(baseline.artifactPath)}</code> : "the baseline"}{baseline.rows === null ? "." : `, ${plural(baseline.rows, "row", "rows")}.`}</p>
          <progress max={1} value={baseline.progress} aria-label="Baseline" className="sb-progress h-1.5 w-full" />
          <p className="text-note text-ink-3">{Math.round(baseline.progress * 100)}%. Serving and promotion go on meanwhile.</p>
        </div>
      );
    case "ready":
      return <p className="px-3.5 py-3">Computed from {plural(baseline.rows ?? 0, "row", "rows")}{baseline.artifactPath ? <> of <code className="text-note [overflow-wrap:anywhere]">{fileOf(baseline.artifactPath)}</code></> : null}. Live predictions are counted on its bins.</p>;
    case "failed":
      return (
        <div role="alert" className="grid gap-1 px-3.5 py-3">
          <p className="font-medium text-danger">The baseline could not be profiled.</p>
          <p>{baseline.reason ?? "The file could not be read."}</p>
          <p className="text-ink-2">The version can still be promoted and served; without a baseline no drift is told. Log a corrected file to the same run.</p>
        </div>
      );
  }
}

/** The training data's profile: its progress, its failure in words, and what of it matched nothing. */
export function BaselinePanel({ version }: { version: VersionPageView }) {
  const { unmatchedColumns, state, rows } = version.baseline;
  return (
    <Panel title="Baseline" note={state === "ready" && rows !== null ? `${count(rows)} rows` : undefined}>
      {body(version)}
      {unmatchedColumns.length > 0 ? <p className="border-t border-line px-3.5 py-2.5 text-ink-2">In the file but in no tensor of the model, so not watched: {unmatchedColumns.map((column, index) => <span key={column}>{index > 0 ? ", " : ""}<code className="text-note">{column}</code></span>)}.</p> : null}
    </Panel>
  );
}
