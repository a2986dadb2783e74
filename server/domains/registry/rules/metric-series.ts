import type { SeriesPoint } from "../contract-metrics.ts";

/** How MLflow writes ±Infinity into a double that must be finite. */
const endless = 1.797e308;
export type RawPoint = { x: number; value: number };

/** One logged value as a point of its own. NaN and ±Infinity are counted, and are no numbers. */
export function pointOf({ x, value }: RawPoint): SeriesPoint {
  const nan = Number.isNaN(value);
  const up = value >= endless;
  const down = value <= -endless;
  const number = nan || up || down ? null : value;
  return { x, low: number, high: number, mean: number, count: 1, nan: nan ? 1 : 0, up: up ? 1 : 0, down: down ? 1 : 0 };
}

/** Steps, unless there is but one of them and the points differ in time. */
export function axisOf(bounds: { steps: readonly [number, number]; times: readonly [number, number] }, asked: "step" | "time" | undefined): "step" | "time" {
  return asked ?? (bounds.steps[0] === bounds.steps[1] && bounds.times[0] !== bounds.times[1] ? "time" : "step");
}
