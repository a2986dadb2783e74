/** Tensor data from the wire into typed arrays: JSON lists (flat or nested) and binary blobs. */
import { isUtf8 } from "node:buffer";
import { type Datatype, type DatatypeFacts, elementCount, factsOf, type TensorData } from "./datatypes.ts";
import { bad } from "./errors.ts";
import { NonFinite } from "./json.ts";

export type Wanted = { name: string; datatype: Datatype; shape: readonly number[] };
/** `nulls`: flat positions that the client wrote as null; the runtime sees NaN there, monitoring a missing value. */
export type Decoded = { data: TensorData; nulls: number[] | null };

const shown = (value: unknown) => {
  const said = value instanceof NonFinite ? String(value.value) : typeof value === "bigint" ? String(value) : JSON.stringify(value) ?? String(value);
  return said.length > 40 ? `${said.slice(0, 40)}…` : said;
};

function wrongElement(wanted: Wanted, position: number, value: unknown): Error {
  return bad(`input '${wanted.name}': element ${position} is ${shown(value)}, ${wanted.datatype} wanted`);
}
function outOfRange(wanted: Wanted, position: number, value: unknown): Error {
  return bad(`input '${wanted.name}': element ${position} (${value === Infinity || value === -Infinity ? "too large for any float" : shown(value)}) is out of range for ${wanted.datatype}`);
}

function float(wanted: Wanted, position: number, value: unknown): number {
  if (value instanceof NonFinite) return value.value;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number") throw wrongElement(wanted, position, value);
  if (!Number.isFinite(value)) throw outOfRange(wanted, position, value);
  return value;
}

function integer(wanted: Wanted, position: number, value: unknown): bigint {
  if (typeof value !== "bigint" && !(typeof value === "number" && Number.isInteger(value))) throw typeof value === "number" && !Number.isFinite(value) ? outOfRange(wanted, position, value) : wrongElement(wanted, position, value);
  const exact = BigInt(value);
  const [low, high] = factsOf(wanted.datatype).range ?? [0n, 0n];
  if (exact < low || exact > high) throw outOfRange(wanted, position, value);
  return exact;
}

function truth(wanted: Wanted, position: number, value: unknown): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw wrongElement(wanted, position, value);
}

/** The runtime's strings end at a NUL: such text would be cut in silence. */
function text(wanted: Wanted, position: number, value: unknown): string {
  if (typeof value !== "string") throw wrongElement(wanted, position, value);
  if (value.includes("\0")) throw bad(`input '${wanted.name}': element ${position} holds a NUL character, which the runtime's strings cannot carry`);
  if (!value.isWellFormed()) throw bad(`input '${wanted.name}': element ${position} is not well-formed Unicode`);
  return value;
}

/** The leaves of a nested list in row-major order. @throws 400 on a shape that the nesting does not have */
function flatten(wanted: Wanted, data: readonly unknown[]): unknown[] {
  const flat: unknown[] = [];
  const walk = (list: unknown, depth: number): void => {
    const width = wanted.shape[depth];
    if (!Array.isArray(list) || width === undefined || list.length !== width) throw bad(`input '${wanted.name}': its nested lists do not have the shape [${wanted.shape.join(",")}]`);
    if (depth === wanted.shape.length - 1) {
      for (const leaf of list as unknown[]) {
        if (Array.isArray(leaf)) throw bad(`input '${wanted.name}': its nested lists do not have the shape [${wanted.shape.join(",")}]`);
        flat.push(leaf);
      }
    } else for (const inner of list as unknown[]) walk(inner, depth + 1);
  };
  walk(data, 0);
  return flat;
}

/** A list of finite numbers that fit, as nearly all are; null for any other, which is then read with care. */
function plainFloats(flat: readonly unknown[]): Float32Array | null {
  const data = new Float32Array(flat.length);
  for (let position = 0; position < flat.length; position += 1) {
    const value = flat[position];
    if (typeof value !== "number") return null;
    data[position] = value;
    const kept = data[position] as number;
    // NaN for NaN and for both infinities.
    if (kept - kept !== 0) return null;
  }
  return data;
}

