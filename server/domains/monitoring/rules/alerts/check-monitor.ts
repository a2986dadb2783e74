import { SignalboxError } from "../../../../shared/errors.ts";
import { isQuality, qualityTerms, statisticTerms, wholeModel, type Severity, type Statistic } from "../../contract-alerts.ts";
import type { QualityTask } from "../../contract-quality.ts";

export type MonitorTerms = { subject: string; statistic: Statistic; threshold: number; windowSeconds: number; forSeconds: number; severity: Severity };

const invalid = (path: string, detail: string, message: string) => new SignalboxError("invalid_input", detail, { fields: [{ path, message }] });
/** A monitor's window is read at each look. */
export const widestMonitorSeconds = 2_592_000;

/**
 * @param known `baseSeconds`: the counters' width; `columns` and `task`: of the version that serves, null while none is known
 * @throws invalid_input
 */
export function checkMonitor(terms: MonitorTerms, known: { baseSeconds: number; columns: readonly string[] | null; task: QualityTask | null }): void {
  const { of, unit, words, breach } = statisticTerms[terms.statistic];
  if (isQuality(terms.statistic)) {
    const tasks: readonly QualityTask[] = qualityTerms[terms.statistic].tasks;
    if (known.task !== null && !tasks.includes(known.task)) throw invalid("statistic", `A ${known.task} model has no such number: ${words} is of ${tasks.join(" and ")} models.`, `a statistic of a ${known.task} model`);
  }
  if (of !== "column" && terms.subject !== wholeModel) throw invalid("subject", `${words} belongs to the model, not to a column: leave the subject out.`, `${wholeModel}, or nothing`);
  if (of === "column" && terms.subject !== wholeModel && known.columns !== null && !known.columns.includes(terms.subject)) {
    throw invalid("subject", `The model has no monitored column ${terms.subject}. It has ${known.columns.join(", ")}.`, `a column, or ${wholeModel} for each of them`);
  }
  if ((unit === "share" || unit === "score") && breach === "under" && (terms.threshold <= 0 || terms.threshold > 1)) throw invalid("threshold", `${words} is 1 at best: the limit that it may not fall under is over 0, at most 1.`, "over 0, at most 1");
  if (unit === "share" && breach === "over" && terms.threshold >= 1) throw invalid("threshold", "A share is between 0 and 1: nothing is over 1.", "0 or more, under 1");
  if (terms.windowSeconds % known.baseSeconds !== 0) throw invalid("windowSeconds", `Counters are ${known.baseSeconds} seconds wide here: windowSeconds must be a multiple of ${known.baseSeconds}.`, `a multiple of ${known.baseSeconds}`);
  if (terms.windowSeconds > widestMonitorSeconds) throw invalid("windowSeconds", "A monitor looks back 30 days at most.", `at most ${widestMonitorSeconds}`);
}

type DefaultStatistic = "drift" | "errorRate" | "p99Ms" | "missingShare" | "unseenShare" | "trafficGone";
type Default = MonitorTerms & { key: string };

/**
 * The set that every version gets when it goes live.
 * @param of `hourSeconds` of the clock that the model lives by; drift and what is about columns follow it, requests the wall's
 */
export function defaultMonitors(of: { hourSeconds: number; baseSeconds: number; driftWindowSeconds: number }): Default[] {
  const whole = (seconds: number) => Math.max(1, Math.ceil(seconds / of.baseSeconds)) * of.baseSeconds;
  const make = (statistic: DefaultStatistic, severity: Severity, windowSeconds: number): Default =>
    ({ key: statistic, subject: wholeModel, statistic, threshold: statisticTerms[statistic].threshold, windowSeconds: whole(windowSeconds), forSeconds: 0, severity });
  return [
    make("drift", "critical", Math.max(24 * of.hourSeconds, of.driftWindowSeconds)),
    make("errorRate", "critical", statisticTerms.errorRate.windowSeconds),
    make("p99Ms", "warning", statisticTerms.p99Ms.windowSeconds),
    make("missingShare", "warning", of.driftWindowSeconds),
    make("unseenShare", "warning", of.driftWindowSeconds),
    make("trafficGone", "warning", statisticTerms.trafficGone.windowSeconds),
  ];
}
