import { expect, test } from "vitest";
import { type Datatype, Half, type TensorData } from "./datatypes.ts";
import { encodeInfer, modelConfig, modelMetadata } from "./reply.ts";

const reply = { model: "mlp", version: "1", id: "q1", predictionId: "p" };
const text = (outputs: Parameters<typeof encodeInfer>[0]["outputs"]) => encodeInfer({ ...reply, outputs }).body.toString();
const half = (...values: number[]) => Object.assign(new Half(values.length), values);

test("a JSON reply is flat and carries the id and the receipt", () => {
  const { body, jsonLength } = encodeInfer({ ...reply, outputs: [{ name: "output", datatype: "FP32", shape: [1, 1], data: Float32Array.of(0.5), binary: false }] });
  expect(jsonLength).toBeUndefined();
  expect(body.toString()).toBe(`{"model_name":"mlp","model_version":"1","id":"q1","parameters":{"prediction_id":"p"},"outputs":[{"name":"output","datatype":"FP32","shape":[1,1],"data":[0.5]}]}`);
});
test.each<{ name: string; datatype: Datatype; data: TensorData; said: string }>([
  { name: "NaN and infinities are null", datatype: "FP32", data: Float32Array.of(NaN, Infinity, 1), said: "[null,null,1]" },
  { name: "64-bit integers are bare digits", datatype: "INT64", data: BigInt64Array.of(9007199254740993n), said: "[9007199254740993]" },
  { name: "booleans are words", datatype: "BOOL", data: Uint8Array.of(1, 0), said: "[true,false]" },
  { name: "text is text", datatype: "BYTES", data: ["hé", 'a"b'], said: `["hé","a\\"b"]` },
  { name: "halves are numbers", datatype: "FP16", data: half(1.5, -2), said: "[1.5,-2]" },
])("$name", ({ datatype, data, said }) => {
  expect(text([{ name: "o", datatype, shape: [data.length], data, binary: false }])).toContain(`"data":${said}`);
});
test("binary outputs follow the JSON in their order; JSON ones in between take no blob", () => {
  const encoded = encodeInfer({ ...reply, id: undefined, outputs: [
    { name: "a", datatype: "FP32", shape: [1, 1], data: Float32Array.of(0.5), binary: true },
    { name: "b", datatype: "INT32", shape: [1], data: Int32Array.of(7), binary: false },
    { name: "c", datatype: "BYTES", shape: [3], data: ["ab", "", "hé"], binary: true },
    { name: "d", datatype: "FP32", shape: [0], data: new Float32Array(0), binary: true },
  ] });
  const [body, jsonLength] = [encoded.body as Buffer, encoded.jsonLength];
  const parsed = JSON.parse(body.subarray(0, jsonLength).toString()) as { outputs: unknown[] };
  expect(parsed.outputs.map((output) => (output as { parameters?: unknown; data?: unknown }).parameters ?? (output as { data: unknown }).data)).toEqual([{ binary_data_size: 4 }, [7], { binary_data_size: 17 }, { binary_data_size: 0 }]);
  expect(body.subarray(jsonLength).toString("hex")).toBe("0000003f" + "0200000061620000000003000000" + "68c3a9");
});
test("metadata and config say the same tensors, in their own words", () => {
  const described = { model: "m", inputs: [{ name: "city", datatype: "BYTES", shape: [-1, 1] }, { name: "x", datatype: "FP32", shape: null }], outputs: [] } as const;
  expect(modelMetadata(described, ["1", "2"])).toEqual({ name: "m", versions: ["1", "2"], platform: "onnxruntime_onnx", inputs: [{ name: "city", datatype: "BYTES", shape: [-1, 1] }, { name: "x", datatype: "FP32", shape: [-1] }], outputs: [] });
  expect(modelConfig(described).input).toEqual([{ name: "city", data_type: "TYPE_STRING", dims: [-1, 1] }, { name: "x", data_type: "TYPE_FP32", dims: [-1] }]);
});
