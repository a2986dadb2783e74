/** What the server says: the infer reply (JSON, binary or mixed), metadata and config. Replies are always flat. */
import { type Datatype, factsOf, type TensorData, type TensorSpec } from "./datatypes.ts";

export type OutputTensor = { name: string; datatype: Datatype; shape: readonly number[]; data: TensorData; binary: boolean };
export type InferReply = { model: string; version: string; id: string | number | undefined; predictionId: string; outputs: OutputTensor[] };
/** `jsonLength` is set as soon as one output is binary: it goes into Inference-Header-Content-Length. */
export type EncodedReply = { body: Buffer; jsonLength: number } | { /** Text goes out with its head in one write. */ body: string; jsonLength: undefined };

function encodeBytes(values: readonly string[]): Buffer {
  const sizes = values.map((value) => Buffer.byteLength(value));
  const blob = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + 4 + size, 0));
  let at = 0;
  values.forEach((value, index) => {
    at = blob.writeUInt32LE(sizes[index] ?? 0, at);
    at += blob.write(value, at, "utf8");
  });
  return blob;
}

/** Little-endian, as every machine that the runtime is built for. */
export function encodeBlob(data: TensorData): Buffer {
  return Array.isArray(data) ? encodeBytes(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** JSON cannot say NaN and ±Infinity: null. 64-bit integers are bare digits. */
export function encodeList(datatype: Datatype, data: TensorData): string {
  if (Array.isArray(data)) return JSON.stringify(data);
  const { kind } = factsOf(datatype);
  const parts: string[] = [];
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] as number | bigint;
    parts.push(kind === "bool" ? (value ? "true" : "false") : typeof value === "number" && !Number.isFinite(value) ? "null" : Object.is(value, -0) ? "-0.0" : String(value));
  }
  return `[${parts.join(",")}]`;
}

/** Binary outputs follow the JSON in the order of `outputs`; clients add up `binary_data_size` in that order. */
export function encodeInfer(reply: InferReply): EncodedReply {
  const blobs: Buffer[] = [];
  let anyBinary = false;
  const outputs = reply.outputs.map((output) => {
    const head = `{"name":${JSON.stringify(output.name)},"datatype":"${output.datatype}","shape":[${output.shape.join(",")}],`;
    if (!output.binary) return `${head}"data":${encodeList(output.datatype, output.data)}}`;
    anyBinary = true;
    const blob = encodeBlob(output.data);
    blobs.push(blob);
    return `${head}"parameters":{"binary_data_size":${blob.length}}}`;
  });
  const id = reply.id === undefined ? "" : `"id":${JSON.stringify(reply.id)},`;
  const json = `{"model_name":${JSON.stringify(reply.model)},"model_version":${JSON.stringify(reply.version)},${id}"parameters":{"prediction_id":${JSON.stringify(reply.predictionId)}},"outputs":[${outputs.join(",")}]}`;
  if (!anyBinary) return { body: json, jsonLength: undefined };
  const head = Buffer.from(json);
  return { body: Buffer.concat([head, ...blobs]), jsonLength: head.length };
}

const shapeOf = (spec: TensorSpec) => [...(spec.shape ?? [-1])];
const tensorMetadata = (spec: TensorSpec) => ({ name: spec.name, datatype: spec.datatype, shape: shapeOf(spec) });
const tensorConfig = (spec: TensorSpec) => ({ name: spec.name, data_type: spec.datatype === "BYTES" ? "TYPE_STRING" : `TYPE_${spec.datatype}`, dims: shapeOf(spec) });

export type Described = { model: string; inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] };

const version = "0.1.0";
export const serverMetadata = () => ({ name: "signalbox", version, extensions: ["binary_tensor_data", "model_repository", "model_configuration", "statistics"] });

export function modelMetadata(described: Described, versions: readonly string[]) {
  return { name: described.model, versions, platform: "onnxruntime_onnx", inputs: described.inputs.map(tensorMetadata), outputs: described.outputs.map(tensorMetadata) };
}

/** `max_batch_size` 0: the batch dimension is spelled out in `dims`. */
export function modelConfig(described: Described) {
  return {
    name: described.model, platform: "onnxruntime_onnx", backend: "onnxruntime", max_batch_size: 0, version_policy: { latest: { num_versions: 1 } },
    input: described.inputs.map(tensorConfig), output: described.outputs.map(tensorConfig),
  };
}
