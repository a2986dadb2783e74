/** Rows of several requests as one batch, and the batch's outputs as theirs again. */
import type { TensorData, TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import type { Fed, Outputs } from "./runner.ts";

/** Whether rows of different requests may run together: every input has a free first dimension, and no output has a fixed one. */
export function isBatchable({ inputs, outputs }: { inputs: readonly TensorSpec[]; outputs: readonly TensorSpec[] }): boolean {
  return inputs.length > 0 && inputs.every(({ shape }) => shape !== null && shape[0] === -1) && outputs.every(({ shape }) => shape === null || shape[0] === -1);
}

/**
 * What says whether two requests of one model may run together: their trailing dimensions (datatypes are the model's).
 * @returns null for a request that has to run alone: without rows, or with inputs that differ in rows
 */
export function kindOf(specs: readonly TensorSpec[], inputs: ReadonlyMap<string, Fed>): string | null {
  let rows = -1;
  let kind = "";
  for (const { name, shape: wanted } of specs) {
    const shape = inputs.get(name)?.shape;
    const count = shape?.[0] ?? 0;
    if (!shape || !wanted || count === 0 || (rows >= 0 && count !== rows)) return null;
    rows = count;
    // Fixed dimensions are checked already: only free ones can differ.
    for (let at = 1; at < wanted.length; at += 1) if (wanted[at] === -1) kind += `${shape[at]},`;
  }
  return kind;
}

function joinData(parts: readonly TensorData[]): TensorData {
  const [first] = parts as [TensorData];
  if (Array.isArray(first)) return (parts as string[][]).flat();
  const joined = new (first.constructor as new (length: number) => Float32Array)(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts as Float32Array[]) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param requests of one kind, each with all of the model's inputs */
export function joinInputs(specs: readonly TensorSpec[], requests: readonly ReadonlyMap<string, Fed>[]): Map<string, Fed> {
  return new Map(specs.map(({ name, datatype }) => {
    const parts = requests.map((inputs) => inputs.get(name) as Fed);
    const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    return [name, { datatype, shape: [rows, ...(parts[0]?.shape.slice(1) ?? [])], data: joinData(parts.map(({ data }) => data)) }];
  }));
}

/**
 * Each request's rows of the batch's outputs, as views.
 * @returns null when an output's first dimension is not the batch's rows: nobody can say then whose they are
 */
export function splitOutputs(outputs: Outputs, rows: readonly number[]): Map<string, Fed>[] | null {
  const total = rows.reduce((sum, count) => sum + count, 0);
  const requests = rows.map(() => new Map<string, Fed>());
  for (const [name, { datatype, shape, data }] of outputs) {
    if (shape[0] !== total) return null;
    const width = data.length / total;
    let from = 0;
    requests.forEach((own, index) => {
      const count = rows[index] ?? 0;
      const to = from + count * width;
      own.set(name, { datatype, shape: [count, ...shape.slice(1)], data: Array.isArray(data) ? data.slice(from, to) : (data as Float32Array).subarray(from, to) });
      from = to;
    });
  }
  return requests;
}
