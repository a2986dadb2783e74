import type { ColumnCounters, ReferenceColumn } from "../contract.ts";
import { columnRows } from "./merge.ts";

type Move = { by: number; words: string };

/** A share in words: "4.9%", "12%", "<0.1%". */
export function percentWords(share: number): string {
  const percent = share * 100;
  if (percent === 0) return "0%";
  if (percent < 0.1) return "<0.1%";
  return percent < 9.95 ? `${percent.toFixed(1)}%` : `${Math.round(percent)}%`;
}

const edgeWords = (edge: number): string => String(Number(edge.toPrecision(4)));
const shorten = (label: string): string => (label === "" ? "the empty text" : label.length > 32 ? `${label.slice(0, 31).toWellFormed()}…` : label);

function between(words: string, reference: number, live: number): Move {
  return { by: Math.abs(live - reference), words: `${words} ${percentWords(reference)} → ${percentWords(live)}` };
}

function numericMove(edges: readonly number[], reference: readonly number[], live: readonly number[]): Move | null {
  let best: Move | null = null;
  let referenceAbove = reference.reduce((sum, share) => sum + share, 0);
  let liveAbove = live.reduce((sum, share) => sum + share, 0);
  const all = { reference: referenceAbove, live: liveAbove };
  for (const [i, edge] of edges.entries()) {
    referenceAbove -= reference[i] ?? 0;
    liveAbove -= live[i] ?? 0;
    const by = Math.abs(liveAbove - referenceAbove);
    if (best !== null && by <= best.by) continue;
    const up = liveAbove > referenceAbove;
    const [l, r] = up ? [liveAbove, referenceAbove] : [all.live - liveAbove, all.reference - referenceAbove];
    best = { by, words: `more rows ${up ? "above" : "up to"} ${edgeWords(edge)}: ${percentWords(Math.max(0, l))} (baseline ${percentWords(Math.max(0, r))})` };
  }
  return best;
}

/**
 * What moved most between the baseline and a window, in a few words: the label whose share moved most, or the cut between
 * two bins with the largest difference of the share above it; missing, infinite and new values compete with it.
 * Shares are of all rows. Null when a side has no rows or nothing moved.
 */
export function movedWords(column: ReferenceColumn["reference"], live: ColumnCounters): string | null {
  const infinite = column.kind === "numeric" ? column.infinite : 0;
  const baselineRows = column.counts.reduce((sum, count) => sum + count, 0) + column.missing + infinite;
  const liveRows = columnRows(live);
  if (baselineRows === 0 || liveRows === 0) return null;
  const reference = column.counts.map((count) => count / baselineRows);
  const current = live.bins.map((count) => count / liveRows);
  const moves = [
    between("missing", column.missing / baselineRows, (live.null + live.nan) / liveRows),
    between("infinite", infinite / baselineRows, (live.positiveInfinity + live.negativeInfinity) / liveRows),
  ];
  if (column.kind === "numeric") {
    const move = numericMove(column.edges, reference, current);
    if (move !== null) moves.push(move);
  } else {
    for (const [i, label] of column.labels.entries()) moves.push(between(shorten(label), reference[i] ?? 0, current[i] ?? 0));
    const fresh = Object.values(live.fresh).reduce((sum, count) => sum + count, live.unseen);
    for (const [label, count] of Object.entries(live.fresh)) moves.push(between(`new label ${shorten(label)}`, 0, count / liveRows));
    moves.push(between("labels the baseline never had", 0, fresh / liveRows));
  }
  const most = moves.reduce((best, move) => (move.by > best.by ? move : best));
  return most.by > 0 ? most.words : null;
}
