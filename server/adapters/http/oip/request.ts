/** An infer request, JSON or with Triton's binary blobs, checked whole against what the model takes (oip-wire §2, 3, 7). */
import { isUtf8 } from "node:buffer";
import { latestMs } from "../../../shared/instant.ts";
import { rfc3339Ms } from "../../../shared/rfc3339.ts";
import { type Datatype, datatypes, isDatatype, type TensorData, type TensorSpec } from "./datatypes.ts";
import { type Decoded, decodeBinaryData, decodeJsonData, type Wanted } from "./decode.ts";
import { bad } from "./errors.ts";
import { holdsLongNumbers, parseLenient } from "./json.ts";

export type ModelSpec = {
  model: string; inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[];
  /** Not known: any inputs go to the model, any outputs may be asked for. */
  unstated?: { inputs: boolean; outputs: boolean };
};
export type InputTensor = { name: string; datatype: Datatype; shape: number[]; data: TensorData; nulls: number[] | null };
export type InferRequest = {
  id: string | number | undefined;
  predictionId: string | undefined;
  /** The prediction's own time, when a batch gives one. */
  timestampMs: number | undefined;
  /** How long after its arrival the caller still wants it begun. */
  timeoutMs: number | undefined;
  inputs: InputTensor[];
  /** None, where the model's are not known and the request names none: all that come. */
  outputs: { name: string; binary: boolean }[];
  binaryOutput: boolean;
};
export type Members = Record<string, unknown>;
/** A transport's own way to an input's elements; name, datatype and shape are checked already. */
export type ReadInput = (wanted: Wanted, tensor: Members, at: number) => Decoded;

const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);
/** As many as a reader takes in: what a caller sends is not sent back whole. */
const namesShown = 100;
const names = (list: readonly string[]) => `[${list.slice(0, namesShown).map((name) => `'${name}'`).join(", ")}${list.length > namesShown ? `, … ${list.length} in all` : ""}]`;

function parameters(of: Members, what: string): Members {
  const value = of["parameters"];
  if (value === undefined || value === null) return {};
  if (!isMembers(value)) throw bad(`${what}: 'parameters' has to be an object`);
  return value;
}

/** The parameters of one tensor, of a request or asked for. @throws OipRefusal 400 for one that lies in the caller's shared memory, which this server does not read or write */
function tensorParameters(tensor: Members, what: string): Members {
  const own = parameters(tensor, what);
  if (own["shared_memory_region"] !== undefined) throw bad(`${what}: shared memory is not supported; tensors go with the request and its answer`);
  return own;
}

/** Where the JSON ends. @param header the text of Inference-Header-Content-Length, undefined when not sent */
export function splitBody(body: Buffer, header: string | undefined): { json: Buffer; blobs: Buffer } {
  if (header === undefined) return { json: body, blobs: body.subarray(body.length) };
  if (!/^\d{1,15}$/.test(header)) throw bad(`Inference-Header-Content-Length is '${header}', a number of bytes wanted`);
  const length = Number(header);
  if (length === 0) throw bad("Inference-Header-Content-Length is 0: a raw body without JSON is not supported");
  if (length > body.length) throw bad(`Inference-Header-Content-Length is ${length}, the body has only ${body.length} bytes`);
  return { json: body.subarray(0, length), blobs: body.subarray(length) };
}

function parseEnvelope(json: Buffer): Members {
  if (json.length === 0) throw bad("the body is empty, an inference request in JSON wanted");
  if (!isUtf8(json)) throw bad("the body is not UTF-8");
  const source = json.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(source);
    if (isMembers(value) && Array.isArray(value["inputs"]) && value["inputs"].some(isLongInteger) && holdsLongNumbers(source)) value = parseLenient(source);
  } catch {
    try {
      value = parseLenient(source);
    } catch (error) {
      throw bad(`the body is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}`);
    }
  }
  if (!isMembers(value)) throw bad("the body has to be a JSON object");
  return value;
}
const isLongInteger = (tensor: unknown) => isMembers(tensor) && Array.isArray(tensor["data"]) && (tensor["datatype"] === "INT64" || tensor["datatype"] === "UINT64");

