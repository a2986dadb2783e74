import { earliestMs, latestMs } from "../instant-range.ts";

const ago = /^-(\d{1,4})([mhdw])$/;
const day = /^\d{4}-\d{2}-\d{2}$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const whole = (ms: number): number | null => (Number.isFinite(ms) && ms >= earliestMs && ms < latestMs ? ms : null);

/** A moment as a filter writes it: a day (its first moment in UTC), an RFC 3339 time, how long ago, or epoch milliseconds. */
export function timeMs(text: string, nowMs: number): number | null {
  const relative = ago.exec(text);
  if (relative) {
    const unit = unitMs[(relative[2] ?? "d") as keyof typeof unitMs];
    return whole(nowMs - Number(relative[1]) * unit);
  }
  if (/^\d{5,15}$/.test(text)) return whole(Number(text));
  if (!day.test(text) && !instant.test(text)) return null;
  const ms = Date.parse(text);
  // Date.parse takes the 31st of a short month for the 1st of the next.
  if (Number.isNaN(ms) || (day.test(text) && new Date(ms).toISOString().slice(0, 10) !== text)) return null;
  return whole(ms);
}

/** Whether it reads as a time at all; any present would do. */
export const isTime = (text: string): boolean => timeMs(text, Date.UTC(2026, 0, 1)) !== null;
