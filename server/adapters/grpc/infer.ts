/** ModelInferRequest and ModelInferResponse: raw or typed contents to and from what the models take (oip-wire §4). */
import { isUtf8 } from "node:buffer";
import { type Datatype, factsOf, type TensorData } from "../http/oip/datatypes.ts";
import { type Decoded, decodeBinaryData, decodeJsonData, type Wanted } from "../http/oip/decode.ts";
import { bad } from "../http/oip/errors.ts";
import { NonFinite } from "../http/oip/json.ts";
import { encodeBlob, type InferReply } from "../http/oip/reply.ts";
import { checkInfer, type InferRequest, type Members, type ModelSpec } from "../http/oip/request.ts";
import { typeOf } from "./messages.ts";

type Long = { low: number; high: number; unsigned: boolean; toNumber(): number; toString(): string };
type Parameter = { bool_param?: boolean; int64_param?: Long; string_param?: string; double_param?: number; uint64_param?: Long; bytes_param?: Uint8Array };
type Parameters = Record<string, Parameter>;
type Field = "bool_contents" | "int_contents" | "int64_contents" | "uint_contents" | "uint64_contents" | "fp32_contents" | "fp64_contents" | "bytes_contents";
type Contents = Partial<Record<Field, readonly unknown[]>>;
type Tensor = { name: string; datatype: string; shape: Long[]; parameters: Parameters; contents?: Contents | null };
export type InferMessage = {
  model_name: string; model_version: string; id: string; parameters: Parameters; inputs: Tensor[];
  outputs: { name: string; parameters: Parameters }[]; raw_input_contents: Uint8Array[];
};

/** Where the typed form keeps a datatype; FP16 and BF16 have no place in it. */
const fieldOf: Partial<Record<Datatype, Field>> = {
  BOOL: "bool_contents", INT8: "int_contents", INT16: "int_contents", INT32: "int_contents", INT64: "int64_contents",
  UINT8: "uint_contents", UINT16: "uint_contents", UINT32: "uint_contents", UINT64: "uint64_contents", FP32: "fp32_contents", FP64: "fp64_contents", BYTES: "bytes_contents",
};

/** @throws OipRefusal 400 for bytes that are not this message */
export function decodeMessage<T>(name: string, bytes: Buffer): T {
  try {
    return typeOf(name).decode(bytes) as unknown as T;
  } catch {
    throw bad(`the message is not a ${name}`);
  }
}

/** Parameters as HTTP has them: plain values by name. What was not sent is only on the prototype. */
export function plain(parameters: Parameters): Members {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => {
    const sent: Parameter[keyof Parameter] = Object.values(parameter)[0];
    return [name, typeof sent === "object" && "toNumber" in sent ? sent.toNumber() : sent];
  }));
}

function typedElement(wanted: Wanted, value: unknown, at: number): unknown {
  switch (factsOf(wanted.datatype).kind) {
    case "float": return Number.isFinite(value) ? value : new NonFinite(value as number);
    case "big": return BigInt((value as Long).toString());
    case "text":
      if (!isUtf8(value as Uint8Array)) throw bad(`input '${wanted.name}': element ${at} is not UTF-8, which is all that the runtime's strings carry`);
      return Buffer.from(value as Uint8Array).toString("utf8");
    case "bool": case "integer": return value;
  }
}

function decodeTyped(wanted: Wanted, contents: Contents): Decoded {
  const field = fieldOf[wanted.datatype];
  if (!field) throw bad(`input '${wanted.name}': ${wanted.datatype} has no typed form; send it in raw_input_contents`);
  const other = (Object.keys(contents) as Field[]).find((name) => name !== field && (contents[name]?.length ?? 0) > 0);
  if (other) throw bad(`input '${wanted.name}': ${wanted.datatype} belongs into ${field}, ${other} is given`);
  return decodeJsonData(wanted, (contents[field] ?? []).map((value, at) => typedElement(wanted, value, at)));
}

/** @throws OipRefusal 400, in the same words as HTTP's where the fault is the same */
export function parseMessage(message: InferMessage, spec: ModelSpec): InferRequest {
  const raw = message.raw_input_contents.length > 0;
  if (raw && message.inputs.some(({ contents }) => Object.values(contents ?? {}).some((values) => values.length > 0))) throw bad("the request has both raw_input_contents and typed contents: send one of the two");
  if (raw && message.raw_input_contents.length !== message.inputs.length) throw bad(`raw_input_contents has ${message.raw_input_contents.length} entries, one for each of ${message.inputs.length} inputs wanted`);
  const members = {
    id: message.id === "" ? undefined : message.id, parameters: plain(message.parameters),
    inputs: message.inputs.map(({ name, datatype, shape, parameters }) => ({ name, datatype, parameters: plain(parameters), shape: shape.map((width) => width.toNumber()) })),
    outputs: message.outputs.map(({ name, parameters }) => ({ name, parameters: plain(parameters) })),
  };
  const request = checkInfer(members, spec, (wanted, _tensor, at) => {
    const bytes = message.raw_input_contents[at];
    if (raw && bytes) return decodeBinaryData(wanted, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return decodeTyped(wanted, message.inputs[at]?.contents ?? {});
  });
  return { ...request, outputs: request.outputs.map(({ name }) => ({ name, binary: raw })) };
}

/** 64-bit elements as the codec takes them. */
function longs(data: BigInt64Array | BigUint64Array): { low: number; high: number; unsigned: boolean }[] {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  return Array.from({ length: data.length }, (_, at) => ({ low: words[at * 2] ?? 0, high: words[at * 2 + 1] ?? 0, unsigned: data instanceof BigUint64Array }));
}

function typedContents(field: Field, data: TensorData): Contents {
  if (Array.isArray(data)) return { [field]: data.map((text) => Buffer.from(text)) };
  return { [field]: data instanceof BigInt64Array || data instanceof BigUint64Array ? longs(data) : data as unknown as readonly number[] };
}

/** A raw request gets raw contents back, a typed one typed; when one output has no typed form, all are raw. */
export function replyMembers(reply: InferReply, final: boolean): Members {
  const raw = reply.outputs.some(({ binary, datatype }) => binary || !fieldOf[datatype]);
  return {
    model_name: reply.model, model_version: reply.version, id: String(reply.id ?? ""),
    parameters: { prediction_id: { string_param: reply.predictionId }, ...(final ? { triton_final_response: { bool_param: true } } : {}) },
    outputs: reply.outputs.map(({ name, datatype, shape, data }) => {
      const field = fieldOf[datatype];
      return { name, datatype, shape, ...(raw || !field ? {} : { contents: typedContents(field, data) }) };
    }),
    raw_output_contents: raw ? reply.outputs.map(({ data }) => encodeBlob(data)) : [],
  };
}

/** Not through `fromObject`: tensors are in the codec's form already. */
export const encodeMessage = (name: "ModelInferResponse" | "ModelStreamInferResponse", members: Members): Buffer => Buffer.from(typeOf(name).encode(members).finish());
