import type { DeltaPayload, WindowCounters } from "../contract.ts";
import { addWindow, mergeAll, newSum, sumWindow, type WindowSum } from "./merge.ts";
import { goneOf, type Gone } from "./terms.ts";
import { foldWidths } from "./windows.ts";

export type WindowKey = { versionId: number; environment: string; widthSeconds: number; startsAtMs: number };
export type DeltaWindow = DeltaPayload["windows"][number];
export type RolledUp = { key: WindowKey; counters: WindowCounters };

/** One order for all who lock windows: version, environment by its code points, width, start. */
export function compareKeys(a: WindowKey, b: WindowKey): number {
  if (a.versionId !== b.versionId) return a.versionId - b.versionId;
  if (a.environment !== b.environment) return a.environment < b.environment ? -1 : 1;
  return a.widthSeconds - b.widthSeconds || a.startsAtMs - b.startsAtMs;
}

/** The part without the columns that cannot be added, counted on other bins: they come from a baseline that was replaced. */
function addable(part: WindowCounters, binsThere: (column: string) => number | undefined): WindowCounters {
  const columns = Object.entries(part.columns).filter(([name, column]) => (binsThere(name) ?? column.bins.length) === column.bins.length);
  return { ...part, columns: Object.fromEntries(columns) };
}

/** The windows of some deltas added up at every width they belong to and that is still kept there, in the order of `compareKeys`. */
export function rollUp(windows: readonly DeltaWindow[], gone: Gone = new Map()): RolledUp[] {
  const sums = new Map<string, { key: WindowKey; sum: WindowSum }>();
  for (const window of windows) {
    for (const widthSeconds of foldWidths(window.widthSeconds)) {
      const widthMs = widthSeconds * 1000;
      const key = { versionId: window.versionId, environment: window.environment, widthSeconds, startsAtMs: Math.floor(window.startsAtMs / widthMs) * widthMs };
      // A late row of a moment whose windows of this width are gone would stand there alone and pass for all of them.
      if (key.startsAtMs < goneOf(gone, widthSeconds)) continue;
      const id = JSON.stringify(Object.values(key));
      let entry = sums.get(id);
      if (entry === undefined) sums.set(id, (entry = { key, sum: newSum() }));
      const { sum } = entry;
      addWindow(sum, addable(window.counters, (name) => sum.columns.get(name)?.bins.length));
    }
  }
  return [...sums.values()].map(({ key, sum }) => ({ key, counters: sumWindow(sum) })).sort((a, b) => compareKeys(a.key, b.key));
}

/** What a locked window holds after the part is added; null: it was just made. */
export const merged = (base: WindowCounters | null, part: WindowCounters): WindowCounters =>
  base === null ? part : mergeAll([base, addable(part, (name) => (Object.hasOwn(base.columns, name) ? base.columns[name]?.bins.length : undefined))]);
