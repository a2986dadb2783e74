import { describe, expect, test } from "vitest";
import { Half, type TensorSpec } from "./datatypes.ts";
import { OipRefusal } from "./errors.ts";
import { type ModelSpec, parseInfer } from "./request.ts";

const output: TensorSpec = { name: "output", datatype: "FP32", shape: [-1, 1] };
const model = (...inputs: TensorSpec[]): ModelSpec => ({ model: "mlp", inputs, outputs: [output, { name: "label", datatype: "BYTES", shape: [-1] }] });
const mlp = model({ name: "input", datatype: "FP32", shape: [-1, 2] });
const vector = (datatype: TensorSpec["datatype"]) => model({ name: "input", datatype, shape: [-1] });
const parse = (text: string, spec = mlp) => parseInfer(Buffer.from(text), undefined, spec);
const one = (datatype: TensorSpec["datatype"], data: string, shape = "[1]") => parse(`{"inputs":[{"name":"input","shape":${shape},"datatype":"${datatype}","data":${data}}]}`, vector(datatype)).inputs[0];
const refusal = (work: () => unknown): OipRefusal => {
  try {
    work();
  } catch (error) {
    if (error instanceof OipRefusal) return error;
    throw error;
  }
  throw new Error("it was accepted");
};
const binary = (json: string, blobHex: string, { header = String(Buffer.byteLength(json)), spec = mlp }: { header?: string; spec?: ModelSpec } = {}) => parseInfer(Buffer.concat([Buffer.from(json), Buffer.from(blobHex, "hex")]), header, spec);

describe("JSON tensors", () => {
  test("the document's request", () => {
    const request = parse(`{"id":"q1","inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1.0,2.0]}],"outputs":[{"name":"output","parameters":{"binary_data":false}}]}`);
    expect(request).toEqual({ id: "q1", predictionId: undefined, timestampMs: undefined, timeoutMs: undefined, inputs: [{ name: "input", datatype: "FP32", shape: [1, 2], data: Float32Array.of(1, 2), nulls: null }], outputs: [{ name: "output", binary: false }], binaryOutput: false });
  });
  test.each([
    ["nested lists are row-major", `[[1,2],[3,4]]`, [1, 2, 3, 4]],
    ["flat lists too", `[1,2,3,4]`, [1, 2, 3, 4]],
    ["bare NaN and infinities", `[NaN,Infinity,-Infinity,1]`, [NaN, Infinity, -Infinity, 1]],
    ["null is a missing value", `[null,1,2,null]`, [NaN, 1, 2, NaN]],
  ])("%s", (_name, data, values) => {
    expect(Array.from(parse(`{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":${data}}]}`).inputs[0]!.data as Float32Array)).toEqual(values);
  });
  test("nulls are told apart from NaN", () => expect(one("FP32", "[null,NaN,null]", "[3]")!.nulls).toEqual([0, 2]));
  test.each([
    ["INT64", "[9007199254740993,-9223372036854775808]", BigInt64Array.of(9007199254740993n, -9223372036854775808n)],
    ["UINT64", "[18446744073709551615,1]", BigUint64Array.of(18446744073709551615n, 1n)],
    ["INT32", "[-2147483648,1.0]", Int32Array.of(-2147483648, 1)],
    ["UINT8", "[0,255]", Uint8Array.of(0, 255)],
    ["BOOL", "[true,0]", Uint8Array.of(1, 0)],
    ["BYTES", `["ab","h\\u00e9"]`, ["ab", "hé"]],
  ] as const)("%s exactly", (datatype, data, values) => expect(one(datatype, data, "[2]")!.data).toEqual(values));
  test("FP16 rounds to nearest even", () => expect(Array.from(one("FP16", "[1.5,-2,0.1,2049,2051]", "[5]")!.data as ArrayLike<number>)).toEqual([1.5, -2, 0.0999755859375, 2048, 2052]));
  test("an empty batch", () => expect(parse(`{"inputs":[{"name":"input","shape":[0,2],"datatype":"FP32","data":[]}]}`).inputs[0]!.data).toEqual(new Float32Array(0)));
  test("what the request carries beside its tensors", () => {
    const request = parse(`{"model_name":"x","parameters":{"prediction_id":"mine","timestamp":"2026-03-01T10:00:00Z","priority":1,"timeout":2500,"binary_data_output":true},"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[]}`);
    expect(request.predictionId).toBe("mine");
    expect([request.timestampMs, request.timeoutMs]).toEqual([Date.UTC(2026, 2, 1, 10), 2.5]);
    expect(request.outputs).toEqual([{ name: "output", binary: true }, { name: "label", binary: true }]);
  });
});

