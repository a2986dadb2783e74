import type { BaselineProfile, ReferenceColumn } from "../../domains/monitoring/contract.ts";
import type { ColumnValues } from "../../domains/monitoring/rules/fold.ts";
import type { Datatype, TensorData } from "../../adapters/http/oip/index.ts";

/** A tensor as the watch sees it. */
export type SeenTensor = { datatype: Datatype; shape: readonly number[]; data: TensorData; nulls?: number[] | null };

/** Every `width`-th element from `index` on: one column of a row-major [n, width] tensor. */
function strided(data: TensorData, { index, width, rows }: { index: number; width: number; rows: number }): TensorData {
  if (width === 1) return data;
  if (Array.isArray(data)) return Array.from({ length: rows }, (_, row) => data[row * width + index] ?? "");
  const column = new (data.constructor as new (length: number) => { [index: number]: number | bigint } & TensorData)(rows);
  for (let row = 0; row < rows; row += 1) column[row] = data[row * width + index] as number | bigint;
  return column;
}

function columnOf(column: ReferenceColumn, tensor: SeenTensor, rows: number): ColumnValues | undefined {
  const { shape } = tensor;
  const width = shape.length === 2 ? (shape[1] ?? 0) : 1;
  if (shape.length < 1 || shape.length > 2 || shape[0] !== rows || column.index >= width) return undefined;
  const values = strided(tensor.data, { index: column.index, width, rows });
  if (tensor.datatype === "BOOL") return Array.from(values as Uint8Array, (value) => value === 1);
  const nulls = tensor.nulls?.filter((position) => position % width === column.index);
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
  for (const column of profile.columns) {
    const tensor = (column.role === "input" ? seen.inputs : seen.outputs).get(column.tensor);
    const values = tensor && columnOf(column, tensor, rows);
    if (values) columns[column.name] = values;
  }
  return columns;
}
