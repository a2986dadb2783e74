import type { FieldProblem } from "../../../shared/errors.ts";
import { instantMs } from "../../../shared/plot/index.ts";
import type { Panel } from "../contract.ts";

const trafficWords = { requests: "requests", errors: "errors", p50: "median latency", p95: "p95 latency", p99: "p99 latency" } as const;
export type TrafficMetric = keyof typeof trafficWords;
export type DriftMetric = "psi" | "js";

export const driftMetricOf = (panel: Panel): DriftMetric => (panel.metric === "js" ? "js" : "psi");
export const trafficMetricOf = (panel: Panel): TrafficMetric => (panel.metric === undefined || panel.metric === "psi" || panel.metric === "js" ? "requests" : panel.metric);

/** What does not fit together in a panel; empty when it can be drawn. */
export function panelProblems(panel: Panel): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { metric, range } = panel;
  if (metric !== undefined && panel.kind === "distribution") problems.push({ path: "panel.metric", message: "leave it out: a distribution has none" });
  if (metric !== undefined && panel.kind === "drift" && metric !== "psi" && metric !== "js") problems.push({ path: "panel.metric", message: "psi or js for drift" });
  if (metric !== undefined && panel.kind === "traffic" && (metric === "psi" || metric === "js")) problems.push({ path: "panel.metric", message: "requests, errors, p50, p95 or p99 for traffic" });
  if (panel.kind === "distribution" && !panel.feature) problems.push({ path: "panel.feature", message: "name the feature whose distribution is shown" });
  if (typeof range === "object" && instantMs(range.from) >= instantMs(range.to)) problems.push({ path: "panel.range", message: "from has to be before to" });
  return problems;
}

/** The title of an embed that was given none. */
export function titleOf(panel: Panel): string {
  switch (panel.kind) {
    case "drift": return `${panel.model}: drift of ${panel.feature ?? "inputs and score"}`;
    case "traffic": return `${panel.model}: ${trafficWords[trafficMetricOf(panel)]}`;
    case "distribution": return `${panel.model}: distribution of ${panel.feature ?? "a feature"}`;
    default: return panel.kind satisfies never;
  }
}

/** The readable part of a picture's address: letters, digits and single hyphens. */
export function slugOf(title: string): string {
  const plain = title.normalize("NFKD").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 60).replace(/-+$/, "") || "chart";
}

const units = [[86_400, "d"], [3600, "h"], [60, "min"], [1, "s"]] as const;

/** Seconds in the largest unit that divides them, a day as 24 h: `86400` → `24 h`, `120` → `2 min`. */
export function durationWords(seconds: number): string {
  if (seconds === 86_400) return "24 h";
  const [size, unit] = units.find(([length]) => seconds >= length && seconds % length === 0) ?? [1, "s"];
  return `${seconds / size} ${unit}`;
}

/** Steps on the base grid so that a range has at most `limit` points. */
export const stepOnGrid = (spanSeconds: number, grid: { baseSeconds: number; limit: number }): number =>
  Math.max(1, Math.ceil(spanSeconds / grid.limit / grid.baseSeconds)) * grid.baseSeconds;