describe("binary tensors", () => {
  const head = `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}],"outputs":[{"name":"output","parameters":{"binary_data":true}}]}`;
  test("the document's request", () => {
    const request = binary(head, "0000803f00000040");
    expect(request.inputs[0]!.data).toEqual(Float32Array.of(1, 2));
    expect(request.outputs).toEqual([{ name: "output", binary: true }]);
  });
  test("BYTES", () => {
    const spec = vector("BYTES");
    expect(binary(`{"inputs":[{"name":"input","shape":[3],"datatype":"BYTES","parameters":{"binary_data_size":17}}]}`, "0200000061620000000003000000" + "68c3a9", { spec }).inputs[0]!.data).toEqual(["ab", "", "hé"]);
  });
  test("blobs and JSON tensors in turn, unaligned", () => {
    const spec = model({ name: "a", datatype: "FP32", shape: [1, 2] }, { name: "b", datatype: "INT64", shape: [2] }, { name: "c", datatype: "BOOL", shape: [2] }, { name: "d", datatype: "FP16", shape: [2] });
    const sized = (name: string, kind: string, size: number) => `{"name":"${name}",${kind},"parameters":{"binary_data_size":${size}}}`;
    const json = `{"inputs":[${sized("a", `"datatype":"FP32","shape":[1,2]`, 8)},{"name":"b","shape":[2],"datatype":"INT64","data":[1,2]},${sized("c", `"datatype":"BOOL","shape":[2]`, 2)},${sized("d", `"datatype":"FP16","shape":[2]`, 4)}]}`;
    const { inputs } = binary(json, "0000803f000000400100003e00c0", { spec });
    expect(inputs.map(({ data }) => (data instanceof Half ? Array.from(data as ArrayLike<number>) : data))).toEqual([Float32Array.of(1, 2), BigInt64Array.of(1n, 2n), Uint8Array.of(1, 0), [1.5, -2]]);
  });
  test("an empty tensor", () => expect(binary(`{"inputs":[{"name":"input","shape":[0,2],"datatype":"FP32","parameters":{"binary_data_size":0}}]}`, "").inputs[0]!.data).toEqual(new Float32Array(0)));
  test.each([
    { name: "N over the body", blob: "0000803f00000040", header: "9999", said: "9999" },
    { name: "N no number", blob: "0000803f00000040", header: "ten", said: "'ten'" },
    { name: "N of 0", blob: "", header: "0", said: "raw body" },
    { name: "a short blob", blob: "0000803f", said: "4 bytes of binary data, 8 wanted" },
    { name: "bytes left over", blob: "0000803f0000004000", said: "9 bytes of binary data, 8 wanted" },
    { name: "a size that is not the shape's", json: head.replace('"binary_data_size":8', '"binary_data_size":4'), blob: "0000803f", said: "8 bytes wanted" },
  ])("$name is 400", ({ json = head, blob, header, said }) => {
    const { status, message } = refusal(() => binary(json, blob, header === undefined ? {} : { header }));
    expect(status).toBe(400);
    expect(message).toContain(said);
  });
  test.each([["a BOOL byte of 2", "BOOL", "02"], ["BYTES that are no UTF-8", "BYTES", "01000000ff"], ["BYTES cut off", "BYTES", "050000006162"], ["a NUL in text", "BYTES", "0100000000"]] as const)("%s is 400", (_name, datatype, blob) => {
    expect(refusal(() => binary(`{"inputs":[{"name":"input","shape":[1],"datatype":"${datatype}","parameters":{"binary_data_size":${blob.length / 2}}}]}`, blob, { spec: vector(datatype) })).status).toBe(400);
  });
});

