import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { columnRows } from "./merge.ts";

type NumericReference = Extract<ReferenceColumn["reference"], { kind: "numeric" }>;
type CategoricalReference = Extract<ReferenceColumn["reference"], { kind: "categorical" }>;
type Move = { by: number; words: string };

/** A share in words: "4.9%", "12%", "<0.1%". */
export function percentWords(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "<0.1%";
  return percent < 9.95 ? `${percent.toFixed(1)}%` : `${Math.round(percent)}%`;
}

const sum = (total: number, count: number): number => total + count;
const edgeWords = (edge: number): string => String(Number(edge.toPrecision(4)));
const shorten = (label: string): string => (label === "" ? "the empty text" : label.length > 32 ? `${label.slice(0, 31).toWellFormed()}…` : label);

/** Rows of each side, for shares of all rows. */
type Totals = { baseline: number; live: number };
type Counts = { baseline: number; live: number };

/** What this one share adds to PSI, half a row added on both sides: a share that doubled counts for more than one that grew by as much. */
function weight(counts: Counts, totals: Totals): number {
  const p = (counts.baseline + 0.5) / totals.baseline;
  const q = (counts.live + 0.5) / totals.live;
  return (q - p) * Math.log(q / p);
}

function shareMove(subject: string, counts: Counts, totals: Totals): Move {
  const [baseline, live] = [counts.baseline / totals.baseline, counts.live / totals.live];
  return { by: baseline === live ? 0 : weight(counts, totals), words: `${subject} ${percentWords(baseline)} → ${percentWords(live)}` };
}

/** Each cut between two bins, told from the side that gained. */
function cutMoves(column: NumericReference, bins: readonly number[], totals: Totals): Move[] {
  const below: Counts = { baseline: 0, live: 0 };
  const finite: Counts = { baseline: column.counts.reduce(sum, 0), live: bins.reduce(sum, 0) };
  return column.edges.map((edge, i) => {
    below.baseline += column.counts[i] ?? 0;
    below.live += bins[i] ?? 0;
    const above: Counts = { baseline: finite.baseline - below.baseline, live: finite.live - below.live };
    const up = above.live / totals.live > above.baseline / totals.baseline;
    const gained = up ? above : { ...below };
    const [baseline, live] = [gained.baseline / totals.baseline, gained.live / totals.live];
    return { by: live > baseline ? weight(gained, totals) : 0, words: `more rows ${up ? "above" : "up to"} ${edgeWords(edge)}: ${percentWords(live)} (baseline ${percentWords(baseline)})` };
  });
}

function labelMoves(column: CategoricalReference, live: ColumnCounters, totals: Totals): Move[] {
  const fresh = Object.entries(live.fresh);
  return [
    ...column.labels.map((label, i) => shareMove(shorten(label), { baseline: column.counts[i] ?? 0, live: live.bins[i] ?? 0 }, totals)),
    ...fresh.map(([label, count]) => shareMove(`new label ${shorten(label)}`, { baseline: 0, live: count }, totals)),
    shareMove("labels the baseline never had", { baseline: 0, live: fresh.reduce((all, [, count]) => all + count, live.unseen) }, totals),
  ];
}

/**
 * What moved most between the baseline and a window, in a few words: the label, or the cut between two bins, whose share
 * adds most to PSI; missing, infinite and new values compete with it (SPEC W1). Shares are of all rows. Null when a side
 * has no rows or nothing moved.
 */
export function movedWords(column: ReferenceColumn["reference"], live: ColumnCounters): string | null {
  const infinite = column.kind === "numeric" ? column.infinite : 0;
  const totals: Totals = { baseline: column.counts.reduce(sum, 0) + column.missing + infinite, live: columnRows(live) };
  if (totals.baseline === 0 || totals.live === 0) return null;
  const moves = [
    ...(column.kind === "numeric" ? cutMoves(column, live.bins, totals) : labelMoves(column, live, totals)),
    shareMove("missing", { baseline: column.missing, live: live.null + live.nan }, totals),
    shareMove("infinite", { baseline: infinite, live: live.positiveInfinity + live.negativeInfinity }, totals),
  ];
  const most = moves.reduce((best, move) => (move.by > best.by ? move : best));
  return most.by > 0 ? most.words : null;
}
