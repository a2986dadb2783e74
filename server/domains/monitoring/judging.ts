import type { Deps } from "../../platform/deps.ts";
import type { Env } from "../../platform/env.ts";
import { demoClockOf, type ClockAnchor } from "./demo-hours.ts";
import type { BaselineProfile, ReferenceColumn } from "./contract.ts";
import { alphaOf, hasVerdict } from "./rules/alerts/budget.ts";
import { referenceOfSlots, slotIn, slotWeights } from "./rules/slots.ts";
import { populations } from "./rules/segments/judge.ts";
import { segmentLayout } from "./rules/segments/layout.ts";
import { queryWidths } from "./rules/windows.ts";
import { loadSlots } from "./store-baselines.ts";
import { readExtent } from "./store-windows.ts";

type Window = { fromMs: number; toMs: number };
type Reference = ReferenceColumn["reference"];

/** How a version's windows are judged: against which rows of its baseline, and how sure. */
export type Judging = {
  /** Chance of a false word of one look. */
  alpha: number;
  /** An hour of the clock that the model lives by, in seconds. */
  hourSeconds: number;
  /** Whether the baseline is compared by hours of the week. */
  byHour: boolean;
  hasVerdict(windowSeconds: number): boolean;
  /** What a window of the column is compared with: its own hours of the week, or all there is. */
  referenceOf(column: ReferenceColumn, window: Window): Reference;
};

/** Seconds between two looks at the window still filling; in the demo one base window, an hour of its clock. */
export const lookSeconds = (env: Pick<Env, "demo" | "baseWindowSeconds">): number => (env.demo ? env.baseWindowSeconds : Math.ceil(30 / env.baseWindowSeconds) * env.baseWindowSeconds);
/** An hour of the clock that models live by: the demo's is a base window. */
export const hourSecondsOf = (env: Pick<Env, "demo" | "baseWindowSeconds">): number => (env.demo ? env.baseWindowSeconds : 3600);

/** @param of the version where it serves, its profile and its drift window */
export async function judgingOf(deps: Deps, of: { versionId: number; environment: string; profile: BaselineProfile; driftWindowSeconds: number }): Promise<Judging> {
  const { profile } = of;
  const byHour = profile.hours !== undefined && profile.hours.reason === null;
  const hourSeconds = hourSecondsOf(deps.env);
  const [slots, anchors, extent] = byHour ? await Promise.all([loadSlots(deps.db, of.versionId), demoClockOf(deps), readExtent(deps.db, of, queryWidths(deps.env.baseWindowSeconds))]) : [null, null, null];
  const counted = { fromMs: extent?.first.getTime() ?? -Infinity, toMs: deps.clock.now().getTime() };
  const terms = { hours: slots !== null, daySeconds: 24 * hourSeconds, driftWindowSeconds: of.driftWindowSeconds };
  return {
    alpha: alphaOf({ columns: profile.columns.filter((column) => !column.clock).length, segments: populations(segmentLayout(profile)), looksPerHour: hourSeconds / lookSeconds(deps.env) }),
    hourSeconds, byHour: slots !== null, hasVerdict: (windowSeconds) => hasVerdict(windowSeconds, terms),
    referenceOf: slots === null ? (column) => column.reference : ownHours(slots, { slotOf: slotIn(profile.hours?.zone ?? "UTC"), anchors, counted }),
  };
}

type Hours = { slotOf: (ms: number) => number; anchors: readonly ClockAnchor[] | null; counted: Window };

/** The part of a window in which anything could be counted: a window still filling has not met its later hours yet. */
function countedPart(window: Window, counted: Window): Window {
  const part = { fromMs: Math.max(window.fromMs, counted.fromMs), toMs: Math.min(window.toMs, counted.toMs) };
  return part.fromMs < part.toMs ? part : window;
}

function ownHours(slots: Record<string, readonly number[]>, { slotOf, anchors, counted }: Hours): Judging["referenceOf"] {
  let last: { window: Window; weights: Float64Array } | undefined;
  return (column, window) => {
    const counts = Object.hasOwn(slots, column.name) ? slots[column.name] : undefined;
    if (counts === undefined) return column.reference;
    if (last === undefined || last.window.fromMs !== window.fromMs || last.window.toMs !== window.toMs) {
      const part = countedPart(window, counted);
      last = { window, weights: slotWeights(anchors === null ? part : onClock(part, anchors), slotOf) };
    }
    return referenceOfSlots(column.reference, counts, last.weights);
  };
}

/** The window on the demo's clock: by the anchor that held at its end. */
function onClock({ fromMs, toMs }: Window, anchors: readonly ClockAnchor[]): Window {
  const anchor = anchors.findLast((candidate) => candidate.realMs <= toMs) ?? anchors[0];
  if (anchor === undefined) return { fromMs, toMs };
  const at = (ms: number) => anchor.clockMs + (ms - anchor.realMs) * anchor.speed;
  return { fromMs: at(fromMs), toMs: at(toMs) };
}
