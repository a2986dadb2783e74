import type { BaselineProfile, ReferenceColumn } from "../../domains/monitoring/contract.ts";
import type { ColumnValues } from "../../domains/monitoring/rules/fold.ts";
import type { Datatype, TensorData } from "../../adapters/http/oip/index.ts";

/** A tensor as the watch sees it. */
export type SeenTensor = { datatype: Datatype; shape: readonly number[]; data: TensorData; nulls?: number[] | null };

type Rows = { index: number; width: number; rows: number };
/** Tensors already written column by column, so that all their columns are views of one array. */
type Turned = Map<SeenTensor, Float32Array>;

function turn(data: Float32Array, width: number, rows: number): Float32Array {
  const turned = new Float32Array(width * rows);
  for (let index = 0, to = 0; index < width; index += 1) for (let row = 0, at = index; row < rows; row += 1, at += width, to += 1) turned[to] = data[at] as number;
  return turned;
}

/** Every `width`-th element from `index` on: one column of a row-major [n, width] tensor. */
function strided(tensor: SeenTensor, { index, width, rows }: Rows, done: Turned): TensorData {
  const { data } = tensor;
  if (width === 1) return data;
  if (Array.isArray(data)) return Array.from({ length: rows }, (_, row) => data[row * width + index] ?? "");
  if (data instanceof Float32Array) {
    if (rows === 1) return data.subarray(index, index + 1);
    let turned = done.get(tensor);
    if (!turned) done.set(tensor, (turned = turn(data, width, rows)));
    return turned.subarray(index * rows, (index + 1) * rows);
  }
  const column = new (data.constructor as new (length: number) => { [index: number]: number | bigint } & TensorData)(rows);
  for (let row = 0; row < rows; row += 1) column[row] = data[row * width + index] as number | bigint;
  return column;
}

function columnOf({ index }: ReferenceColumn, tensor: SeenTensor, { rows, turned }: { rows: number; turned: Turned }): ColumnValues | undefined {
  const { shape } = tensor;
  const width = shape.length === 2 ? (shape[1] ?? 0) : 1;
  if (shape.length < 1 || shape.length > 2 || shape[0] !== rows || index >= width) return undefined;
  const values = strided(tensor, { index, width, rows }, turned);
  if (tensor.datatype === "BOOL") return Array.from(values as Uint8Array, (value) => value === 1);
  const nulls = tensor.nulls?.filter((position) => position % width === index);
  if (!nulls || nulls.length === 0) return values as ColumnValues;
  const missing = new Set(nulls.map((position) => Math.floor(position / width)));
  return Array.from(values as ArrayLike<number>, (value, row) => (missing.has(row) ? null : value));
}

/**
 * The monitored columns of one prediction, by the names that the baseline gives them (contract: Columns). A tensor of
 * rank one or two has a column for each position of its last dimension; higher ranks, and tensors whose rows are not
 * the request's, have none.
 */
export function columnsOf(profile: BaselineProfile, seen: { inputs: ReadonlyMap<string, SeenTensor>; outputs: ReadonlyMap<string, SeenTensor> }, rows: number): Record<string, ColumnValues> {
  const columns: Record<string, ColumnValues> = {};
  const turned: Turned = new Map();
  for (const column of profile.columns) {
    const tensor = (column.role === "input" ? seen.inputs : seen.outputs).get(column.tensor);
    const values = tensor && columnOf(column, tensor, { rows, turned });
    if (values) columns[column.name] = values;
  }
  return columns;
}
