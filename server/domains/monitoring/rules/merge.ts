import { newLabelsKept, type ColumnCounters, type WindowCounters } from "../contract.ts";
import { capLabels } from "./labels.ts";
import { addScores, newScoreTally, scoreCounters, type ScoreTally } from "./quality/score-counters.ts";
import { addSketches, newSketchSums, sketchesOf, type SketchSums } from "./merge-sketch.ts";

export const emptyWindow = (): WindowCounters => ({ formatVersion: 1, requests: 0, errors: 0, rows: 0, latency: {}, columns: {} });

type ColumnSum = { bins: number[]; null: number; nan: number; positiveInfinity: number; negativeInfinity: number; fresh: Map<string, number>; unseen: number };
/** A running sum of windows. Owned by whoever made it; `addWindow` changes it. */
export type WindowSum = { requests: number; errors: number; rows: number; latency: Map<string, number>; codes: Map<string, number>; columns: Map<string, ColumnSum>; sketches: SketchSums; quality: ScoreTally; newLabelsKept: number };

/** @param kept new labels counted by name; tests alone pass another number */
export const newSum = (kept: number = newLabelsKept): WindowSum => ({ requests: 0, errors: 0, rows: 0, latency: new Map(), codes: new Map(), columns: new Map(), sketches: newSketchSums(), quality: newScoreTally(), newLabelsKept: kept });

const emptyColumn = (bins: number): ColumnSum => ({ bins: Array.from({ length: bins }, () => 0), null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: new Map(), unseen: 0 });

function addCounts(into: Map<string, number>, counts: Record<string, number>): void {
  for (const [key, count] of Object.entries(counts)) into.set(key, (into.get(key) ?? 0) + count);
}

function addColumn(sum: ColumnSum, part: ColumnCounters, kept: number): void {
  if (sum.bins.length !== part.bins.length) throw new RangeError(`Counters on ${part.bins.length} bins cannot be added to counters on ${sum.bins.length}: they come from two baselines`);
  for (let i = 0; i < part.bins.length; i++) sum.bins[i] = (sum.bins[i] ?? 0) + (part.bins[i] ?? 0);
  sum.null += part.null;
  sum.nan += part.nan;
  sum.positiveInfinity += part.positiveInfinity;
  sum.negativeInfinity += part.negativeInfinity;
  sum.unseen += part.unseen;
  addCounts(sum.fresh, part.fresh);
  if (sum.fresh.size >= 2 * kept + 1) sum.unseen += capLabels(sum.fresh, kept);
}

/**
 * Adds a window to a running sum, in time linear in the window (SPEC M1).
 * @throws RangeError when a column's counters are on another number of bins
 */
export function addWindow(sum: WindowSum, part: WindowCounters): void {
  sum.requests += part.requests;
  sum.errors += part.errors;
  sum.rows += part.rows;
  addCounts(sum.latency, part.latency);
  if (part.codes) addCounts(sum.codes, part.codes);
  addSketches(sum.sketches, part);
  if (part.quality) addScores(sum.quality, part.quality);
  for (const [name, counters] of Object.entries(part.columns)) {
    let column = sum.columns.get(name);
    if (column === undefined) sum.columns.set(name, (column = emptyColumn(counters.bins.length)));
    addColumn(column, counters, sum.newLabelsKept);
  }
}

const sortedRecord = <T>(entries: Iterable<[string, T]>): Record<string, T> => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

function columnOf(sum: ColumnSum, kept: number): ColumnCounters {
  const fresh = new Map(sum.fresh);
  const unseen = sum.unseen + capLabels(fresh, kept);
  return { bins: [...sum.bins], null: sum.null, nan: sum.nan, positiveInfinity: sum.positiveInfinity, negativeInfinity: sum.negativeInfinity, fresh: sortedRecord(fresh), unseen };
}

/** The sum so far as counters of its own, but for its sketches and scores; the sum may go on. Keys are in text order: equal sums are equal byte for byte. */
export function sumCounters(sum: WindowSum): WindowCounters {
  const columns = [...sum.columns].map(([name, column]): [string, ColumnCounters] => [name, columnOf(column, sum.newLabelsKept)]);
  return { formatVersion: 1, requests: sum.requests, errors: sum.errors, rows: sum.rows, latency: sortedRecord(sum.latency), ...(sum.codes.size > 0 ? { codes: sortedRecord(sum.codes) } : {}), columns: sortedRecord(columns) };
}

/** The sum so far, with its sketches and scores. */
export function sumWindow(sum: WindowSum): WindowCounters {
  const sketches = sketchesOf(sum.sketches);
  const quality = scoreCounters(sum.quality);
  return { ...sumCounters(sum), ...(sketches ? { sketches } : {}), ...(quality ? { quality } : {}) };
}

/**
 * The counters of both: exact, associative and commutative, with `emptyWindow()` as its zero (SPEC M1, M2).
 * @throws RangeError when a column's counters are on different numbers of bins
 */
export function mergeWindows(a: WindowCounters, b: WindowCounters): WindowCounters {
  return mergeAll([a, b]);
}

/** All of some windows in one pass, with their sketches; no window gives `emptyWindow()`. */
export function mergeAll(windows: Iterable<WindowCounters>, kept: number = newLabelsKept): WindowCounters {
  const sum = newSum(kept);
  for (const window of windows) addWindow(sum, window);
  return sumWindow(sum);
}

/** One column's counters of both. @throws RangeError on different numbers of bins */
export function mergeColumns(a: ColumnCounters, b: ColumnCounters, kept: number = newLabelsKept): ColumnCounters {
  const sum = emptyColumn(a.bins.length);
  addColumn(sum, a, kept);
  addColumn(sum, b, kept);
  return columnOf(sum, kept);
}

/** Rows counted for a column: in bins, missing, infinite, new and unseen. */
export function columnRows(counters: ColumnCounters): number {
  let rows = counters.null + counters.nan + counters.positiveInfinity + counters.negativeInfinity + counters.unseen;
  for (const count of counters.bins) rows += count;
  for (const count of Object.values(counters.fresh)) rows += count;
  return rows;
}