const input = (more: string) => `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}${more}`;
describe("bad requests (oip-wire §7)", () => {
  test.each([
    ["nothing", "", "empty"],
    ["not JSON", "{", "not JSON"],
    ["an array", "[]", "JSON object"],
    ["no inputs", "{}", "'inputs' is absent"],
    ["inputs not a list", `{"inputs":{}}`, "has to be a list"],
    ["a misnamed input", `{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}`, "missing inputs ['input'], unknown inputs ['x']; given ['x']"],
    ["an extra input", input(`,{"name":"y","shape":[1],"datatype":"FP32","data":[1]}]}`), "unknown inputs ['y']"],
    ["the same input twice", input(`,{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,2]}]}`), "given twice"],
    ["a wrong datatype", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP64","data":[1,2]}]}`, "datatype FP32 wanted, FP64 given"],
    ["an unknown datatype", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"fp32","data":[1,2]}]}`, `datatype "fp32"`],
    ["a string in FP32", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1,"2"]}]}`, `element 1 is "2", FP32 wanted`],
    ["a wrong width", `{"inputs":[{"name":"input","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}`, "shape [-1,2] wanted, [1,3] given"],
    ["a wrong rank", `{"inputs":[{"name":"input","shape":[2],"datatype":"FP32","data":[1,2]}]}`, "shape [-1,2] wanted, [2] given"],
    ["too few values", `{"inputs":[{"name":"input","shape":[10,2],"datatype":"FP32","data":[1,2,3,4,5,6,7,8,9,10]}]}`, "20 values wanted for shape [10,2], 10 given"],
    ["ragged lists", `{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":[[1,2],[3]]}]}`, "nested lists"],
    ["a negative dimension", `{"inputs":[{"name":"input","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}`, "-1 is not a dimension"],
    ["no data", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32"}]}`, "'data' is absent"],
    ["no shape", `{"inputs":[{"name":"input","datatype":"FP32","data":[1,2]}]}`, "'shape' is absent"],
    ["1e400", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1e400,2]}]}`, "out of range"],
    ["1e400 beside a bare NaN", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1e400,NaN]}]}`, "out of range"],
    ["1e39 in FP32", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","data":[1e39,2]}]}`, "out of range"],
    ["an unknown output", input(`],"outputs":[{"name":"x"}]}`), "has no output 'x'; it has ['output', 'label']"],
    ["classification", input(`],"outputs":[{"name":"output","parameters":{"classification":2}}]}`), "not supported"],
    ["an input in shared memory", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","parameters":{"shared_memory_region":"r","shared_memory_byte_size":8}}]}`, "input 'input': shared memory is not supported"],
    ["an output in shared memory", input(`],"outputs":[{"name":"output","parameters":{"shared_memory_region":"r","shared_memory_byte_size":8}}]}`), "output 'output': shared memory is not supported"],
    ["a prediction id that is no text", input(`],"parameters":{"prediction_id":7}}`), "prediction_id"],
    ["a timeout that is no number", input(`],"parameters":{"timeout":"soon"}}`), "microseconds"],
    ["a timestamp without a zone", input(`],"parameters":{"timestamp":"2026-01-01T00:00:00"}}`), "timestamp"],
    ["a blob without its header", `{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}`, "Inference-Header-Content-Length is absent"],
  ])("%s is 400", (_name, text, said) => {
    const { status, message } = refusal(() => parse(text));
    expect(status).toBe(400);
    expect(message).toContain(said);
  });
  test.each([["1.5 in INT32", "INT32", "[1.5]"], ["300 in UINT8", "UINT8", "[300]"], ["-1 in UINT64", "UINT64", "[-1]"], ["2^63 in INT64", "INT64", "[9223372036854775808]"], ["null in INT32", "INT32", "[null]"], ["NaN in INT32", "INT32", "[NaN]"], ["2 in BOOL", "BOOL", "[2]"], ["null in BYTES", "BYTES", "[null]"], ["70000 in FP16", "FP16", "[70000]"]] as const)("%s is 400", (_name, datatype, data) => {
    expect(refusal(() => one(datatype, data)).status).toBe(400);
  });
  test("a crowd of inputs is refused in a line", () => {
    const crowd = Array.from({ length: 20_000 }, (_, at) => `{"name":"n${at}"}`).join(",");
    const { status, message } = refusal(() => parse(`{"inputs":[${crowd}]}`));
    expect([status, message.length < 4000, message.includes("20000 in all")]).toEqual([400, true, true]);
  });
  test("bad UTF-8 is 400", () => expect(refusal(() => parseInfer(Buffer.from([0x7b, 0xff, 0x7d]), undefined, mlp)).message).toContain("UTF-8"));
});
