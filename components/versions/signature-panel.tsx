import type { SignatureView, VersionView } from "#server/domains/registry/contract.ts";
import { nothing } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";

type Row = SignatureView["inputs"][number] & { role: "input" | "output" };
const columns: readonly Column<Row>[] = [
  { key: "name", head: "Column", slot: "lead", cell: (row) => <code className="text-note">{row.name}</code> },
  { key: "type", head: "Type", slot: "under", cell: (row) => <span className="text-ink-2">{row.type}{row.shape ? ` [${row.shape.map((side) => (side < 0 ? "n" : side)).join(", ")}]` : ""}</span> },
  { key: "required", head: "Required", slot: "hide", cell: (row) => <span className="text-ink-2">{row.role === "output" ? nothing : row.required ? "yes" : "optional"}</span> },
  { key: "role", head: "Role", slot: "trail", cell: (row) => <span className="text-ink-2">{row.role}</span> },
];

export function SignaturePanel({ version }: { version: VersionView }) {
  const { signature } = version;
  const rows: Row[] = signature === null ? [] : [...signature.inputs.map((column) => ({ ...column, role: "input" as const })), ...signature.outputs.map((column) => ({ ...column, role: "output" as const }))];
  return (
    <Panel title="Signature" note={signature === null ? undefined : `${signature.inputs.length} in, ${signature.outputs.length} out`}>
      {rows.length === 0 ? <EmptyState title="No signature was logged" lines={`from mlflow.models import infer_signature\nsignature = infer_signature(inputs, predictions)`}>Give one to log_model, and requests are checked against it and drift is watched by column.</EmptyState>
        : <Table label="Signature" columns={columns} rows={rows} rowKey={(row) => `${row.role} ${row.name}`} />}
    </Panel>
  );
}
