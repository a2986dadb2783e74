import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { widestWindowSeconds } from "./contract.ts";
import type { QualityTask, RealisedQuality } from "./contract-quality.ts";

// ---- monitors -----------------------------------------------------------------------------------------------------------

/** What a monitor's subject is when it watches each column, or the model itself. */
export const wholeModel = "*";

type StatisticTerms = {
  /** Of each column, of the model's requests, or of how right it is, by its labels or its scores. */
  of: "column" | "model" | "quality";
  /** In a sentence: "the error rate". */
  words: string;
  /** What the threshold and the value are counted in. */
  unit: "psi" | "distance" | "share" | "ms" | "requests" | "score" | "amount";
  /** Over the threshold is a breach, or under it; `trafficGone` breaches at or under it. */
  breach: "over" | "under";
  /** Null: it depends on the model's own unit, and has to be given. */
  threshold: number | null;
  /** "day": the model's drift window. */
  windowSeconds: number | "day";
};

type QualityTerms = StatisticTerms & { of: "quality"; by: "labels" | "scores"; tasks: readonly QualityTask[] };
const classified = ["binary", "multiclass"] as const;

/** What labels showed and what scores let expect, in the windows of the predictions. */
export const qualityTerms = {
  accuracy: { of: "quality", by: "labels", tasks: classified, words: "the accuracy", unit: "share", breach: "under", threshold: 0.8, windowSeconds: "day" },
  f1: { of: "quality", by: "labels", tasks: classified, words: "the F1", unit: "score", breach: "under", threshold: 0.5, windowSeconds: "day" },
  rocAuc: { of: "quality", by: "labels", tasks: ["binary"], words: "the ROC AUC", unit: "score", breach: "under", threshold: 0.7, windowSeconds: "day" },
  averagePrecision: { of: "quality", by: "labels", tasks: ["binary"], words: "the PR AUC", unit: "score", breach: "under", threshold: 0.5, windowSeconds: "day" },
  logLoss: { of: "quality", by: "labels", tasks: ["binary"], words: "the log loss", unit: "amount", breach: "over", threshold: 0.7, windowSeconds: "day" },
  brier: { of: "quality", by: "labels", tasks: ["binary"], words: "the Brier score", unit: "score", breach: "over", threshold: 0.25, windowSeconds: "day" },
  ece: { of: "quality", by: "labels", tasks: classified, words: "the calibration error", unit: "score", breach: "over", threshold: 0.1, windowSeconds: "day" },
  mae: { of: "quality", by: "labels", tasks: ["regression"], words: "the mean absolute error", unit: "amount", breach: "over", threshold: null, windowSeconds: "day" },
  rmse: { of: "quality", by: "labels", tasks: ["regression"], words: "the RMSE", unit: "amount", breach: "over", threshold: null, windowSeconds: "day" },
  bias: { of: "quality", by: "labels", tasks: ["regression"], words: "the bias, up or down,", unit: "amount", breach: "over", threshold: null, windowSeconds: "day" },
  r2: { of: "quality", by: "labels", tasks: ["regression"], words: "R²", unit: "score", breach: "under", threshold: 0.5, windowSeconds: "day" },
  estimatedAccuracy: { of: "quality", by: "scores", tasks: classified, words: "the estimated accuracy", unit: "share", breach: "under", threshold: 0.8, windowSeconds: "day" },
  estimatedF1: { of: "quality", by: "scores", tasks: ["binary"], words: "the estimated F1", unit: "score", breach: "under", threshold: 0.5, windowSeconds: "day" },
  estimatedRocAuc: { of: "quality", by: "scores", tasks: ["binary"], words: "the estimated ROC AUC", unit: "score", breach: "under", threshold: 0.7, windowSeconds: "day" },
} as const satisfies Partial<Record<keyof RealisedQuality, QualityTerms>> & Record<string, QualityTerms>;
export type QualityStatistic = keyof typeof qualityTerms;

