/** The protocol from the other side: what is sent to an inference server elsewhere, and what it answers. */
import { isDatatype, type TensorData, type Datatype, type TensorSpec } from "./datatypes.ts";
import { decodeBinaryData, decodeJsonData } from "./decode.ts";
import { OipRefusal } from "./errors.ts";
import { parseLenient } from "./json.ts";
import { encodeBlob, encodeList } from "./reply.ts";

type Members = Record<string, unknown>;
export type SentTensor = { name: string; datatype: Datatype; shape: readonly number[]; data: TensorData };
export type SentRequest = { body: Buffer; headers: Record<string, string> };

const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);

/** An answer that is not the protocol's. Its message says what is wrong with it. */
export class NotOip extends Error {}

function parsed(json: Buffer): Members {
  const source = json.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    try {
      value = parseLenient(source);
    } catch {
      throw new NotOip("it is not JSON");
    }
  }
  if (!isMembers(value)) throw new NotOip("it is not a JSON object");
  return value;
}

/** @param binary whether the server's extensions have binary_tensor_data (§3) */
export function encodeRequest(inputs: Iterable<SentTensor>, binary: boolean): SentRequest {
  const blobs: Buffer[] = [];
  const tensors = [...inputs].map(({ name, datatype, shape, data }) => {
    const head = `{"name":${JSON.stringify(name)},"datatype":"${datatype}","shape":[${shape.join(",")}],`;
    if (!binary) return `${head}"data":${encodeList(datatype, data)}}`;
    const blob = encodeBlob(data);
    blobs.push(blob);
    return `${head}"parameters":{"binary_data_size":${blob.length}}}`;
  });
  const json = Buffer.from(`{${binary ? `"parameters":{"binary_data_output":true},` : ""}"inputs":[${tensors.join(",")}]}`);
  if (!binary) return { body: json, headers: { "Content-Type": "application/json" } };
  return { body: Buffer.concat([json, ...blobs]), headers: { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": String(json.length) } };
}

/** The reply's tensors by name. @param header the text of Inference-Header-Content-Length @throws NotOip */
export function readReply(body: Buffer, header: string | undefined): Map<string, SentTensor> {
  const length = header === undefined ? body.length : Number(header);
  if (!Number.isSafeInteger(length) || length < 0 || length > body.length) throw new NotOip("its header length is not one");
  const { outputs } = parsed(body.subarray(0, length));
  if (!Array.isArray(outputs)) throw new NotOip("it has no outputs");
  let at = length;
  return new Map(outputs.map((output: unknown): [string, SentTensor] => {
    if (!isMembers(output) || typeof output["name"] !== "string" || !isDatatype(output["datatype"]) || !Array.isArray(output["shape"])) throw new NotOip("an output has no name, datatype or shape");
    const { name, datatype } = output as { name: string; datatype: Datatype };
    const shape = output["shape"].map(Number);
    if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) throw new NotOip(`output '${name}' has no shape`);
    const size = isMembers(output["parameters"]) ? output["parameters"]["binary_data_size"] : undefined;
    try {
      if (typeof size !== "number") return [name, { name, datatype, shape, data: decodeJsonData({ name, datatype, shape }, output["data"]).data }];
      if (at + size > body.length) throw new NotOip(`output '${name}' ends after the body`);
      at += size;
      return [name, { name, datatype, shape, data: decodeBinaryData({ name, datatype, shape }, body.subarray(at - size, at)).data }];
    } catch (error) {
      if (error instanceof OipRefusal) throw new NotOip(error.message.replace(/^input/, "output"));
      throw error;
    }
  }));
}

function specsIn(tensors: unknown): TensorSpec[] {
  if (tensors === undefined || tensors === null) return [];
  if (!Array.isArray(tensors)) throw new NotOip("its tensors are no list");
  return tensors.map((tensor: unknown): TensorSpec => {
    if (!isMembers(tensor) || typeof tensor["name"] !== "string" || !isDatatype(tensor["datatype"])) throw new NotOip("a tensor has no name or no known datatype");
    const shape = Array.isArray(tensor["shape"]) && tensor["shape"].length > 0 ? tensor["shape"].map(Number) : null;
    return { name: tensor["name"], datatype: tensor["datatype"], shape: shape?.every(Number.isSafeInteger) ? shape.map((size) => (size < 0 ? -1 : size)) : null };
  });
}

/** What a model takes and gives; a server that does not know leaves them out. @throws NotOip */
export function readModelMetadata(body: Buffer): { inputs: TensorSpec[]; outputs: TensorSpec[] } {
  const metadata = parsed(body);
  return { inputs: specsIn(metadata["inputs"]), outputs: specsIn(metadata["outputs"]) };
}

/** Whether a server says that it takes binary tensors. @throws NotOip */
export function takesBinary(body: Buffer): boolean {
  const { extensions } = parsed(body);
  return Array.isArray(extensions) && extensions.includes("binary_tensor_data");
}

/** What an error reply says: the protocol's, or FastAPI's, which MLServer and KServe let through. */
export function errorIn(body: Buffer): string {
  try {
    const { error, detail } = parsed(body);
    if (typeof error === "string") return error.slice(0, 500);
    return detail === undefined ? "" : JSON.stringify(detail).slice(0, 500);
  } catch {
    return "";
  }
}
