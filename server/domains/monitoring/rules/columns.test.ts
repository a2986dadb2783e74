import { describe, expect, test } from "vitest";
import { castTo, overflowOf } from "./cast.ts";
import { clockNames, kindOf, matchColumns, modelColumns, scoreColumn, shapeOfSignature, type ModelShape, type Signature } from "./columns.ts";

const tensor = (name: string, shape: (number | null)[] | null, datatype = "FP32") => ({ name, shape, datatype });
const signed = (...names: string[]): Signature["inputs"] => names.map((name) => ({ name, type: "double", shape: null }));
const shape = (inputs: ModelShape["inputs"], outputs: ModelShape["outputs"] = []): ModelShape => ({ inputs, outputs });

describe("columns of a model (C1 to C3)", () => {
  const rows: [string, ModelShape, Signature | null, string[], string[]][] = [
    ["[n] and [n,1] are the tensor's name", shape([tensor("a", [null]), tensor("b", [null, 1])]), null, ["a", "b"], []],
    ["[n,k] by the signature's k names", shape([tensor("x", [null, 2])]), { inputs: signed("age", "city"), outputs: [] }, ["age", "city"], []],
    ["[n,1] keeps the tensor's name beside a signature", shape([tensor("x", [null, 1])]), { inputs: signed("age"), outputs: [] }, ["x"], []],
    ["[n,k] without k names is numbered", shape([tensor("x", [null, 2])]), { inputs: signed("age"), outputs: [] }, ["x[0]", "x[1]"], []],
    ["names by position are no names", shape([tensor("x", [null, 2])]), { inputs: signed("0", "1"), outputs: [] }, ["x[0]", "x[1]"], []],
    ["two wide tensors: whose are the names?", shape([tensor("x", [null, 2]), tensor("y", [null, 2])]), { inputs: signed("a", "b"), outputs: [] }, ["x[0]", "x[1]", "y[0]", "y[1]"], []],
    ["a free width is the signature's", shape([tensor("x", [null, null])]), { inputs: signed("a", "b"), outputs: [] }, ["a", "b"], []],
    ["a free width without names", shape([tensor("x", [null, null])]), null, [], ["x: its width is not fixed, and the signature does not name its columns"]],
    ["higher ranks", shape([tensor("image", [null, 3, 224, 224])]), null, [], ["image: it has 4 dimensions, and only one number or label a row is monitored"]],
    ["maps of probabilities", shape([], [tensor("output_probability", null, "sequence or map")]), null, [], ["output_probability: sequence or map values are not monitored"]],
    ["one name twice", shape([tensor("a", [null])], [tensor("a", [null])]), null, ["a"], ["a: two columns of the model have this name"]],
    ["outputs after inputs", shape([tensor("a", [null])], [tensor("p", [null, 2])]), null, ["a", "p[0]", "p[1]"], []],
  ];
  for (const [name, model, signature, columns, notMonitored] of rows) test(name, () => {
    const found = modelColumns(model, signature);
    expect(found.columns.map((column) => column.name)).toEqual(columns);
    expect(found.notMonitored).toEqual(notMonitored);
  });
});

test("without an ONNX file each signature column is a tensor (C4)", () => {
  const model = shapeOfSignature({ inputs: [{ name: "n", type: "long", shape: null }, { name: "s", type: "string", shape: null }, { name: "m", type: "float32", shape: [-1, 3] }, { name: "d", type: "datetime", shape: null }], outputs: [] });
  expect(modelColumns(model, null)).toMatchObject({
    columns: [{ name: "n", datatype: "INT64" }, { name: "s", datatype: "BYTES" }, { name: "m[0]", datatype: "FP32" }, { name: "m[1]" }, { name: "m[2]" }],
    notMonitored: ["d: datetime values are not monitored"],
  });
});

test("matching is by exact name; a known column is neither", () => {
  const model = modelColumns(shape([tensor("a", [null]), tensor("b", [null])]), null).columns;
  const { matched, unmatched, missing } = matchColumns(model, ["b", "A", "at"], ["at"]);
  expect([matched.map((column) => column.name), unmatched, missing]).toEqual([["b"], ["A"], ["a"]]);
});

test("kinds (C6)", () => {
  expect([["BYTES", 9999], ["BOOL", 2], ["INT64", 20], ["INT64", 21], ["FP32", 2]].map(([datatype, distinct]) => kindOf(String(datatype), Number(distinct)))).toEqual(["categorical", "categorical", "categorical", "numeric", "numeric"]);
});

test("clocks are a comma list", () => expect([...clockNames(" hour, weekday,,")]).toEqual(["hour", "weekday"]));

describe("the score (C7)", () => {
  const outputs = (...tensors: ModelShape["outputs"]) => modelColumns(shape([tensor("x", [null])], tensors), null).columns;
  test("the last of a two-wide float output", () => expect(scoreColumn(outputs(tensor("label", [null], "INT64"), tensor("p", [null, 2])), undefined)).toBe("p[1]"));
  test("the only one of a one-wide float output", () => expect(scoreColumn(outputs(tensor("label", [null], "INT64"), tensor("y", [null, 1])), undefined)).toBe("y"));
  test("the tag's", () => expect(scoreColumn(outputs(tensor("p", [null, 3])), "p[2]")).toBe("p[2]"));
  test("a tag that names nothing, or three classes: none", () => {
    expect(scoreColumn(outputs(tensor("p", [null, 3])), "nothing")).toBeNull();
    expect(scoreColumn(outputs(tensor("p", [null, 3])), undefined)).toBeNull();
  });
});

describe("casting (C5)", () => {
  test("FP32 is fround", () => expect(castTo("FP32")(0.1)).toBe(Math.fround(0.1)));
  test("FP16 and BF16 round half to even", () => {
    expect([0.1, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 3 * 2 ** -25, -0.1].map(castTo("FP16"))).toEqual([0.0999755859375, 1, 1 + 2 ** -9, 65504, Infinity, 0, 2 ** -23, -0.0999755859375]);
    expect([0.1, 1 + 2 ** -8, 3.39e38].map(castTo("BF16"))).toEqual([0.10009765625, 1, 2 ** 128 - 2 ** 120]);
  });
  test("whole numbers lose their fraction", () => expect([3.9, -3.9, -0.2].map(castTo("INT32"))).toEqual([3, -3, 0]));
  test("what overflows is infinite", () => expect([castTo("FP32")(overflowOf("FP32")), castTo("FP32")(overflowOf("FP32") * (1 - 2 ** -53)), overflowOf("FP64")]).toEqual([Infinity, 3.4028234663852886e38, Infinity]));
});
