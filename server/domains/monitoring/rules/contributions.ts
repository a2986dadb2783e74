/** A drift number taken apart: by bin for a column, by column for a model (SPEC W2, W3). */
import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { comparedBins, psiTerms, shares } from "./distance.ts";
import { percentWords } from "./moved.ts";

/** `adds` is the part's own term of PSI; shares are of the rows in bins on each side. */
export type Part = { name: string; adds: number; baseline: number; live: number };
export type Contributions = {
  psi: number;
  /** What each bin adds, in the order of the distribution's bins. */
  bins: number[];
  /** What adds most, neighbours that moved the same way as one, the largest first. */
  parts: Part[];
  words: string | null;
};

const edgeWords = (edge: number): string => String(Number(edge.toPrecision(4)));
const figures = (value: number): string => (value >= 0.0995 ? value.toFixed(2) : value >= 0.00095 ? value.toFixed(3) : "<0.001");
const shorten = (label: string): string => (label === "" ? "the empty text" : label.length > 32 ? `${label.slice(0, 31).toWellFormed()}…` : label);

function rangeWords(low: number | undefined, high: number | undefined): string {
  if (low === undefined) return high === undefined ? "all values" : `values up to ${edgeWords(high)}`;
  return high === undefined ? `values over ${edgeWords(low)}` : `values from ${edgeWords(low)} to ${edgeWords(high)}`;
}

/** How a share changed, as one says it: "doubled", "fell to a third", else by how much. */
export function changeWords(baseline: number, live: number): string {
  if (baseline === 0) return `came up, ${percentWords(live)} of rows`;
  if (live === 0) return `are gone, ${percentWords(baseline)} of rows before`;
  const ratio = live / baseline;
  const told = `${percentWords(baseline)} → ${percentWords(live)}`;
  if (ratio >= 1.8 && ratio < 2.3) return `doubled, ${told}`;
  if (ratio >= 2.7 && ratio < 3.4) return `tripled, ${told}`;
  if (ratio >= 3.4) return `grew ${ratio < 9.5 ? ratio.toFixed(1) : Math.round(ratio)}-fold, ${told}`;
  if (ratio > 0.44 && ratio <= 0.56) return `halved, ${told}`;
  if (ratio <= 0.44) return `fell to a ${ratio > 0.29 ? "third" : ratio > 0.22 ? "quarter" : "fraction"}, ${told}`;
  return `${ratio > 1 ? "rose" : "fell"}, ${told}`;
}

function partsOf(column: ReferenceColumn["reference"], of: { terms: readonly number[]; r: readonly number[]; c: readonly number[]; fresh: readonly string[] }): Part[] {
  const { terms, r, c, fresh } = of;
  const part = (i: number, name: string): Part => ({ name, adds: terms[i] ?? 0, baseline: r[i] ?? 0, live: c[i] ?? 0 });
  if (column.kind === "categorical") return [...column.labels.map(shorten), ...fresh.map((label) => `the new label ${shorten(label)}`)].map((name, i) => part(i, name));
  const runs: (Part & { from: number; upTo: number; up: boolean })[] = [];
  for (const i of terms.keys()) {
    const own = part(i, "");
    const up = own.live > own.baseline;
    const last = runs.at(-1);
    if (last !== undefined && last.up === up) Object.assign(last, { upTo: i, adds: last.adds + own.adds, baseline: last.baseline + own.baseline, live: last.live + own.live });
    else runs.push({ ...own, from: i, upTo: i, up });
  }
  return runs.map(({ from, upTo, adds, baseline, live }) => ({ name: rangeWords(column.edges[from - 1], column.edges[upTo]), adds, baseline, live }));
}

/** Under a quarter of the lowest limit nothing moved that a person would look for. */
const leastTold = 0.005;

/** "ORD doubled, 4.9% → 9.8%; adds 0.07 of 0.11". Two parts are told where the first is not most of it. */
function wordsOf(parts: readonly Part[], psi: number): string | null {
  const [first, second] = parts;
  if (first === undefined || !(psi >= leastTold) || !(first.adds > 0)) return null;
  const say = (part: Part) => `${part.name} ${changeWords(part.baseline, part.live)}`;
  if (second === undefined || first.adds >= psi * 0.6 || second.adds < psi * 0.15) return `${say(first)}; adds ${figures(first.adds)} of ${figures(psi)}`;
  return `${say(first)} and ${say(second)}; they add ${figures(first.adds + second.adds)} of ${figures(psi)}`;
}

/** A column's PSI by bin, and in words. Null when a side has no row in a bin. */
export function contributionsOf(column: ReferenceColumn["reference"], live: ColumnCounters): Contributions | null {
  const { reference, current } = comparedBins(column, live);
  if (!reference.some((count) => count > 0) || !current.some((count) => count > 0)) return null;
  const terms = psiTerms(reference, current);
  const psi = terms.reduce((sum, term) => sum + term, 0);
  const fresh = Object.entries(live.fresh);
  const parts = partsOf(column, { terms, r: shares(reference), c: shares(current), fresh: fresh.map(([label]) => label) }).toSorted((a, b) => b.adds - a.adds);
  // The distribution tells new labels with the most rows first.
  const order = fresh.map(([label, rows], i) => ({ label, rows, term: terms[column.counts.length + i] ?? 0 })).toSorted((a, b) => b.rows - a.rows || (a.label < b.label ? -1 : 1));
  return { psi, bins: [...terms.slice(0, column.counts.length), ...order.map(({ term }) => term)], parts: parts.slice(0, 5), words: wordsOf(parts, psi) };
}

/** Each column's part of the sum of all PSI; clocks and columns without a number have none. */
export function byFeature(columns: readonly { column: string; psi: number | null; clock: boolean }[]): { column: string; psi: number; share: number }[] {
  const counted = columns.flatMap(({ column, psi, clock }) => (clock || psi === null ? [] : [{ column, psi }]));
  const sum = counted.reduce((all, { psi }) => all + psi, 0);
  return counted.map(({ column, psi }) => ({ column, psi, share: sum === 0 ? 0 : psi / sum })).toSorted((a, b) => b.psi - a.psi || (a.column < b.column ? -1 : 1));
}
