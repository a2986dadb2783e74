/** How long windows of each width are kept, and what a query can still be told exactly. Times are milliseconds since the epoch. */
import type { WindowTerms } from "../contract-storage.ts";
import type { Ends } from "./windows.ts";

/** Windows of a width that begin before its moment are gone; a width without one has all of its windows. */
export type Gone = ReadonlyMap<number, number>;
/** The widths that a query may read, the narrowest first, and what is gone of them. */
export type Stored = { widths: readonly number[]; gone: Gone };
export const allStored = (widths: readonly number[]): Stored => ({ widths, gone: new Map() });

const daySeconds = 86_400;
const dayMs = daySeconds * 1000;
export const goneOf = (gone: Gone, widthSeconds: number): number => gone.get(widthSeconds) ?? Number.NEGATIVE_INFINITY;

/** Seconds that windows of a width are kept. */
export function keptSeconds(terms: WindowTerms, widthSeconds: number): number {
  if (widthSeconds >= daySeconds) return terms.dayDays * daySeconds;
  if (widthSeconds >= 3600) return terms.hourDays * daySeconds;
  if (widthSeconds >= 600) return terms.tenMinuteDays * daySeconds;
  return widthSeconds >= 60 ? terms.minuteDays * daySeconds : terms.baseHours * 3600;
}

/** The settings by which a wider window would go before a narrower one: sums could no longer be told from what is left. */
export function termsInDisorder({ baseHours, minuteDays, tenMinuteDays, hourDays, dayDays }: WindowTerms): (keyof WindowTerms)[] {
  const days: [keyof WindowTerms, number][] = [["baseHours", baseHours / 24], ["minuteDays", minuteDays], ["tenMinuteDays", tenMinuteDays], ["hourDays", hourDays], ["dayDays", dayDays]];
  return days.flatMap(([name, kept], i) => (i > 0 && kept < (days[i - 1]?.[1] ?? 0) ? [name] : []));
}

/**
 * What the terms let go by `nowMs`: whole days, so that every width's end of memory is an edge of all wider ones, and
 * never less than was gone before. A width goes only where a wider one that whole base windows fill tells the same.
 * Case: base windows kept 48 hours, at noon of the 10th → those before the 8th 00:00 are gone.
 */
export function goneBy(terms: WindowTerms, of: { widths: readonly number[]; readable: readonly number[]; before: Gone }, nowMs: number): Gone {
  const widest = of.readable.at(-1) ?? 0;
  return new Map(of.widths.map((width) => {
    const alone = of.readable.includes(width) && width === widest;
    const kept = keptSeconds(terms, alone ? daySeconds : width);
    return [width, Math.max(goneOf(of.before, width), Math.floor((nowMs - kept * 1000) / dayMs) * dayMs)];
  }));
}

/** The width by whose edges overlapping windows are read: of those that divide step and window the one that reaches back furthest, the widest of equals. */
export function grainOf(everyMs: number, windowSeconds: number, { widths, gone }: Stored): number {
  const fitting = widths.filter((width) => everyMs % (width * 1000) === 0 && windowSeconds % width === 0);
  return fitting.toSorted((a, b) => goneOf(gone, a) - goneOf(gone, b) || b - a)[0] ?? widths[0] ?? windowSeconds;
}

/** The ends whose windows stored ones still give exactly: a part of a window would pass for the whole. */
export function answerable(ends: Ends, windowSeconds: number, stored: Stored): Ends {
  const fromMs = goneOf(stored.gone, grainOf(ends.everyMs, windowSeconds, stored));
  const left = Math.max(0, Math.ceil((fromMs + windowSeconds * 1000 - ends.firstMs) / ends.everyMs));
  return left === 0 || !Number.isFinite(left) ? ends : { ...ends, firstMs: ends.firstMs + left * ends.everyMs, count: Math.max(0, ends.count - left) };
}

/** The narrowest width that still has windows at a moment; null before all memory. */
export function narrowestAt({ widths, gone }: Stored, atMs: number): number | null {
  return widths.find((width) => goneOf(gone, width) <= atMs) ?? null;
}

/** [fromMs, toMs) made up to the edges of the narrowest windows that are left there. */
export function coveredRange(fromMs: number, toMs: number, stored: Stored): { fromMs: number; toMs: number } {
  const oldest = Math.min(...stored.widths.map((width) => goneOf(stored.gone, width)));
  const [from, to] = [Math.max(fromMs, oldest), Math.max(toMs, oldest)];
  const edge = (atMs: number) => (narrowestAt(stored, atMs) ?? 1) * 1000;
  return { fromMs: Math.floor(from / edge(from)) * edge(from), toMs: Math.ceil(to / edge(Math.max(from, to - 1))) * edge(Math.max(from, to - 1)) };
}

/** What a setting holds of `Gone`, and back: a width as text → milliseconds. */
export const goneFrom = (stored: unknown): Gone => new Map(
  typeof stored === "object" && stored !== null ? Object.entries(stored).flatMap(([width, ms]): [number, number][] => (typeof ms === "number" && Number.isFinite(ms) ? [[Number(width), ms]] : [])) : [],
);
export const goneRecord = (gone: Gone): Record<string, number> => Object.fromEntries([...gone].filter(([, ms]) => Number.isFinite(ms)).map(([width, ms]) => [String(width), ms]));
