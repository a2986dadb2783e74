/** Which windows a query asks for, and which stored counters give them. Times are milliseconds since the epoch. */
import { newLabelsKept, type WindowCounters } from "../contract.ts";
import { addWindow, newSum, sumCounters, type WindowSum } from "./merge.ts";
import { addScores } from "./quality/score-counters.ts";
import { removeSketches, type SketchSums } from "./merge-sketch.ts";
import { goneOf, grainOf, type Stored } from "./terms.ts";

/** Roll-ups kept beside the base counters: minute, ten minutes, hour, day. */
export const rollUpSeconds = [60, 600, 3600, 86_400] as const;

/** Widths a delta's window is added to: its own and every wider roll-up. One that no whole number of base windows fills takes each by its start. */
export const foldWidths = (baseSeconds: number): number[] => [baseSeconds, ...rollUpSeconds.filter((width) => width > baseSeconds)];

/** Widths that a query may read: those that whole base windows fill, widest last. */
export const queryWidths = (baseSeconds: number): number[] => foldWidths(baseSeconds).filter((width) => width % baseSeconds === 0);

const floorTo = (ms: number, width: number) => Math.floor(ms / width) * width;
const ceilTo = (ms: number, width: number) => Math.ceil(ms / width) * width;

/** Stored windows of one width that start in [fromMs, toMs). */
export type Segment = { widthSeconds: number; fromMs: number; toMs: number };

/** Covers [fromMs, toMs), both on a multiple of the narrowest width, with as few stored windows as there are; what is gone is left out. */
export function decompose(fromMs: number, toMs: number, { widths, gone }: Stored): Segment[] {
  if (fromMs >= toMs) return [];
  const widest = widths.at(-1);
  if (widest === undefined) return [];
  const inner = { fromMs: Math.min(toMs, ceilTo(Math.max(fromMs, goneOf(gone, widest)), widest * 1000)), toMs: floorTo(toMs, widest * 1000) };
  const finer = { widths: widths.slice(0, -1), gone };
  if (inner.fromMs >= inner.toMs) return decompose(fromMs, toMs, finer);
  return [...decompose(fromMs, inner.fromMs, finer), { widthSeconds: widest, ...inner }, ...decompose(inner.toMs, toMs, finer)];
}

/** Ends of windows: firstMs, firstMs + everyMs, … `count` of them. */
export type Ends = { firstMs: number; everyMs: number; count: number };
export type WindowAsk = { fromMs: number; toMs: number; windowSeconds: number; stepSeconds: number | null };

/**
 * The ends of the asked windows. Without a step: epoch-aligned windows that overlap [from, to). With one: a trailing
 * window for every multiple of the step in (from, to].
 */
export function windowEnds(ask: WindowAsk): Ends {
  const everyMs = (ask.stepSeconds ?? ask.windowSeconds) * 1000;
  const firstMs = floorTo(ask.fromMs, everyMs) + everyMs;
  const lastMs = ask.stepSeconds === null ? ceilTo(ask.toMs, everyMs) : floorTo(ask.toMs, everyMs);
  return { firstMs, everyMs, count: ask.toMs > ask.fromMs ? Math.max(0, Math.round((lastMs - firstMs) / everyMs) + 1) : 0 };
}

/** Those of the ends that lie in (afterMs, throughMs]. */
export function endsWithin(ends: Ends, afterMs: number, throughMs: number): Ends {
  const skipped = Math.max(0, Math.floor((afterMs - ends.firstMs) / ends.everyMs) + 1);
  const upTo = Math.min(ends.count, Math.floor((throughMs - ends.firstMs) / ends.everyMs) + 1);
  return { firstMs: ends.firstMs + skipped * ends.everyMs, everyMs: ends.everyMs, count: Math.max(0, upTo - skipped) };
}

/**
 * The windows that begin at or after the first counter, once there is one: the first part of a day, seen as a day, would
 * dwarf every later point. Case: counters since 10:00, windows of an hour → those that end from 11:00 on; at 10:30 all.
 */
export function wholeOnly(ends: Ends, firstMs: number, windowSeconds: number): Ends {
  const whole = endsWithin(ends, firstMs + windowSeconds * 1000 - 1, ends.firstMs + (ends.count - 1) * ends.everyMs);
  return whole.count > 0 ? whole : ends;
}

/** The narrowest tidy step that gives a range at most `points` points: whole base windows, or roll-ups where a range is long. */
export function stepFor(rangeSeconds: number, baseSeconds: number, points = 240): number {
  const least = rangeSeconds / points;
  const unit = queryWidths(baseSeconds).findLast((width) => width <= 2 * least) ?? baseSeconds;
  return Math.max(1, Math.ceil(least / unit)) * unit;
}