function parseShape(name: string, value: unknown): number[] {
  if (!Array.isArray(value)) throw bad(`input '${name}': 'shape' has to be a list of dimensions`);
  for (const dimension of value) if (typeof dimension !== "number" || !Number.isSafeInteger(dimension) || dimension < 0 || dimension > 2 ** 31 - 1) throw bad(`input '${name}': ${JSON.stringify(dimension)} is not a dimension`);
  return value as number[];
}

function checkShape(spec: TensorSpec, shape: readonly number[]): void {
  const wanted = spec.shape;
  if (wanted === null) return;
  if (wanted.length !== shape.length || wanted.some((width, at) => width >= 0 && width !== shape[at])) throw bad(`input '${spec.name}': shape [${wanted.join(",")}] wanted, [${shape.join(",")}] given`);
}

/** All names first, so that the caller reads in one go what is missing and what is too much. */
function checkNames(spec: ModelSpec, tensors: readonly Members[]): void {
  const given = tensors.map((tensor) => {
    if (typeof tensor["name"] !== "string") throw bad("an input has no 'name'");
    return tensor["name"];
  });
  const seen = new Set<string>();
  for (const name of given) {
    if (seen.has(name)) throw bad(`input '${name}' is given twice`);
    seen.add(name);
  }
  if (spec.unstated?.inputs) return;
  const known = new Set(spec.inputs.map((input) => input.name));
  const missing = spec.inputs.filter((input) => !seen.has(input.name)).map((input) => input.name);
  const extra = given.filter((name) => !known.has(name));
  if (missing.length + extra.length > 0) {
    throw bad(`model '${spec.model}': ${[missing.length ? `missing inputs ${names(missing)}` : "", extra.length ? `unknown inputs ${names(extra)}` : ""].filter(Boolean).join(", ")}; given ${names(given)}`);
  }
}

/** What the model says of the input, or what the caller says where it says nothing. */
function specOf({ inputs, unstated }: ModelSpec, tensor: Members): TensorSpec {
  const name = tensor["name"] as string;
  const datatype = tensor["datatype"];
  return unstated?.inputs ? { name, datatype: isDatatype(datatype) ? datatype : "FP32", shape: null } : inputs.find((input) => input.name === name) as TensorSpec;
}

function parseInput(spec: TensorSpec, tensor: Members, read: (wanted: Wanted) => Decoded): InputTensor {
  const { name } = spec;
  const datatype = tensor["datatype"];
  if (!isDatatype(datatype)) throw bad(`input '${name}': datatype ${JSON.stringify(datatype) ?? "is absent"}, one of ${Object.keys(datatypes).join(", ")} wanted`);
  if (datatype !== spec.datatype) throw bad(`input '${name}': datatype ${spec.datatype} wanted, ${datatype} given`);
  if (tensor["shape"] === undefined) throw bad(`input '${name}': 'shape' is absent`);
  const shape = parseShape(name, tensor["shape"]);
  checkShape(spec, shape);
  tensorParameters(tensor, `input '${name}'`);
  const wanted = { name, datatype, shape };
  return { ...wanted, ...read(wanted) };
}

function parseOutputs(spec: ModelSpec, request: Members, binaryDefault: boolean): InferRequest["outputs"] {
  const asked = request["outputs"];
  if (asked === undefined || asked === null || (Array.isArray(asked) && asked.length === 0)) return spec.unstated?.outputs ? [] : spec.outputs.map(({ name }) => ({ name, binary: binaryDefault }));
  if (!Array.isArray(asked)) throw bad("'outputs' has to be a list");
  const seen = new Set<string>();
  return asked.map((output: unknown) => {
    if (!isMembers(output) || typeof output["name"] !== "string") throw bad("an output has no 'name'");
    const name = output["name"];
    if (!spec.unstated?.outputs && !spec.outputs.some((known) => known.name === name)) throw bad(`model '${spec.model}' has no output '${name}'; it has ${names(spec.outputs.map((known) => known.name))}`);
    if (seen.has(name)) throw bad(`output '${name}' is asked for twice`);
    seen.add(name);
    const wishes = tensorParameters(output, `output '${name}'`);
    if (wishes["classification"] !== undefined && wishes["classification"] !== 0) throw bad(`output '${name}': classification is not supported`);
    const binary = wishes["binary_data"];
    if (binary !== undefined && typeof binary !== "boolean") throw bad(`output '${name}': binary_data has to be true or false`);
    return { name, binary: binary ?? binaryDefault };
  });
}

