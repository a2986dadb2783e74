/** The input example that MLflow keeps with a model, as the model's own inputs: what a version is warmed with. */
import type { TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import { decodeJsonData } from "../../../adapters/http/oip/decode.ts";
import type { Fed } from "./runner.ts";

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);

/** One row of a table by its column names, in their order. */
type Row = Map<string, unknown>;

function firstRow(example: unknown): Row | null {
  if (Array.isArray(example)) return isMembers(example[0]) ? new Map(Object.entries(example[0])) : null;
  if (!isMembers(example)) return null;
  const { columns, data } = example;
  if (Array.isArray(columns) && Array.isArray(data) && Array.isArray(data[0])) return new Map(columns.map((name, at) => [String(name), (data[0] as unknown[])[at]]));
  return null;
}

/** MLflow's forms: a table (split or records), `{"inputs": …}`, `{"instances": …}`, or the tensors themselves. */
function unwrapped(example: unknown): unknown {
  if (!isMembers(example)) return example;
  for (const key of ["dataframe_split", "dataframe_records", "inputs", "instances"]) if (key in example) return example[key];
  return example;
}

/** The first row of a tensor that was written whole: shape [1, …]. */
function firstOf({ name, datatype, shape: wanted }: TensorSpec, value: unknown): Fed {
  const one = Array.isArray(value) ? value.slice(0, 1) : [value];
  const shape: number[] = [];
  for (let inner: unknown = one; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  while (wanted !== null && shape.length < wanted.length) shape.push(1);
  if (wanted?.some((width, at) => width >= 0 && width !== shape[at]) || (wanted !== null && wanted.length !== shape.length)) throw new RangeError(`'${name}' has another shape`);
  const nested = shape.length > 1 && Array.isArray(one[0]);
  return { datatype, shape, data: decodeJsonData({ name, datatype, shape }, nested ? one : one.flat()).data };
}

function ofRow(specs: readonly TensorSpec[], row: Row): Map<string, Fed> | null {
  if (specs.every(({ name }) => row.has(name))) return new Map(specs.map((spec) => [spec.name, firstOf(spec, row.get(spec.name))]));
  const [only, ...more] = specs;
  return only && more.length === 0 ? new Map([[only.name, firstOf(only, [[...row.values()]])]]) : null;
}

/**
 * The example's first row, for a model that takes `specs`.
 * @param example what `input_example.json` says
 * @returns null when it is not of the model's inputs; who asks warms with something else then
 */
export function exampleInputs(example: unknown, specs: readonly TensorSpec[]): Map<string, Fed> | null {
  try {
    const inner = unwrapped(example);
    const row = firstRow(inner);
    if (row) return ofRow(specs, row);
    if (isMembers(inner)) return specs.every(({ name }) => name in inner) ? new Map(specs.map((spec) => [spec.name, firstOf(spec, inner[spec.name])])) : null;
    const [only, ...more] = specs;
    return only && more.length === 0 && Array.isArray(inner) ? new Map([[only.name, firstOf(only, inner)]]) : null;
  } catch {
    return null;
  }
}
