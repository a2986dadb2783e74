import type { RunItem } from "#server/domains/registry/contract-runs.ts";
import { count, metric, nothing, span } from "../ui/format.ts";

export const statusWords = { RUNNING: "Running", SCHEDULED: "Scheduled", FINISHED: "Finished", FAILED: "Failed", KILLED: "Stopped" } as const satisfies Record<RunItem["status"], string>;

/** A metric as a table shows it: infinity is stored as the greatest number there is. */
export function metricText(value: number | string | null | undefined): string {
  if (value === undefined || value === null) return nothing;
  if (typeof value === "string") return value;
  if (Math.abs(value) === Number.MAX_VALUE) return value > 0 ? "∞" : "−∞";
  return metric(value);
}

/** How long a run took, or has taken until `nowMs`. */
export function tookText(run: Pick<RunItem, "startedAt" | "endedAt" | "status">, nowMs: number): string {
  if (run.endedAt === null && run.status !== "RUNNING") return nothing;
  const seconds = ((run.endedAt === null ? nowMs : Date.parse(run.endedAt)) - Date.parse(run.startedAt)) / 1000;
  if (seconds < 0) return nothing;
  const text = seconds < 1 ? "under 1 s" : span(seconds);
  return run.endedAt === null ? `${text} so far` : text;
}

/** A count that was only taken up to a limit. */
export const countUpTo = (value: number, limit: number): string => (value >= limit ? `${count(limit)} or more` : count(value));

/** `metrics.auc` without what it is. */
export const columnKey = (column: string): string => column.slice(column.indexOf(".") + 1);