function parseTimestamp(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const ms = typeof value === "string" ? rfc3339Ms(value) : typeof value === "number" && Number.isSafeInteger(value) ? value : Number.NaN;
  if (!(ms >= 0 && ms < latestMs)) throw bad("parameters.timestamp has to be RFC 3339 text with its zone or whole milliseconds since 1970");
  return ms;
}

/** Microseconds (Triton's scheduling policy); 0 is none. */
function parseTimeout(value: unknown): number | undefined {
  if (value === undefined || value === null || value === 0) return undefined;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad("parameters.timeout has to be a whole number of microseconds, 0 for none");
  return value / 1000;
}

/**
 * A request's members, whichever transport they came by, checked whole against what the model takes.
 * @throws OipRefusal 400 naming the tensor, what came and what was wanted
 */
export function checkInfer(request: Members, spec: ModelSpec, read: ReadInput): InferRequest {
  const id = request["id"];
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number") throw bad("'id' has to be text");
  if (!Array.isArray(request["inputs"])) throw bad(request["inputs"] === undefined ? "'inputs' is absent" : "'inputs' has to be a list");
  const tensors = request["inputs"] as unknown[];
  if (!tensors.every(isMembers)) throw bad("each of 'inputs' has to be an object");
  const own = parameters(request, "the request");
  const predictionId = own["prediction_id"];
  if (predictionId !== undefined && (typeof predictionId !== "string" || predictionId === "" || predictionId.length > 512)) throw bad("parameters.prediction_id has to be text of 1 to 512 characters");
  checkNames(spec, tensors);
  const inputs = tensors.map((tensor, at) => parseInput(specOf(spec, tensor), tensor, (wanted) => read(wanted, tensor, at)));
  return { id: id ?? undefined, predictionId, timestampMs: parseTimestamp(own["timestamp"]), timeoutMs: parseTimeout(own["timeout"]), inputs, outputs: parseOutputs(spec, request, own["binary_data_output"] === true), binaryOutput: own["binary_data_output"] === true };
}

/** The request's own parameters, before anything is known of the model; none of a body that is refused later. */
export function parametersOf(body: Buffer, header: string | undefined): Members {
  try {
    return parameters(parseEnvelope(splitBody(body, header).json), "the request");
  } catch {
    return {};
  }
}

/**
 * @param body the whole body, inflated; @param header the text of Inference-Header-Content-Length
 * @throws OipRefusal 400 naming the tensor, what came and what was wanted; the model is not called then
 */
export function parseInfer(body: Buffer, header: string | undefined, spec: ModelSpec): InferRequest {
  const { json, blobs } = splitBody(body, header);
  let at = 0;
  const checked = checkInfer(parseEnvelope(json), spec, (wanted, tensor) => {
    const size = parameters(tensor, `input '${wanted.name}'`)["binary_data_size"];
    if (size === undefined) {
      if (tensor["data"] === undefined) throw bad(`input '${wanted.name}': 'data' is absent`);
      return decodeJsonData(wanted, tensor["data"]);
    }
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw bad(`input '${wanted.name}': binary_data_size is not a number of bytes`);
    if (tensor["data"] !== undefined) throw bad(`input '${wanted.name}' has both 'data' and binary_data_size`);
    if (header === undefined) throw bad("an input has binary_data_size, but the header Inference-Header-Content-Length is absent");
    if (at + size > blobs.length) throw bad(`the body has ${blobs.length} bytes of binary data, ${at + size} wanted`);
    at += size;
    return decodeBinaryData(wanted, blobs.subarray(at - size, at));
  });
  if (at !== blobs.length) throw bad(`the body has ${blobs.length} bytes of binary data, ${at} wanted`);
  return checked;
}
