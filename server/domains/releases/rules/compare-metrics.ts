import { directionOf } from "../../../shared/metric-direction.ts";
import type { MetricComparison } from "../contract.ts";

export type Metric = { key: string; value: number | null };

function verdictOf(key: string, change: number | null, scale: number): MetricComparison["verdict"] {
  if (change === null) return "unknown";
  if (Math.abs(change) <= 1e-12 * Math.max(1, scale)) return "same";
  const direction = directionOf(key);
  if (direction === "unknown") return "unknown";
  return (change > 0) === (direction === "higher") ? "better" : "worse";
}

/** Challenger beside incumbent, every key that either has, in the order of the alphabet. */
export function compareMetrics(incumbent: readonly Metric[], challenger: readonly Metric[]): MetricComparison[] {
  const before = new Map(incumbent.map((metric) => [metric.key, metric.value]));
  const after = new Map(challenger.map((metric) => [metric.key, metric.value]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().map((key) => {
    const old = before.get(key) ?? null;
    const now = after.get(key) ?? null;
    const change = old === null || now === null ? null : now - old;
    return { key, incumbent: old, challenger: now, change, verdict: verdictOf(key, change, Math.abs(old ?? 0)) };
  });
}
