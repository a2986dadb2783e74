/** An RFC 3339 instant in milliseconds. */
export const instantMs = (text: string): number => Date.parse(text);

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
  hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 28 * day,
] as const;

/** The round step of seconds, minutes, hours or days that gives at most `count` intervals over the span. */
export function timeStepMs(spanMs: number, count: number): number {
  return steps.find((step) => spanMs / step <= count) ?? Math.ceil(spanMs / count / (28 * day)) * 28 * day;
}

/**
 * Round instants in [fromMs, toMs]. @param offsetMinutes minutes east of UTC of the zone whose round hours are wanted
 */
export function timeTicks(fromMs: number, toMs: number, options: { count?: number; offsetMinutes?: number } = {}): { ticks: number[]; stepMs: number } {
  const stepMs = timeStepMs(Math.max(1, toMs - fromMs), options.count ?? 6);
  const shift = (options.offsetMinutes ?? 0) * minute;
  const ticks: number[] = [];
  for (let at = Math.ceil((fromMs + shift) / stepMs) * stepMs - shift; at <= toMs; at += stepMs) ticks.push(at);
  return { ticks, stepMs };
}

const two = (value: number) => String(value).padStart(2, "0");
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** A tick's text, as fine as its step: `14:05:30`, `14:05`, or `3 Mar`. */
export function timeLabel(atMs: number, stepMs: number, offsetMinutes = 0): string {
  const at = new Date(atMs + offsetMinutes * minute);
  if (stepMs >= day) return `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ""}`;
  const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  return stepMs < minute ? `${clock}:${two(at.getUTCSeconds())}` : clock;
}
