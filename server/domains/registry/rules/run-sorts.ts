import { SignalboxError } from "../../../shared/errors.ts";
import { byMetric } from "../../../shared/metric-order.ts";
import { decodeCursor, encodeCursor } from "../../../shared/paging.ts";

/** What the runs table is sorted by; `key` names the metric or parameter. */
export type RunSort = { by: "start" | "name" | "duration"; key: ""; descending: boolean } | { by: "metric" | "param"; key: string; descending: boolean };

/** Where a row stands in its order: with a value (its sort keys as text), or after all of those by its start. */
export type RunPlace = { has: boolean; keys: string[]; id: string };

/** `-metrics.auc`: the sort of an address. @throws invalid_input */
export function parseRunSort(text: string): RunSort {
  const descending = text.startsWith("-");
  const name = descending ? text.slice(1) : text;
  if (name === "start" || name === "name" || name === "duration") return { by: name, key: "", descending };
  const dot = name.indexOf(".");
  const key = name.slice(dot + 1);
  if (key !== "" && name.startsWith("metrics.")) return { by: "metric", key, descending };
  if (key !== "" && name.startsWith("params.")) return { by: "param", key, descending };
  throw new SignalboxError("invalid_input", `Runs cannot be sorted by '${name}'. Sort by start, name, duration, metrics.NAME or params.NAME.`, { fields: [{ path: "sort", message: "start, name, duration, metrics.NAME or params.NAME" }] });
}

/** A cursor belongs to the sort it was made under. */
export const placeCursor = (sort: string, place: RunPlace): string => encodeCursor([sort, place.has ? 1 : 0, place.keys[0] ?? "", place.keys[1] ?? "", place.id]);

const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** @throws invalid_input for another sort's cursor */
export function placeOfCursor(cursor: string, sort: string): RunPlace {
  const [made, has, first, second, id] = decodeCursor(cursor, 5);
  const parsed = parseRunSort(sort);
  const numeric = has === 0 || parsed.by !== "name";
  const fits = typeof first === "string" && (!numeric || number.test(first) || (parsed.by === "param" && first === "Infinity"));
  if (made !== sort || typeof has !== "number" || !fits || typeof second !== "string" || typeof id !== "string") {
    throw new SignalboxError("invalid_input", "The cursor was made under another sort. Leave it out to start at the first page.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  }
  return { has: has === 1, keys: [first, second], id };
}

type KeyCount = { key: string; runs: number; values: number };
const shown = { metrics: 4, params: 3 } as const;

/** The columns of a table that nobody chose any for: what most runs have; among those, parameters that differ come first. */
export function usualColumns(keys: { metrics: readonly KeyCount[]; params: readonly KeyCount[] }): string[] {
  const byRuns = (a: KeyCount, b: KeyCount) => b.runs - a.runs || a.key.localeCompare(b.key);
  const differs = (one: KeyCount) => (one.values > 1 ? 1 : 0);
  const params = keys.params.toSorted((a, b) => differs(b) - differs(a) || byRuns(a, b));
  return [
    ...keys.metrics.toSorted((a, b) => b.runs - a.runs || byMetric(a.key, b.key)).slice(0, shown.metrics).map((one) => `metrics.${one.key}`),
    ...params.slice(0, shown.params).map((one) => `params.${one.key}`),
  ];
}