/**
 * The stored windows that give every trailing window ending at firstMs, firstMs + everyMs, …: where windows overlap, the
 * widest width that divides step and window for what enters and leaves, and roll-ups for what all of them share. So the
 * cost follows the range, not the window's length.
 */
export function planSegments(ends: Ends, windowSeconds: number, stored: Stored): Segment[] {
  if (ends.count === 0) return [];
  const windowMs = windowSeconds * 1000;
  const lastMs = ends.firstMs + (ends.count - 1) * ends.everyMs;
  if (ends.everyMs >= windowMs) {
    const parts: Segment[] = [];
    for (let at = ends.firstMs; at <= lastMs; at += ends.everyMs) {
      for (const part of decompose(at - windowMs, at, stored)) {
        const last = parts.at(-1);
        if (last !== undefined && last.widthSeconds === part.widthSeconds && last.toMs === part.fromMs) last.toMs = part.toMs;
        else parts.push(part);
      }
    }
    return parts;
  }
  const grain = grainOf(ends.everyMs, windowSeconds, stored);
  const at = (fromMs: number, toMs: number): Segment[] => (fromMs < toMs ? [{ widthSeconds: grain, fromMs, toMs }] : []);
  const leaving = lastMs - windowMs;
  if (leaving >= ends.firstMs) return at(ends.firstMs - windowMs, lastMs);
  return [...at(ends.firstMs - windowMs, leaving), ...decompose(leaving, ends.firstMs, stored), ...at(ends.firstMs, lastMs)];
}

/** One stored window as read. */
export type Cell = { fromMs: number; toMs: number; counters: WindowCounters };

function takeOut(from: Map<string, number>, counts: Record<string, number>): void {
  for (const [key, count] of Object.entries(counts)) {
    const left = (from.get(key) ?? 0) - count;
    if (left === 0) from.delete(key);
    else from.set(key, left);
  }
}

/** Takes a window out again that `addWindow` had put in. */
function removeWindow(sum: WindowSum, part: WindowCounters): void {
  sum.requests -= part.requests;
  sum.errors -= part.errors;
  sum.rows -= part.rows;
  takeOut(sum.latency, part.latency);
  if (part.codes) takeOut(sum.codes, part.codes);
  removeSketches(sum.sketches, part);
  if (part.quality) addScores(sum.quality, part.quality, -1);
  for (const [name, counters] of Object.entries(part.columns)) {
    const column = sum.columns.get(name);
    if (column === undefined) continue;
    for (let i = 0; i < counters.bins.length; i++) column.bins[i] = (column.bins[i] ?? 0) - (counters.bins[i] ?? 0);
    column.null -= counters.null;
    column.nan -= counters.nan;
    column.positiveInfinity -= counters.positiveInfinity;
    column.negativeInfinity -= counters.negativeInfinity;
    column.unseen -= counters.unseen;
    takeOut(column.fresh, counters.fresh);
  }
}

/** The sum of the cells inside one window; `sketches` is good until the next one is asked for. */
export type Slid = { endMs: number; counters: WindowCounters; sketches: SketchSums };

/**
 * Slides over cells in time order: at each end the sum of the cells inside [end - window, end). Counts are whole numbers,
 * so taking out what was put in leaves no trace. Windows without a request or row are passed over.
 */
export function* slid(cells: readonly Cell[], ends: Ends & { windowSeconds: number }): Generator<Slid> {
  // No cap while sliding: which labels are among the kept is decided for each window alone.
  const sum = newSum(Infinity);
  let entering = 0;
  let leaving = 0;
  for (let i = 0; i < ends.count; i++) {
    const endMs = ends.firstMs + i * ends.everyMs;
    const fromMs = endMs - ends.windowSeconds * 1000;
    for (let cell = cells[entering]; cell !== undefined && cell.toMs <= endMs; cell = cells[++entering]) addWindow(sum, cell.counters);
    for (let cell = cells[leaving]; cell !== undefined && leaving < entering && cell.fromMs < fromMs; cell = cells[++leaving]) removeWindow(sum, cell.counters);
    if (sum.requests > 0 || sum.rows > 0) yield { endMs, counters: sumCounters({ ...sum, newLabelsKept }), sketches: sum.sketches };
  }
}

/** Calls `visit` for each of them, without a pause. */
export function slide(cells: readonly Cell[], ends: Ends & { windowSeconds: number }, visit: (endMs: number, counters: WindowCounters, sketches: SketchSums) => void): void {
  for (const { endMs, counters, sketches } of slid(cells, ends)) visit(endMs, counters, sketches);
}
