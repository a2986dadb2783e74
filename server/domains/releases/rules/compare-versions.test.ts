import { describe, expect, test } from "vitest";
import { artifactRows, metricRows, signatureRows, textRows, typeText } from "./compare-versions.ts";

const column = (name: string, type = "double", required = true) => ({ name, type, required, shape: null });

describe("metrics against the first version", () => {
  test.each([
    { name: "higher is better for an AUC", key: "roc_auc", values: [0.7, 0.75], direction: "higher", verdict: "better", change: 0.05 },
    { name: "lower is better for a loss", key: "log_loss", values: [0.5, 0.6], direction: "lower", verdict: "worse", change: 0.1 },
    { name: "an equal value", key: "rmse", values: [2, 2], direction: "lower", verdict: "same", change: 0 },
    { name: "a name that says nothing", key: "rows", values: [100, 200], direction: "unknown", verdict: "unknown", change: 100 },
    { name: "a value the reference does not have", key: "f1", values: [null, 0.9], direction: "higher", verdict: "unknown", change: null },
    { name: "a value that is only with the reference", key: "f1", values: [0.9, null], direction: "higher", verdict: "unknown", change: null },
  ])("$name", ({ key, values, direction, verdict, change }) => {
    const [row] = metricRows(values.map((value) => (value === null ? [] : [{ key, value }])));
    expect(row).toMatchObject({ key, direction, differs: values[0] !== values[1] });
    expect(row?.cells[0]).toMatchObject({ value: values[0], change: null, verdict: "unknown" });
    expect(row?.cells[1]).toMatchObject({ value: values[1], verdict });
    if (change === null) expect(row?.cells[1]?.change).toBeNull();
    else expect(row?.cells[1]?.change).toBeCloseTo(change, 12);
  });
  test("NaN has no number and no verdict", () => {
    expect(metricRows([[{ key: "auc", value: null }], [{ key: "auc", value: 0.5 }]])[0]?.cells[1]).toEqual({ value: 0.5, change: null, verdict: "unknown" });
  });
  test("none at all", () => expect(metricRows([])).toEqual([]));
});

test("parameters: what differs first, then what is equal; absent is not empty", () => {
  expect(textRows([[{ key: "a", value: "1" }, { key: "b", value: "x" }, { key: "c", value: "" }], [{ key: "a", value: "1" }, { key: "b", value: "y" }]])).toEqual([
    { key: "b", values: ["x", "y"], differs: true }, { key: "c", values: ["", null], differs: true }, { key: "a", values: ["1", "1"], differs: false },
  ]);
});

test("a signature's columns against the first version's, by role", () => {
  const first = { inputs: [column("kept"), column("gone"), column("other")], outputs: [column("kept")] };
  const second = { inputs: [column("kept"), column("other", "long"), column("new", "string", false)], outputs: [column("kept")] };
  const states = signatureRows([first, second]).map((row) => [row.role, row.name, row.differs, row.cells.map((cell) => cell.state), row.cells.map((cell) => cell.type)]);
  expect(states).toEqual([
    ["input", "gone", true, ["same", "removed"], ["double", null]],
    ["input", "other", true, ["same", "changed"], ["double", "long"]],
    ["input", "new", true, ["same", "added"], [null, "string, optional"]],
    ["input", "kept", false, ["same", "same"], ["double", "double"]],
    ["output", "kept", false, ["same", "same"], ["double", "double"]],
  ]);
  expect(signatureRows([null, first]).every((row) => row.cells[1]?.state === "added")).toBe(true);
});

test("a tensor's shape is part of its type", () => expect(typeText({ name: "x", type: "float32", required: true, shape: [-1, 3] })).toBe("float32 [n, 3]"));

test("files are the same when their digest is, whatever their size says", () => {
  const file = (path: string, sha256: string) => ({ path, size: 1, sha256 });
  expect(artifactRows([[file("MLmodel", "a"), file("model.onnx", "b")], [file("MLmodel", "a"), file("model.onnx", "c"), file("extra", "d")]]).map((row) => [row.path, row.differs, row.cells.map((cell) => cell?.sha256 ?? null)])).toEqual([
    ["extra", true, [null, "d"]], ["model.onnx", true, ["b", "c"]], ["MLmodel", false, ["a", "a"]],
  ]);
});
