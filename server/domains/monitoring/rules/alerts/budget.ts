import { defaultAlpha } from "../verdict.ts";

/** False alarms a day that the ladder of a version may give, drift-alerts.md point 5. */
export const falseAlarmsADay = 0.14;
/** Windows of the ladder, in hours of the clock that the model lives by. */
export const ladderHours = [1, 6, 24] as const;
const checksADay = 24 * ladderHours.length;

/**
 * α of one look: the day's budget over hours, windows, columns and segments, never above 1e-4, and an hour's share over
 * its looks (SPEC V8). Case: 5 columns, one look an hour → 1e-4; 40 columns → 4.86e-5; 120 looks of an hour → a 120th.
 */
export function alphaOf({ columns, segments, looksPerHour }: { columns: number; segments: number; looksPerHour: number }): number {
  const perHour = falseAlarmsADay / (checksADay * Math.max(1, columns) * Math.max(1, segments));
  return Math.min(defaultAlpha, perHour) / Math.max(1, looksPerHour);
}

/**
 * Whether a window of this width has a verdict (SPEC V9): any does where the baseline is compared by hours of the week;
 * else whole days, and the width that the version's owner chose for drift.
 */
export function hasVerdict(windowSeconds: number, of: { hours: boolean; daySeconds: number; driftWindowSeconds: number }): boolean {
  return of.hours || windowSeconds % of.daySeconds === 0 || windowSeconds === of.driftWindowSeconds;
}
