import { minimumRows, type Verdict } from "../../contract.ts";
import { columnDrift } from "../distance.ts";
import { columnRows } from "../merge.ts";
import { judgeColumn } from "../verdict.ts";
import type { CountSum } from "./counts.ts";
import { rowsOfSegment, segmentCount, segmentCounters, segmentName, segmentReference, type SegmentLayout } from "./layout.ts";

type Input = SegmentLayout["inputs"][number];
export type SegmentNumbers = { rows: number; psi: number | null; js: number | null; psiVerdict: number | null; psiLower: number | null; verdict: Verdict | null };
export type JudgedFeature = SegmentNumbers & { feature: string; role: "input" | "output"; kind: "numeric" | "categorical"; clock: boolean; missingShare: number | null; unseenShare: number | null };
export type JudgedSegment = { input: Input; place: number; name: string; rows: number; baselineRows: number; features: JudgedFeature[] };
/** An input's live rows and the baseline's, by segment. */
export type Sides = { live: CountSum; baseline: CountSum };
export type SegmentTerms = { layout: SegmentLayout; alpha: number; /** Whether a window of this width has a verdict at all. */ hasVerdict: boolean; /** Which columns are told. */ tells: (feature: string) => boolean };

/** Populations whose drift is told: the whole, and each segment of each input (SPEC U5). */
export const populations = (layout: SegmentLayout | null): number => 1 + (layout?.inputs ?? []).reduce((sum, input) => sum + segmentCount(input), 0);

const none = { psi: null, js: null, psiVerdict: null, psiLower: null, verdict: null };

/** Every segment of an input against its own rows of the baseline (SPEC U5, U7). */
export function judgeSegments(input: Input, { live, baseline }: Sides, { layout, alpha, hasVerdict, tells }: SegmentTerms): JudgedSegment[] {
  return Array.from({ length: segmentCount(input) }, (_, place): JudgedSegment => {
    const features = layout.columns.filter(({ column }) => column.name !== input.feature && tells(column.name)).map((placed): JudgedFeature => {
      const of = { place, column: placed };
      const { name, role, clock, reference } = placed.column;
      const counters = segmentCounters(layout, live, of);
      const rows = columnRows(counters);
      const share = (count: number) => (rows === 0 ? null : count / rows);
      const about = { feature: name, role, kind: reference.kind, clock, rows, missingShare: share(counters.null + counters.nan), unseenShare: reference.kind === "numeric" ? null : share(counters.fresh["new labels"] ?? 0) };
      if (rows < minimumRows) return { ...about, ...none };
      const own = segmentReference(layout, baseline, of).reference;
      const drift = columnDrift(own, counters);
      if (clock) return { ...about, ...none, ...drift };
      const { psiVerdict, psiLower, verdict } = judgeColumn(own, counters, alpha);
      return { ...about, ...drift, psiVerdict, psiLower, verdict: hasVerdict ? verdict : null };
    });
    return { input, place, name: segmentName(input, place), rows: rowsOfSegment(layout, live, place), baselineRows: rowsOfSegment(layout, baseline, place), features };
  });
}

/** By what is certain, then by the estimate; what is not told comes last (SPEC U7). */
export function worstFirst(a: Pick<SegmentNumbers, "psiLower" | "psi" | "rows">, b: Pick<SegmentNumbers, "psiLower" | "psi" | "rows">): number {
  return (b.psiLower ?? -1) - (a.psiLower ?? -1) || (b.psi ?? -1) - (a.psi ?? -1) || b.rows - a.rows;
}

/** The feature that drifted most, clocks apart; null where none is told. */
export function worstFeature(features: readonly JudgedFeature[]): JudgedFeature | null {
  return features.filter((one) => !one.clock && one.psiLower !== null).toSorted(worstFirst)[0] ?? null;
}

/** Part of a window that its end may be wider than asked. */
const leastParts = 100;

/**
 * The window of the narrowest segments that are kept: an end that was named is made up to their edge; now is too, unless
 * that would be more than a hundredth of the window: then the last whole one ends it, so that like stays compared with like
 * (SPEC U8). Case: a day until 10:00:20 → 10:01; the demo's day of two minutes → 10:00.
 */
export function segmentWindow(ask: { fromMs: number | null; toMs: number; isNow: boolean; windowMs: number }, grainMs: number): { fromMs: number; toMs: number } {
  const up = !ask.isNow || ask.windowMs >= leastParts * grainMs;
  const toMs = (up ? Math.ceil(ask.toMs / grainMs) : Math.floor(ask.toMs / grainMs)) * grainMs;
  return { fromMs: Math.floor((ask.fromMs ?? toMs - ask.windowMs) / grainMs) * grainMs, toMs };
}
