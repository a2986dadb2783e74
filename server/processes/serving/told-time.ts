/** When a prediction happened, as its sender says. Pure. */

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Clocks differ; what lies further ahead is a mistake that would stand at the end of every chart. */
export const aheadMs = 10 * minuteMs;
/** The longest range that a chart has, and a month. */
export const lateMs = 396 * dayMs;

/** Why a time is not taken; null when it is. */
export function whyNotTaken(atMs: number, nowMs: number): string | null {
  if (atMs > nowMs + aheadMs) return `timestamp is more than ${aheadMs / minuteMs} minutes ahead of ${new Date(nowMs).toISOString()}: nothing further ahead is taken`;
  if (atMs < nowMs - lateMs) return `timestamp is more than ${lateMs / dayMs} days before ${new Date(nowMs).toISOString()}: nothing older is taken`;
  return null;
}
