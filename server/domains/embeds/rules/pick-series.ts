import type { DriftSeries } from "../contract.ts";
import type { DriftMetric } from "./describe-panel.ts";

const inputsShown = 3;

/** The newest value of a series that rests on enough rows; null when none does. */
export function lastValue(series: DriftSeries, metric: DriftMetric): number | null {
  return series.points.findLast((point) => point[metric] !== null)?.[metric] ?? null;
}

/**
 * What a drift chart without a named feature shows: the score first (the last output), then the three inputs that drift
 * most by their newest value. Clocks are left out: their drift is the time of day.
 */
export function pickSeries(series: readonly DriftSeries[], metric: DriftMetric): DriftSeries[] {
  const score = series.findLast((candidate) => candidate.role === "output" && !candidate.clock);
  const inputs = series.filter((candidate) => candidate.role === "input" && !candidate.clock)
    .map((candidate) => ({ candidate, value: lastValue(candidate, metric) ?? -1 }))
    .toSorted((a, b) => b.value - a.value || (a.candidate.feature < b.candidate.feature ? -1 : 1));
  const top = inputs.slice(0, inputsShown).map((entry) => entry.candidate);
  return score === undefined ? top : [score, ...top];
}
