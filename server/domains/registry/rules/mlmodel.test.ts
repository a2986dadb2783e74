import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseSignature } from "./mlmodel.ts";

test("the demo's own models", () => {
  const signature = parseSignature(readFileSync("prisma/seed/flights/v2/model/MLmodel", "utf8"));
  expect(signature?.inputs.map((column) => `${column.name}: ${column.type}`)).toEqual(["local_hour: float", "weekday: float", "distance: float", "origin: string", "destination: string"]);
  expect(signature?.outputs).toEqual([{ name: "late_probability", type: "float", required: true, shape: null }]);
});

const tensor = `[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]`;
test.each<[string, string, string[] | null]>([
  ["no signature", "flavors: {}\n", null],
  ["null signature", "signature: null\nx: 1\n", null],
  ["a tensor", `signature:\n  inputs: '${tensor}'\n  outputs: null\n`, ["0: float32 [-1,4]"]],
  ["a quote inside single quotes", `signature:\n  inputs: '[{"name": "it''s", "type": "double"}]'\n`, ["it's: double null"]],
  ["double quotes with escapes and a joined line", `signature:\n  inputs: "[{\\"name\\": \\"gr\\xF6\\xDFe\\", \\"type\\":\\\n    \\ \\"long\\", \\"required\\": false}]"\n`, ["größe: long null optional"]],
  ["plain", `signature:\n  inputs: [{"name": "a", "type": "string"}]\nrun_id: x\n`, ["a: string null"]],
  ["a nested type", `signature:\n  inputs: '[{"name": "a", "type": "array", "items": {"type": "long"}}]'\n`, ["a: array null"]],
  ["no JSON", "signature:\n  inputs: 'nonsense'\n", null],
])("%s", (_case, text, expected) => {
  const inputs = parseSignature(text)?.inputs.map((column) => `${column.name}: ${column.type} ${JSON.stringify(column.shape)}${column.required ? "" : " optional"}`);
  expect(inputs ?? null).toEqual(expected);
});
