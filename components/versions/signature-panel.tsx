import type { SignatureView } from "#server/domains/registry/contract.ts";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { nothing } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import type { Example } from "./snippets.ts";

const longestExample = 40;
type Row = SignatureView["inputs"][number] & { role: "input" | "output" };
const columns = (example: Example | null): readonly Column<Row>[] => [
  { key: "name", head: "Column", slot: "lead", cell: (row) => <code className="text-note">{row.name}</code> },
  { key: "type", head: "Type", slot: "under", cell: (row) => <span className="text-ink-2">{row.type}{row.shape ? ` [${row.shape.map((side) => (side < 0 ? "n" : side)).join(", ")}]` : ""}</span> },
  { key: "required", head: "Required", slot: "hide", cell: (row) => <span className="text-ink-2">{row.role === "output" ? nothing : row.required ? "yes" : "optional"}</span> },
  ...(example === null ? [] : [{ key: "example", head: "Example", slot: "hide", cell: (row: Row) => { const value = row.role === "input" ? example[row.name] : undefined; return <code className="text-note text-ink-2">{value === undefined ? nothing : String(value).slice(0, longestExample)}</code>; } } as const]),
  { key: "role", head: "Role", slot: "trail", cell: (row) => <span className="text-ink-2">{row.role}</span> },
];

export function SignaturePanel({ version, example }: { version: VersionPageView; example: Example | null }) {
  const { signature } = version;
  const rows: Row[] = signature === null ? [] : [...signature.inputs.map((column) => ({ ...column, role: "input" as const })), ...signature.outputs.map((column) => ({ ...column, role: "output" as const }))];
  return (
    <Panel title="Signature" note={signature === null ? undefined : `${signature.inputs.length} in, ${signature.outputs.length} out`}>
      {rows.length === 0 ? <EmptyState title="No signature was logged" lines={`from mlflow.models import infer_signature\nsignature = infer_signature(inputs, predictions)`}>Give one to log_model, and requests are checked against it and drift is watched by column.</EmptyState>
        : <Table label="Signature" columns={columns(example)} rows={rows} rowKey={(row) => `${row.role} ${row.name}`} />}
    </Panel>
  );
}
