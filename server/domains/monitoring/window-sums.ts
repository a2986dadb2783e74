import { SignalboxError } from "../../shared/errors.ts";
import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile, ColumnCounters, ColumnSketch, WindowCounters } from "./contract.ts";
import { mergeAll } from "./rules/merge.ts";
import { onProfile } from "./points.ts";
import { answerable, coveredRange, type Stored } from "./rules/terms.ts";
import { decompose, endsWithin, planSegments, queryWidths, wholeOnly, type Cell, type Ends, type Segment } from "./rules/windows.ts";
import { readGone } from "./store-storage.ts";
import { readExtent, readWindows, type Part } from "./store-windows.ts";

export type Counted = { versionId: number; environment: string };
/** Windows that one query may ask for, after the range is cut to what was ever counted. */
export const windowsAtMost = 10_000;

/** Stored windows as cells to add up; columns that are not on the profile's bins are left out. */
export async function readCells(deps: Deps, of: Counted & { profile: BaselineProfile | null }, { segments, part }: { segments: readonly Segment[]; part: Part }): Promise<Cell[]> {
  const stored = await readWindows(deps.db, of, { segments, part });
  return stored.map((window) => {
    const fromMs = window.startsAt.getTime();
    const counters: WindowCounters = { formatVersion: 1, requests: window.requests, errors: window.errors, rows: window.rows, latency: {}, columns: {} };
    if (part.kind === "latency") {
      const { latency, codes } = window.part as { latency: Record<string, number> | null; codes: Record<string, number> | null };
      counters.latency = latency ?? {};
      if (codes !== null) counters.codes = codes;
    } else if (of.profile !== null) counters.columns = onProfile(of.profile, (window.part ?? {}) as Record<string, ColumnCounters>);
    if (window.sketches !== null) counters.sketches = window.sketches as Record<string, ColumnSketch>;
    return { fromMs, toMs: fromMs + window.widthSeconds * 1000, counters };
  });
}

/** Which widths a query may read, and what is gone of them. */
export async function storedWidths(deps: Deps): Promise<Stored> {
  return { widths: queryWidths(deps.env.baseWindowSeconds), gone: await readGone(deps.db) };
}

/**
 * Everything counted in [fromMs, toMs), both on a base window's edge, from as few stored windows as there are. Where the
 * base windows are gone the ends are made up to the narrowest that are left.
 */
export async function sumBetween(deps: Deps, of: Counted & { profile: BaselineProfile }, between: { fromMs: number; toMs: number; column?: string; sketches?: boolean }): Promise<WindowCounters> {
  const stored = await storedWidths(deps);
  const covered = coveredRange(between.fromMs, between.toMs, stored);
  const sketches = between.sketches ?? false;
  const part: Part = between.column === undefined ? { kind: "columns", sketches } : { kind: "some", names: [between.column], sketches };
  const cells = await readCells(deps, of, { segments: decompose(covered.fromMs, covered.toMs, stored), part });
  return mergeAll(cells.map((cell) => cell.counters));
}

/**
 * The ends whose windows can hold anything, and are kept finely enough to be told exactly: a range of a century costs what
 * the data in it costs.
 * @throws invalid_input when more than `windowsAtMost` are left
 */
export async function countedEnds(deps: Deps, of: Counted, asked: { ends: Ends; windowSeconds: number; whole?: boolean }): Promise<Ends> {
  const stored = await storedWidths(deps);
  const extent = await readExtent(deps.db, of, stored.widths);
  if (extent === null) return { ...asked.ends, count: 0 };
  const counted = endsWithin(asked.ends, extent.first.getTime(), extent.lastEnd.getTime() + asked.windowSeconds * 1000 - 1);
  const ends = answerable(counted, asked.windowSeconds, stored);
  if (ends.count > windowsAtMost) {
    throw new SignalboxError("invalid_input", `${ends.count} windows are more than the ${windowsAtMost} that one answer holds: ask for a shorter range, or a larger stepSeconds or windowSeconds.`, {
      fields: [{ path: "stepSeconds", message: "a larger one" }],
    });
  }
  return asked.whole ? wholeOnly(ends, extent.first.getTime(), asked.windowSeconds) : ends;
}

/** The cells that give every window of the ends. */
export async function cellsFor(deps: Deps, of: Counted & { profile: BaselineProfile | null }, asked: { ends: Ends; windowSeconds: number; part: Part }): Promise<Cell[]> {
  return readCells(deps, of, { segments: planSegments(asked.ends, asked.windowSeconds, await storedWidths(deps)), part: asked.part });
}
