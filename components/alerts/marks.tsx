import { alertStateWords, statisticTerms, wholeModel, type AlertState, type AlertView, type Severity, type Statistic } from "#server/domains/monitoring/contract-alerts.ts";
import { cx } from "../ui/cx.ts";
import { metric, milliseconds, nothing, percent } from "../ui/format.ts";
import { Tag } from "../ui/tag.tsx";

/** An alert's state is an event, so a word and no lamp. */
export function StateMark({ state }: { state: AlertState }) {
  return <Tag tone={state === "firing" ? "accent" : state === "muted" || state === "pending" ? "outline" : "plain"}>{alertStateWords[state]}</Tag>;
}

export const severityWords = { info: "Info", warning: "Warning", critical: "Critical" } as const satisfies Record<Severity, string>;
const tones = { info: "text-ink-2", warning: "text-caution", critical: "text-danger" } as const satisfies Record<Severity, string>;

export function SeverityWord({ severity }: { severity: Severity }) {
  return <span className={cx("font-medium", tones[severity])}>{severityWords[severity]}</span>;
}

/** In the statistic's unit. */
export function valueText(statistic: Statistic, value: number | null): string {
  if (value === null) return nothing;
  switch (statisticTerms[statistic].unit) {
    case "psi": case "distance": case "score": case "amount": return metric(value);
    case "share": return percent(value);
    case "ms": return milliseconds(value);
    case "requests": return String(value);
  }
}

const names = {
  drift: "Drift", psiLower: "Certified PSI", psi: "PSI", js: "JS distance", missingShare: "Missing values", unseenShare: "New labels", errorRate: "Error rate", p50Ms: "Median latency", p95Ms: "p95 latency", p99Ms: "p99 latency", trafficGone: "Silence",
  accuracy: "Accuracy", f1: "F1", rocAuc: "ROC AUC", averagePrecision: "PR AUC", logLoss: "Log loss", brier: "Brier score", ece: "Calibration error", mae: "MAE", rmse: "RMSE", bias: "Bias", r2: "R²",
  estimatedAccuracy: "Estimated accuracy", estimatedF1: "Estimated F1", estimatedRocAuc: "Estimated ROC AUC",
} as const satisfies Record<Statistic, string>;
export const statisticName = (statistic: Statistic): string => names[statistic];

/** "Drift of origin", "Error rate". */
export function alertTitle({ statistic, subject }: Pick<AlertView, "statistic" | "subject">): string {
  return subject === wholeModel ? (statisticTerms[statistic].of !== "column" ? names[statistic] : `${names[statistic]} of each column`) : `${names[statistic]} of ${subject}`;
}
