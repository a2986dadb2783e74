import type { OnnxSummary } from "#server/domains/registry/contract-version.ts";
import { Facts } from "../ui/facts.tsx";
import { count, plural } from "../ui/format.ts";
import { Table, type Column } from "../ui/table.tsx";

type Row = OnnxSummary["inputs"][number] & { role: string };
type Operator = OnnxSummary["operators"][number];
const columns: readonly Column<Row>[] = [
  { key: "name", head: "Tensor", slot: "lead", cell: (row) => <code className="text-note [overflow-wrap:anywhere]">{row.name}</code> },
  { key: "type", head: "Type", slot: "under", cell: (row) => <span className="text-ink-2">{row.type}</span> },
  { key: "shape", head: "Shape", slot: "under-trail", cell: (row) => <span className="text-ink-2">{row.shape === null ? "not said" : `[${row.shape.join(", ")}]`}</span> },
  { key: "role", head: "Role", slot: "trail", cell: (row) => <span className="text-ink-2">{row.role}</span> },
];
const operatorColumns: readonly Column<Operator>[] = [
  { key: "name", head: "Operator", slot: "lead", cell: (row) => <code className="text-note">{row.name}</code> },
  { key: "count", head: "Nodes", right: true, slot: "trail", cell: (row) => count(row.count) },
];

function weights(onnx: OnnxSummary): string {
  if (onnx.initializers === 0) return "none stored as tensors; trees and linear models keep theirs inside the nodes";
  const outside = onnx.external === 0 ? "" : `, ${onnx.external === onnx.initializers ? "all" : count(onnx.external)} in files beside this one`;
  return `${plural(onnx.initializers, "tensor", "tensors")} with ${plural(onnx.parameters, "value", "values")}${outside}`;
}

/** What an ONNX graph takes, gives and does. */
export function OnnxView({ onnx }: { onnx: OnnxSummary }) {
  const rows: Row[] = [...onnx.inputs.map((input) => ({ ...input, role: "input" })), ...onnx.outputs.map((output) => ({ ...output, role: "output" }))];
  return (
    <>
      <div className="px-3.5 py-3">
        <Facts items={[
          ["Operator sets", onnx.opsets.map((opset) => `${opset.domain} ${opset.version}`).join(", ") || "none named"],
          ["Made by", onnx.producer || "not said"], ["Graph", onnx.graph || "without a name"], ["Format", `ONNX IR version ${onnx.irVersion}`],
          ["Nodes", `${count(onnx.nodes)} in the main graph${onnx.functions > 0 ? `, and ${plural(onnx.functions, "function", "functions")} of its own` : ""}`],
          ["Weights", weights(onnx)],
        ]} />
      </div>
      <div className="border-t border-line"><Table label="Inputs and outputs" columns={columns} rows={rows} rowKey={(row) => `${row.role} ${row.name}`} /></div>
      <div className="border-t border-line"><Table label="Nodes by operator" columns={operatorColumns} rows={onnx.operators} rowKey={(row) => row.name} /></div>
    </>
  );
}
