/** Which rows of a window are kept (SPEC P1, P2). */
import { uniformKept, unusualKept, type SampledRow, type SampleKind } from "../../contract-samples.ts";

export type Limits = { uniform: number; unusual: number };
export const limits: Limits = { uniform: uniformKept, unusual: unusualKept };

const byId = (a: SampledRow, b: SampledRow) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
/** Total orders: the first of them are kept. */
export const orders = {
  uniform: (a: SampledRow, b: SampledRow) => a.priority - b.priority || byId(a, b),
  unusual: (a: SampledRow, b: SampledRow) => b.score - a.score || a.priority - b.priority || byId(a, b),
} as const satisfies Record<SampleKind, (a: SampledRow, b: SampledRow) => number>;

/** The rows of one kind, the first first. A row as usual as any is not unusual. */
export function rowsOfKind(rows: readonly SampledRow[], kind: SampleKind, limit = limits[kind]): SampledRow[] {
  const fitting = kind === "unusual" ? rows.filter(({ score }) => score > 0) : rows;
  return fitting.toSorted(orders[kind]).slice(0, limit);
}

/**
 * What is kept of some rows: those of the lowest priority and those of the highest score. Whoever is among the first of a
 * union is among the first of each part that has it, so any split, order and repeat keeps the same rows, byte for byte.
 */
export function keepRows(rows: readonly SampledRow[], most: Limits = limits): SampledRow[] {
  const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
  const kept = new Set([...rowsOfKind(unique, "uniform", most.uniform), ...rowsOfKind(unique, "unusual", most.unusual)]);
  return [...kept].sort(orders.uniform);
}

/**
 * The first rows of several windows together: only as far as every window surely has all of its own, so that they are what
 * one window of all rows would keep (SPEC P5). At least as many as one window keeps, where there are that many.
 */
export function firstOfAll(windows: readonly (readonly SampledRow[])[], kind: SampleKind): SampledRow[] {
  const order = orders[kind];
  const own = windows.map((rows) => rowsOfKind(rows, kind));
  const ends = own.flatMap((rows) => (rows.length >= limits[kind] ? rows.slice(-1) : []));
  const [end] = ends.sort(order);
  const all = own.flat().sort(order);
  return end === undefined ? all : all.filter((row) => order(row, end) <= 0);
}
