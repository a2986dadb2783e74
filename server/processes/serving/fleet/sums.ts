/** One answer from several workers'. Pure. */
import type { StatisticsView } from "../statistics.ts";
import type { IndexRow, ModelStatistics } from "../service.ts";

type Row = { name: string; version: string };
const byVersion = (a: Row, b: Row) => (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(a.version) - Number(b.version));
const keyOf = ({ name, version }: Row) => JSON.stringify([name, version]);

function grouped<T extends Row>(lists: readonly (readonly T[])[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of lists.flat()) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

/** A number's sum, an object's sum by member. */
function added<T>(a: T, b: T): T {
  if (typeof a === "number") return (a + (b as number)) as T;
  return Object.fromEntries(Object.entries(a as object).map(([name, value]) => [name, added(value as unknown, (b as Record<string, unknown>)[name])])) as T;
}

function sumBatches(lists: readonly StatisticsView["batch_stats"][]): StatisticsView["batch_stats"] {
  const sums = new Map<number, StatisticsView["batch_stats"][number]>();
  for (const batch of lists.flat()) {
    const sum = sums.get(batch.batch_size);
    sums.set(batch.batch_size, sum ? { ...added(sum, batch), batch_size: batch.batch_size } : batch);
  }
  return [...sums.values()].sort((a, b) => a.batch_size - b.batch_size);
}

/** What all workers did with each version. */
export function sumStatistics(lists: readonly (readonly ModelStatistics[])[]): ModelStatistics[] {
  return grouped(lists).map((parts) => parts.reduce((a, b) => ({
    name: a.name, version: a.version, last_inference: Math.max(a.last_inference, b.last_inference),
    inference_count: a.inference_count + b.inference_count, execution_count: a.execution_count + b.execution_count,
    inference_stats: added(a.inference_stats, b.inference_stats), batch_stats: sumBatches([a.batch_stats, b.batch_stats]),
  }))).sort(byVersion);
}

const worst: readonly IndexRow["state"][] = ["UNAVAILABLE", "LOADING", "READY"];

/** A version is ready when every worker has it ready; else the worst of what they say. One that does not know it yet is about to load it. */
export function joinIndex(lists: readonly (readonly IndexRow[])[]): IndexRow[] {
  return grouped(lists).flatMap((parts) => {
    const [first] = parts;
    if (!first) return [];
    const all: IndexRow[] = parts.length < lists.length ? [...parts, { ...first, state: "LOADING", reason: "" }] : parts;
    return [all.reduce((a, b) => (worst.indexOf(b.state) < worst.indexOf(a.state) ? b : a))];
  }).sort(byVersion);
}
