import { statisticTerms, wholeModel, type MonitorView, type Severity, type Statistic } from "#server/domains/monitoring/contract-alerts.ts";

/** What the form holds: texts as typed; shares in percent. */
export type Draft = { statistic: Statistic; subject: string; threshold: string; windowSeconds: string; forSeconds: string; severity: Severity };

const isShare = (statistic: Statistic): boolean => statisticTerms[statistic].unit === "share";
const shownThreshold = (statistic: Statistic, threshold: number | null): string => (threshold === null ? "" : String(Number((isShare(statistic) ? threshold * 100 : threshold).toPrecision(6))));

export const draftOf = (monitor: MonitorView | null): Draft => (monitor === null
  ? { statistic: "drift", subject: wholeModel, threshold: shownThreshold("drift", statisticTerms.drift.threshold), windowSeconds: "", forSeconds: "0", severity: "warning" }
  : { statistic: monitor.statistic, subject: monitor.subject, threshold: shownThreshold(monitor.statistic, monitor.threshold), windowSeconds: String(monitor.windowSeconds), forSeconds: String(monitor.forSeconds), severity: monitor.severity });

/** Another statistic has another limit, and may have no column. */
export const withStatistic = (draft: Draft, statistic: Statistic): Draft =>
  ({ ...draft, statistic, threshold: shownThreshold(statistic, statisticTerms[statistic].threshold), subject: statisticTerms[statistic].of !== "column" ? wholeModel : draft.subject });

/** What is sent; a window that was left empty is the server's. */
export function savedOf(draft: Draft) {
  const threshold = Number(draft.threshold) / (isShare(draft.statistic) ? 100 : 1);
  return { threshold, ...(draft.windowSeconds.trim() === "" ? {} : { windowSeconds: Number(draft.windowSeconds) }), forSeconds: Number(draft.forSeconds || "0"), severity: draft.severity };
}

const whole = /^\d+$/;

/** Why it cannot be saved yet; null when it can. */
export function notYet(draft: Draft): string | null {
  if (draft.threshold.trim() === "" || !Number.isFinite(Number(draft.threshold)) || Number(draft.threshold) < 0) return "Give a limit, 0 or more.";
  if (draft.windowSeconds.trim() !== "" && !whole.test(draft.windowSeconds.trim())) return "The window is a number of seconds.";
  return draft.forSeconds.trim() === "" || whole.test(draft.forSeconds.trim()) ? null : "How long is a number of seconds.";
}