/** Everything that a monitor can watch. A further number is a line here and one in rules/alerts/. */
export const statisticTerms = {
  drift: { of: "column", words: "drift", unit: "psi", breach: "over", threshold: 0.1, windowSeconds: 86_400 },
  psiLower: { of: "column", words: "the certified PSI", unit: "psi", breach: "over", threshold: 0.1, windowSeconds: "day" },
  psi: { of: "column", words: "the PSI", unit: "psi", breach: "over", threshold: 0.25, windowSeconds: "day" },
  js: { of: "column", words: "the Jensen–Shannon distance", unit: "distance", breach: "over", threshold: 0.25, windowSeconds: "day" },
  missingShare: { of: "column", words: "the share missing beyond the baseline's", unit: "share", breach: "over", threshold: 0.2, windowSeconds: "day" },
  unseenShare: { of: "column", words: "the share of labels that the baseline never had", unit: "share", breach: "over", threshold: 0.05, windowSeconds: "day" },
  errorRate: { of: "model", words: "the share of requests that fail", unit: "share", breach: "over", threshold: 0.05, windowSeconds: 300 },
  p50Ms: { of: "model", words: "the median latency", unit: "ms", breach: "over", threshold: 250, windowSeconds: 300 },
  p95Ms: { of: "model", words: "the p95 latency", unit: "ms", breach: "over", threshold: 500, windowSeconds: 300 },
  p99Ms: { of: "model", words: "the p99 latency", unit: "ms", breach: "over", threshold: 1000, windowSeconds: 300 },
  trafficGone: { of: "model", words: "requests", unit: "requests", breach: "under", threshold: 0, windowSeconds: 3600 },
  ...qualityTerms,
} as const satisfies Record<string, StatisticTerms>;
export type Statistic = keyof typeof statisticTerms;
export const isQuality = (statistic: Statistic): statistic is QualityStatistic => statisticTerms[statistic].of === "quality";
export const statistics = Object.keys(statisticTerms) as [Statistic, ...Statistic[]];

export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

const environment = z.string().min(1).max(64).default("production");
const modelName = z.string().min(1).max(256);
const monitorFields = {
  /** A column, or `*`: each of them, or the model itself. */
  subject: z.string().min(1).max(256),
  statistic: z.enum(statistics),
  threshold: z.number().min(0).max(1e9),
  windowSeconds: z.number().int().positive().max(widestWindowSeconds),
  /** How long it has to be breached without a pause before it fires. */
  forSeconds: z.number().int().min(0).max(86_400),
  severity: z.enum(severities),
};
export const createMonitorInput = z.object({
  model: modelName, environment, statistic: monitorFields.statistic,
  subject: monitorFields.subject.default(wholeModel), threshold: monitorFields.threshold.optional(), windowSeconds: monitorFields.windowSeconds.optional(),
  forSeconds: monitorFields.forSeconds.default(0), severity: monitorFields.severity.default("warning"),
});
const rowId = z.string().regex(/^\d{1,9}$/, "the id that the list answered");
export const monitorIdInput = z.object({ id: rowId });
/** What it watches stays; another statistic or subject is another monitor. */
export const changeMonitorInput = z.object({
  id: rowId, threshold: monitorFields.threshold.optional(), windowSeconds: monitorFields.windowSeconds.optional(), forSeconds: monitorFields.forSeconds.optional(), severity: monitorFields.severity.optional(),
});
const page = { limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() };
export const listMonitorsInput = z.object({ model: modelName.optional(), environment: z.string().max(64).optional(), ...page });

export const monitorView = z.object({
  id: z.string(), model: z.string(), environment: z.string(), ...monitorFields,
  /** Made with the first version that went live, not by a person. */
  isDefault: z.boolean(),
  createdBy: z.object({ id: z.string(), name: z.string() }), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(),
  /** Its alerts that fire now. */
  firing: z.number().int(),
});
export type MonitorView = z.infer<typeof monitorView>;

// ---- alerts ---------------------------------------------------------------------------------------------------------------

