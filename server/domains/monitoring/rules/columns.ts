import { isMonitored, isReal, isWhole } from "./cast.ts";

/** A model's input or output. `shape`: a number where a dimension is fixed, null where it is not; null when it has none. */
export type TensorSpec = { name: string; datatype: string; shape: readonly (number | null)[] | null };
export type ModelShape = { inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] };
export type Role = "input" | "output";
/** One number or label a row. `index` is its place in the tensor's last dimension. */
export type ModelColumn = { name: string; role: Role; tensor: string; index: number; datatype: string };
export type ModelColumns = { columns: ModelColumn[]; notMonitored: string[] };

/** Integer columns with at most this many distinct baseline values are categorical. */
export const categoricalIntegers = 20;
/** A categorical column with more labels in its baseline has no useful bins, and counters of that many would flood the store. */
export const mostLabels = 10_000;

type Signed = readonly { name: string; type: string; shape: readonly number[] | null }[];
/** What is read of a version's MLflow signature. */
export type Signature = { inputs: Signed; outputs: Signed };

/** Column names that a signature gives, one a row each; null when it names none (MLflow numbers unnamed ones). */
function namesIn(signature: Signed): string[] | null {
  const single = signature.every((column) => column.shape === null || column.shape.length === 1 || (column.shape.length === 2 && column.shape[1] === 1));
  const named = signature.some((column, at) => column.name !== String(at));
  return single && named ? signature.map((column) => column.name) : null;
}

/** The columns of one tensor, or the reason why it has none (SPEC C1 to C3). */
function columnsOf(tensor: TensorSpec, context: { role: Role; names: string[] | null; alone: boolean }): ModelColumn[] | string {
  const { name, datatype, shape } = tensor;
  const column = (own: string, index: number): ModelColumn => ({ name: own, role: context.role, tensor: name, index, datatype });
  if (!isMonitored(datatype)) return `${name}: ${datatype} values are not monitored`;
  if (shape === null || shape.length === 0) return `${name}: its shape is not known`;
  if (shape.length > 2) return `${name}: it has ${shape.length} dimensions, and only one number or label a row is monitored`;
  if (shape.length === 1) return [column(name, 0)];
  const width = shape[1] ?? (context.alone ? context.names?.length : undefined);
  if (width === undefined) return `${name}: its width is not fixed, and the signature does not name its columns`;
  if (width === 1) return [column(name, 0)];
  const names = context.alone && context.names?.length === width ? context.names : null;
  return Array.from({ length: width }, (_, index) => column(names?.[index] ?? `${name}[${index}]`, index));
}

const isWide = (tensor: TensorSpec): boolean => tensor.shape?.length === 2 && tensor.shape[1] !== 1;

/** The monitored columns of a model, inputs first, and what is not monitored with the reason (contract: Columns). */
export function modelColumns(shape: ModelShape, signature: Signature | null): ModelColumns {
  const columns: ModelColumn[] = [];
  const notMonitored: string[] = [];
  const taken = new Set<string>();
  for (const role of ["input", "output"] as const) {
    const tensors = role === "input" ? shape.inputs : shape.outputs;
    const names = namesIn((role === "input" ? signature?.inputs : signature?.outputs) ?? []);
    for (const tensor of tensors) {
      const found = columnsOf(tensor, { role, names, alone: tensors.filter(isWide).length === 1 });
      if (typeof found === "string") {
        notMonitored.push(found);
        continue;
      }
      for (const column of found) {
        if (taken.has(column.name)) notMonitored.push(`${column.name}: two columns of the model have this name`);
        else columns.push(column);
        taken.add(column.name);
      }
    }
  }
  return { columns, notMonitored };
}

/** MLflow column types and numpy dtypes as protocol datatypes. */
const signedTypes: Record<string, string> = {
  boolean: "BOOL", bool: "BOOL", integer: "INT32", long: "INT64", float: "FP32", double: "FP64", string: "BYTES", str: "BYTES", object: "BYTES", binary: "BYTES",
  int8: "INT8", int16: "INT16", int32: "INT32", int64: "INT64", uint8: "UINT8", uint16: "UINT16", uint32: "UINT32", uint64: "UINT64",
  float16: "FP16", float32: "FP32", float64: "FP64",
};

/** What a model without an ONNX file says of itself: each signature column is a tensor of its own (SPEC C4). */
export function shapeOfSignature(signature: Signature): ModelShape {
  const tensors = (columns: Signed): TensorSpec[] => columns.map((column) => ({
    name: column.name, datatype: signedTypes[column.type] ?? column.type,
    shape: column.shape === null ? [null] : column.shape.map((size) => (size > 0 ? size : null)),
  }));
  return { inputs: tensors(signature.inputs), outputs: tensors(signature.outputs) };
}

export type Matched = { matched: ModelColumn[]; unmatched: string[]; missing: string[] };

/**
 * Pairs a baseline file's columns with the model's by name, exactly.
 * @param known columns of the file that are no features but have a meaning, as its timestamp
 */
export function matchColumns(model: readonly ModelColumn[], file: readonly string[], known: readonly string[] = []): Matched {
  const has = new Set(file);
  const names = new Set([...model.map((column) => column.name), ...known]);
  return {
    matched: model.filter((column) => has.has(column.name)),
    unmatched: file.filter((name) => !names.has(name)),
    missing: model.filter((column) => !has.has(column.name)).map((column) => column.name),
  };
}

/** Strings and booleans are categorical, whole numbers with few distinct baseline values, nothing else (SPEC C6). */
export function kindOf(datatype: string, distinctValues: number): "numeric" | "categorical" {
  if (datatype === "BYTES" || datatype === "BOOL") return "categorical";
  return isWhole(datatype) && distinctValues <= categoricalIntegers ? "categorical" : "numeric";
}

/** Columns that the tag `signalbox.time_features` names. */
export function clockNames(tag: string | undefined): Set<string> {
  return new Set((tag ?? "").split(",").map((name) => name.trim()).filter((name) => name !== ""));
}

/**
 * The output column that is the score of the positive class (SPEC C7): the tag `signalbox.score`, else the last column of
 * a two-wide float output, else the only column of a one-wide one. Null when there is none.
 */
export function scoreColumn(columns: readonly ModelColumn[], tag: string | undefined): string | null {
  const outputs = columns.filter((column) => column.role === "output");
  if (tag !== undefined && tag !== "") return outputs.find((column) => column.name === tag)?.name ?? null;
  const byTensor = Map.groupBy(outputs.filter((column) => isReal(column.datatype)), (column) => column.tensor);
  for (const width of [2, 1]) for (const own of byTensor.values()) if (own.length === width) return own.at(-1)?.name ?? null;
  return null;
}
