/** The datatypes of the Open Inference Protocol v2 (upper case only), with Triton's BF16. */

/** IEEE half precision as numbers; Node 24 has it, TypeScript's ES2024 library does not name it yet. */
export type HalfArray = { readonly length: number; readonly buffer: ArrayBufferLike; readonly byteOffset: number; readonly byteLength: number; [index: number]: number };
type HalfConstructor = { new (length: number): HalfArray; new (buffer: ArrayBufferLike, byteOffset: number, length: number): HalfArray };
export const Half = (globalThis as unknown as { Float16Array: HalfConstructor }).Float16Array;

export type NumericData = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array | HalfArray;
export type BigData = BigInt64Array | BigUint64Array;
/** A tensor's elements, row-major: BOOL as bytes 0 and 1, BYTES as text. */
export type TensorData = NumericData | BigData | string[];

type ArrayConstructor = { new (length: number): NumericData | BigData; new (buffer: ArrayBufferLike, byteOffset: number, length: number): NumericData | BigData };
type Kind = "bool" | "integer" | "big" | "float" | "text";
export type DatatypeFacts = {
  kind: Kind;
  /** Bytes of one element on the wire; 0 for BYTES, whose elements carry their own length. */
  width: number;
  /** Inclusive bounds of an integer. */
  range?: readonly [bigint, bigint];
  array?: ArrayConstructor;
};

const integer = (array: ArrayConstructor, bits: number, signed: boolean): DatatypeFacts => ({
  kind: bits === 64 ? "big" : "integer", width: bits / 8, array,
  range: signed ? [-(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n] : [0n, 2n ** BigInt(bits) - 1n],
});

export const datatypes = {
  BOOL: { kind: "bool", width: 1, array: Uint8Array },
  UINT8: integer(Uint8Array, 8, false),
  UINT16: integer(Uint16Array, 16, false),
  UINT32: integer(Uint32Array, 32, false),
  UINT64: integer(BigUint64Array, 64, false),
  INT8: integer(Int8Array, 8, true),
  INT16: integer(Int16Array, 16, true),
  INT32: integer(Int32Array, 32, true),
  INT64: integer(BigInt64Array, 64, true),
  FP16: { kind: "float", width: 2, array: Half },
  BF16: { kind: "float", width: 2 },
  FP32: { kind: "float", width: 4, array: Float32Array },
  FP64: { kind: "float", width: 8, array: Float64Array },
  BYTES: { kind: "text", width: 0 },
} as const satisfies Record<string, DatatypeFacts>;

export type Datatype = keyof typeof datatypes;

export const isDatatype = (text: unknown): text is Datatype => typeof text === "string" && Object.hasOwn(datatypes, text);
export const factsOf = (datatype: Datatype): DatatypeFacts => datatypes[datatype];

/** What a model says of one of its tensors. */
export type TensorSpec = {
  name: string;
  datatype: Datatype;
  /** −1 where any width goes; null when the model does not fix even the rank. */
  shape: readonly number[] | null;
};

/** Elements of a shape; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const dimension of shape) count *= dimension;
  return count;
}
