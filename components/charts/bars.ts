import type { DistributionView } from "#server/domains/monitoring/contract.ts";

/** A bin to draw: shares of all rows, and the counts they are made of. */
export type Bar = { name: string; /** Under the bin's left edge; null for none. */ edge: string | null; baseline: number; live: number; baselineRows: number; liveRows: number; apart: boolean; /** What is left of many labels. */ rest?: boolean; /** The third side, and what the bin adds to PSI, where they are told. */ third?: number; thirdRows?: number; adds?: number };

const labelsShown = 10;
const share = (rows: number, total: number) => (total > 0 ? rows / total : 0);

/** Four figures, a true minus. */
export const edgeText = (value: number): string => String(Number(value.toPrecision(4))).replace("-", "−");

function nameOf(lo: number | null, hi: number | null): string {
  if (lo === null) return hi === null ? "all" : `up to ${edgeText(hi)}`;
  return hi === null ? `over ${edgeText(lo)}` : `${edgeText(lo)} to ${edgeText(hi)}`;
}

/**
 * The bins of a distribution as bars. Of many labels the most frequent, on either side, stay and the rest are one bar;
 * rows that are missing, infinite or of no bin have bars of their own, apart, when there are any.
 */
export function barsOf(view: DistributionView): Bar[] {
  const make = (name: string, rows: { baseline: number; live: number }, more: Pick<Bar, "edge" | "apart" | "rest">): Bar => ({
    name, ...more, baselineRows: rows.baseline, liveRows: rows.live, baseline: share(rows.baseline, view.count.baseline), live: share(rows.live, view.count.live),
  });
  const third = view.third !== null && view.third.reason === null ? view.third : null;
  const beside = (index: number): Pick<Bar, "third" | "thirdRows" | "adds"> => ({
    ...(third === null ? {} : { third: share(third.bins[index] ?? 0, third.count), thirdRows: third.bins[index] ?? 0 }), ...(view.contributions === null ? {} : { adds: view.contributions.bins[index] ?? 0 }),
  });
  const bins = view.bins.map((bin, index) => ({ ...beside(index), ...("value" in bin ? make(bin.value === "" ? "(empty)" : bin.value, bin, { edge: null, apart: false }) : make(nameOf(bin.lo, bin.hi), bin, { edge: bin.lo === null ? null : edgeText(bin.lo), apart: false })) }));
  const ranked = view.kind === "categorical" ? bins.toSorted((a, b) => Math.max(b.baseline, b.live) - Math.max(a.baseline, a.live) || (a.name < b.name ? -1 : 1)) : bins;
  const shown = view.kind === "categorical" ? ranked.slice(0, labelsShown) : ranked;
  const rest = ranked.slice(shown.length);
  const sum = (side: "baselineRows" | "liveRows") => rest.reduce((total, bar) => total + bar[side], 0);
  const extra = [
    { name: `${rest.length} others`, rest: true, rows: { baseline: sum("baselineRows"), live: sum("liveRows") } },
    { name: "never seen", rest: false, rows: { baseline: 0, live: view.unseen.live } },
    { name: "infinite", rest: false, rows: view.infinite },
    { name: "missing", rest: false, rows: view.missing },
  ].filter(({ rows }) => rows.baseline + rows.live > 0);
  return [...shown, ...extra.map(({ name, rows, rest: isRest }) => make(name, rows, { edge: null, apart: true, rest: isRest }))];
}

const percent = (value: number) => `${(value * 100).toFixed(value < 0.0995 ? 1 : 0)}%`;

/** The bin whose share moved most, as a sentence; null where nothing can be said. */
export function movedMost(view: DistributionView): string | null {
  if (view.count.live === 0 || view.count.baseline === 0) return null;
  const most = barsOf(view).filter((bar) => !bar.rest).toSorted((a, b) => Math.abs(b.live - b.baseline) - Math.abs(a.live - a.baseline))[0];
  if (most === undefined) return null;
  return `Moved most: ${most.name}, ${percent(most.live)} of rows now (baseline ${percent(most.baseline)}).`;
}

/** The labels that are not drawn, as a sentence: their bar would dwarf all others. */
export function restWords(bars: readonly Bar[]): string | null {
  const rest = bars.find((bar) => bar.rest);
  return rest === undefined ? null : `${rest.name}: ${percent(rest.live)} now, baseline ${percent(rest.baseline)}.`;
}

export const shareText = percent;