function floats(wanted: Wanted, flat: readonly unknown[], facts: DatatypeFacts): Decoded {
  if (!facts.array) throw bad(`input '${wanted.name}': ${wanted.datatype} is not supported`);
  const plain = wanted.datatype === "FP32" ? plainFloats(flat) : null;
  if (plain) return { data: plain, nulls: null };
  const data = new facts.array(flat.length) as { [index: number]: number } & TensorData;
  let nulls: number[] | null = null;
  for (let position = 0; position < flat.length; position += 1) {
    const value = flat[position];
    if (value === null) {
      (nulls ??= []).push(position);
      data[position] = Number.NaN;
      continue;
    }
    const wide = float(wanted, position, value);
    data[position] = wide;
    const kept = data[position];
    if ((kept === Infinity || kept === -Infinity) && Number.isFinite(wide)) throw outOfRange(wanted, position, value);
  }
  return { data, nulls };
}

/**
 * @param data the tensor's `data` member: flat or nested in row-major order
 * @throws 400 when the element count is not the product of the shape, the nesting is ragged, or an element is not of
 *   the datatype: no silent cast. For FP types null is a missing value.
 */
export function decodeJsonData(wanted: Wanted, data: unknown): Decoded {
  if (!Array.isArray(data)) throw bad(`input '${wanted.name}': 'data' has to be a list`);
  const count = elementCount(wanted.shape);
  const flat: unknown[] = Array.isArray(data[0]) ? flatten(wanted, data) : data;
  if (flat.length !== count) throw bad(`input '${wanted.name}': ${count} values wanted for shape [${wanted.shape.join(",")}], ${flat.length} given`);
  const facts = factsOf(wanted.datatype);
  switch (facts.kind) {
    case "float": return floats(wanted, flat, facts);
    case "integer": {
      const array = new (facts.array as Int32ArrayConstructor)(count);
      for (let position = 0; position < count; position += 1) array[position] = Number(integer(wanted, position, flat[position]));
      return { data: array, nulls: null };
    }
    case "big": {
      const array = new (facts.array as BigInt64ArrayConstructor)(count);
      for (let position = 0; position < count; position += 1) array[position] = integer(wanted, position, flat[position]);
      return { data: array, nulls: null };
    }
    case "bool": return { data: Uint8Array.from(flat, (value, position) => truth(wanted, position, value)), nulls: null };
    case "text": return { data: flat.map((value, position) => text(wanted, position, value)), nulls: null };
  }
}

function decodeBytes(wanted: Wanted, blob: Buffer): string[] {
  const count = elementCount(wanted.shape);
  const values: string[] = [];
  let at = 0;
  while (at < blob.length) {
    const length = at + 4 <= blob.length ? blob.readUInt32LE(at) : Infinity;
    if (at + 4 + length > blob.length) throw bad(`input '${wanted.name}': its blob ends inside element ${values.length}`);
    const bytes = blob.subarray(at + 4, at + 4 + length);
    if (!isUtf8(bytes)) throw bad(`input '${wanted.name}': element ${values.length} is not UTF-8, which is all that the runtime's strings carry`);
    values.push(text(wanted, values.length, bytes.toString("utf8")));
    at += 4 + length;
  }
  if (values.length !== count) throw bad(`input '${wanted.name}': ${count} values wanted for shape [${wanted.shape.join(",")}], ${values.length} given`);
  return values;
}

/**
 * @param blob little-endian, row-major, unaligned: viewed where the offset fits, else copied
 * @throws 400 when its size is not the datatype's width times the elements, or a BOOL byte is neither 0 nor 1
 */
export function decodeBinaryData(wanted: Wanted, blob: Buffer): Decoded {
  const facts = factsOf(wanted.datatype);
  if (facts.kind === "text") return { data: decodeBytes(wanted, blob), nulls: null };
  const count = elementCount(wanted.shape);
  const size = count * facts.width;
  if (blob.length !== size) throw bad(`input '${wanted.name}': ${size} bytes wanted for ${wanted.datatype} [${wanted.shape.join(",")}], ${blob.length} given`);
  if (!facts.array) throw bad(`input '${wanted.name}': ${wanted.datatype} is not supported`);
  const aligned = blob.byteOffset % facts.width === 0;
  const buffer = aligned ? blob.buffer : blob.buffer.slice(blob.byteOffset, blob.byteOffset + size);
  const data = new facts.array(buffer, aligned ? blob.byteOffset : 0, count);
  if (facts.kind === "bool") {
    for (let position = 0; position < count; position += 1) if ((data as Uint8Array)[position] as number > 1) throw wrongElement(wanted, position, (data as Uint8Array)[position]);
  }
  return { data, nulls: null };
}
