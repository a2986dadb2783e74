import { extentOf, niceTicks, tickLabel, timeLabel, timeTicks } from "#server/shared/plot/index.ts";
import type { ChartPoint, ChartSeries } from "./types.ts";

/** One row a moment: `s0`, `s1`, … the series' values, `b0`, … their bands. Names of columns are no keys: they may hold dots and brackets. */
export type ChartRow = { at: number } & Record<string, number | null | [number, number]>;

/** A gap of more than this many steps of a series is a gap in its line. */
const gapSteps = 1.6;

/** The series' own step: the smallest distance of two of its points. */
export function ownStepMs(points: readonly ChartPoint[]): number {
  let step = Infinity;
  for (let i = 1; i < points.length; i += 1) step = Math.min(step, (points[i]?.at ?? 0) - (points[i - 1]?.at ?? 0));
  return step;
}

/** Moments at which a line breaks: one step after the last point before a hole. */
function breaksOf(points: readonly ChartPoint[]): number[] {
  const step = ownStepMs(points);
  return points.flatMap((point, i) => {
    const next = points[i + 1];
    return next !== undefined && next.at - point.at > step * gapSteps ? [point.at + step] : [];
  });
}

/**
 * The series side by side. A series with fewer points than another is filled in along its own straight line, so that the
 * drawing is the same as of itself alone; holes stay holes.
 */
export function mergeRows(series: readonly ChartSeries[]): ChartRow[] {
  const moments = new Set<number>();
  for (const { points } of series) {
    for (const point of points) moments.add(point.at);
    for (const at of breaksOf(points)) moments.add(at);
  }
  const rows = [...moments].toSorted((a, b) => a - b).map((at): ChartRow => ({ at }));
  series.forEach(({ points, band }, index) => {
    const step = ownStepMs(points);
    let cursor = 0;
    for (const row of rows) {
      while (cursor < points.length && (points[cursor]?.at ?? Infinity) < row.at) cursor += 1;
      const right = points[cursor];
      const left = points[cursor - 1];
      row[`s${index}`] = right?.at === row.at ? right.value : between({ left, right, at: row.at, step });
      if (band) row[`b${index}`] = right?.at === row.at && right.value !== null && right.low !== null ? [Math.min(right.low, right.value), right.high ?? right.value] : null;
    }
  });
  return rows;
}

function between({ left, right, at, step }: { left: ChartPoint | undefined; right: ChartPoint | undefined; at: number; step: number }): number | null {
  if (left === undefined || right === undefined || left.value === null || right.value === null || right.at - left.at > step * gapSteps) return null;
  return left.value + ((right.value - left.value) * (at - left.at)) / (right.at - left.at);
}

/** The value axis from nothing to above the highest point, and above the limit where there is one. */
export function valueAxis(series: readonly ChartSeries[], limit: number | undefined): { domain: [number, number]; ticks: number[]; label: (value: number) => string } {
  const highest = extentOf(series.flatMap(({ points }) => points.map((point) => (point.value === null ? null : point.high ?? point.value))))?.[1] ?? 0;
  const { domain, ticks, step } = niceTicks([0, Math.max(highest, limit === undefined ? 0 : limit * 1.25) || 1], 5);
  return { domain: [domain[0], domain[1]], ticks, label: (value) => tickLabel(value, step) };
}

const dayMs = 86_400_000;
/** Below this, ends are told to the second. */
const shortMs = 300_000;

/** Both ends of time and the round moments between them that have room; each with its text. */
export function timeAxis(range: { from: number; to: number }, widthPx: number): { at: number; text: string }[] {
  const span = Math.max(1, range.to - range.from);
  const { ticks, stepMs } = timeTicks(range.from, range.to, { count: Math.max(2, Math.floor(widthPx / 110)) });
  const manyDays = span > dayMs;
  const short = span < shortMs;
  const end = (at: number) => (manyDays ? `${timeLabel(at, dayMs)} ${timeLabel(at, 60_000)}` : timeLabel(at, short ? 1000 : 60_000));
  const room = (span * (manyDays ? 96 : short ? 80 : 60)) / Math.max(1, widthPx);
  const inner = ticks.filter((at) => at - range.from > room && range.to - at > room).map((at) => ({ at, text: timeLabel(at, stepMs) }));
  return [{ at: range.from, text: end(range.from) }, ...inner, { at: range.to, text: end(range.to) }];
}

/** The point of a series at a moment, if it has one within a step. */
export function pointAt(points: readonly ChartPoint[], at: number): ChartPoint | null {
  let best: ChartPoint | null = null;
  for (const point of points) if (best === null || Math.abs(point.at - at) < Math.abs(best.at - at)) best = point;
  const step = ownStepMs(points);
  return best !== null && Math.abs(best.at - at) <= (Number.isFinite(step) ? step : 1) ? best : null;
}