export const alertStates = ["ok", "undecided", "pending", "firing", "resolved", "muted", "noData"] as const;
export type AlertState = (typeof alertStates)[number];
export const alertStateWords = {
  ok: "Quiet", undecided: "Undecided", pending: "Pending", firing: "Firing", resolved: "Resolved", muted: "Muted", noData: "No data",
} as const satisfies Record<AlertState, string>;

/** The numbers that a decision stood on, as they were then. Shares are 0 to 1; the rest in the statistic's unit. */
export const alertNumbers = z.object({
  value: z.number().nullable(), lower: z.number().nullable(), upper: z.number().nullable(),
  /** Rows of the window (of what labels showed, the labelled ones), or its requests. */
  count: z.number().int(), baselineRows: z.number().nullable(), windowSeconds: z.number(), from: z.iso.datetime(), to: z.iso.datetime(),
  /** Chance of a false word of this one look. */
  alpha: z.number().nullable(),
  /** Drift: the other windows of the ladder. */
  rungs: z.array(z.object({ windowSeconds: z.number(), value: z.number().nullable(), lower: z.number().nullable(), upper: z.number().nullable(), count: z.number().int() })),
});
export type AlertNumbers = z.infer<typeof alertNumbers>;

export const alertEventKinds = ["pending", "fired", "resolved", "acknowledged", "muted", "unmuted", "noted"] as const;
export type AlertEventKind = (typeof alertEventKinds)[number];
export const alertEventView = z.object({ at: z.iso.datetime(), kind: z.enum(alertEventKinds), by: z.string(), text: z.string().nullable() });

const person = z.object({ id: z.string(), name: z.string() });
export const alertView = z.object({
  id: z.string(), monitorId: z.string(), model: z.string(), environment: z.string(), version: z.string(),
  /** The column, for drift; `*` for the model itself. */
  subject: z.string(), statistic: z.enum(statistics), severity: z.enum(severities), threshold: z.number(), windowSeconds: z.number().int(), forSeconds: z.number().int(),
  state: z.enum(alertStates), since: z.iso.datetime(),
  value: z.number().nullable(), firedAt: z.iso.datetime().nullable(), resolvedAt: z.iso.datetime().nullable(), lastBreachAt: z.iso.datetime().nullable(),
  mutedUntil: z.iso.datetime().nullable(), acknowledgedAt: z.iso.datetime().nullable(),
  /** Whoever acknowledged it. */
  owner: person.nullable(),
  /** Where it stands, in words. */
  sentence: z.string(),
});
export type AlertView = z.infer<typeof alertView>;
export const alertDetail = alertView.extend({
  /** As they were when it fired; null before. */
  frozen: alertNumbers.nullable(),
  /** As they were when it was last looked at. */
  latest: alertNumbers.nullable(),
  timeline: z.array(alertEventView),
  /** What the person looking may do to it now, and why not. */
  may: z.object({ acknowledge: z.string().nullable(), mute: z.string().nullable(), note: z.string().nullable() }),
});
export type AlertDetail = z.infer<typeof alertDetail>;

const stateList = z.preprocess((value) => (typeof value === "string" ? value.split(",").map((word) => word.trim()) : value), z.array(z.enum(alertStates)).min(1).max(alertStates.length));
export const listAlertsInput = z.object({
  /** One, or several with commas between. */
  state: stateList.optional(), model: modelName.optional(), environment: z.string().max(64).optional(), severity: z.enum(severities).optional(),
  /** Only those that have fired. */
  fired: z.union([z.boolean(), z.stringbool()]).optional(), ...page,
});
export const alertIdInput = z.object({ id: rowId });
export const acknowledgeInput = alertIdInput.extend({ comment: z.string().trim().min(1).max(2000).optional() });
/** `until` null ends the mute. */
export const muteInput = alertIdInput.extend({ until: instant.nullable() });
export const noteInput = alertIdInput.extend({ text: z.string().trim().min(1).max(2000) });
export const firingCountView = z.object({ count: z.number().int() });
