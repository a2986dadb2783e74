import Link from "next/link";
import type { RunView } from "#server/domains/registry/contract-runs.ts";
import { paths } from "#server/shared/paths.ts";
import { plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";

type Made = RunView["modelsMade"][number];
const states: Record<string, string> = { LOGGED_MODEL_READY: "ready", LOGGED_MODEL_PENDING: "being logged", LOGGED_MODEL_UPLOAD_FAILED: "upload failed" };
const columns: readonly Column<Made>[] = [
  { key: "name", head: "Logged model", slot: "lead", cell: (row) => <span className="font-medium [overflow-wrap:anywhere]">{row.name}</span> },
  { key: "type", head: "Kind", slot: "under", cell: (row) => <span className="text-ink-2">{row.type || "not said"}</span> },
  { key: "status", head: "State", slot: "trail", cell: (row) => <span className="text-ink-2">{states[row.status] ?? row.status.toLowerCase()}</span> },
  { key: "created", head: "Logged", slot: "under-trail", right: true, cell: (row) => <Time at={row.createdAt} className="text-ink-2" /> },
];

/** What the run made: its logged models, and the versions registered from it. */
export function ModelsPanel({ run }: { run: RunView }) {
  return (
    <Panel title="Models" note={run.modelsMade.length === 0 ? undefined : `${plural(run.modelsMade.length, "logged model", "logged models")}`}>
      {run.modelsMade.length === 0 ? <EmptyState title="It logged no model" lines={`mlflow.onnx.log_model(onnx_model, name="model", signature=signature)`} lang="Python line">A model that it logs can be registered from here.</EmptyState>
        : <Table label="Logged models" columns={columns} rows={run.modelsMade} rowKey={(row) => row.id} />}
      {run.versions.length === 0 ? null : (
        <p className="flex flex-wrap items-center gap-1.5 border-t border-line px-3.5 py-2.5"><span className="text-ink-2">Registered as</span>
          {run.versions.map((one) => <Link key={`${one.model} ${one.version}`} href={paths.modelVersion(one.model, one.version)} className="hover:sb-link"><Tag tone="accent">{one.model} v{one.version}</Tag></Link>)}
        </p>
      )}
    </Panel>
  );
}
