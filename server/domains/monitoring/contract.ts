import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { lampStates } from "../../shared/lamps.ts";
import { versionNumber } from "../registry/contract.ts";
import { qualityCounters, qualityReference, type QualityCounters } from "./contract-quality.ts";
import { sampleWindow, type SampleWindow } from "./contract-samples.ts";

/** No verdict, and no drift point, under this many rows. */
export const minimumRows = 200;
/** New labels counted by name in one window; the rest are counted together. */
export const newLabelsKept = 1000;

// ---- the frozen reference -------------------------------------------------------------------------------------------

/** A numeric column's finite values on the log-spaced sketch of rules/sketch.ts. */
export const sketchReference = z.object({ centre: z.number(), scale: z.number(), mean: z.number(), deviation: z.number(), counts: z.string(), distinct: z.string() });
/** Equal-width bins as NannyML cuts a reference: bin i holds edges[i] <= x < edges[i+1], the last one its upper edge too. */
export const evenReference = z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) });
/** A numeric column's reference: bin i holds edges[i-1] < x <= edges[i], the outer bins open; counts has one more entry. */
export const numericReference = z.object({
  kind: z.literal("numeric"), edges: z.array(z.number()), counts: z.array(z.number().int()),
  missing: z.number().int(), infinite: z.number().int(), minimum: z.number().nullable(), maximum: z.number().nullable(),
  /** Absent in profiles made before there were sketches, and where no value is finite. */
  sketch: sketchReference.optional(), even: evenReference.optional(),
});
export type NumericReference = z.infer<typeof numericReference>;
export const categoricalReference = z.object({
  kind: z.literal("categorical"), labels: z.array(z.string()), counts: z.array(z.number().int()), missing: z.number().int(),
});
export const referenceColumn = z.object({
  name: z.string(), role: z.enum(["input", "output"]), tensor: z.string(),
  /** Position in the tensor's last dimension; 0 for a one-wide tensor. */
  index: z.number().int(), datatype: z.string(), clock: z.boolean(),
  reference: z.discriminatedUnion("kind", [numericReference, categoricalReference]),
});
export type ReferenceColumn = z.infer<typeof referenceColumn>;
/** The baseline's timestamps. `reason`: why no counts by hour of the week are kept; null where they are. */
export const baselineHours = z.object({ column: z.string(), zone: z.string(), reason: z.string().nullable() });
export type BaselineHours = z.infer<typeof baselineHours>;
/** Inputs that rows are segmented by, as `tag` names them; `notes` says what it names in vain. */
export const segmentChoice = z.object({ tag: z.string(), inputs: z.array(z.string()), notes: z.array(z.string()) });
export const baselineProfile = z.object({
  formatVersion: z.literal(1), rows: z.number().int(), columns: z.array(referenceColumn),
  unmatchedColumns: z.array(z.string()), missingColumns: z.array(z.string()), notMonitored: z.array(z.string()),
  /** Absent: no tag names a timestamp column. */
  hours: baselineHours.optional(),
  /** Absent: the baseline has no column of labels, or it is not known which output is the score. */
  quality: qualityReference.optional(),
  /** Absent: no tag asks for segments. */
  segments: segmentChoice.optional(),
});
export type BaselineProfile = z.infer<typeof baselineProfile>;

// ---- counters ---------------------------------------------------------------------------------------------------------

/** One column's counters. Every field merges by addition, `fresh` label by label. */
export type ColumnCounters = {
  /** As the reference's counts, by position. */
  bins: number[];
  null: number;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
  /** Categorical: labels the baseline never had, by name up to `newLabelsKept`; beyond that in `unseen`. */
  fresh: Record<string, number>;
  unseen: number;
};
/** What is counted of a column beside its bins, for every distance that bins cannot give. Texts are of rules/sketch.ts and rules/distinct.ts. */
export type ColumnSketch = {
  counts: string;
  /** By `evenReference`, and last the values outside its edges; empty for a column without. */
  even: number[];
  distinct: string;
  minimum: number | null;
  maximum: number | null;
};
/** Everything counted in one window for one version in one environment. */
export type WindowCounters = {
  formatVersion: 1;
  requests: number;
  errors: number;
  rows: number;
  /** Log-spaced latency buckets, see rules/latency.ts: bucket number → requests. */
  latency: Record<string, number>;
  /** Status code of a refused request → requests. Absent where none was counted by its code. */
  codes?: Record<string, number>;
  columns: Record<string, ColumnCounters>;
  /** By column. Absent where a part of the window was counted without one. */
  sketches?: Record<string, ColumnSketch>;
  /** Scores by predicted class, where it is known which output is the score. */
  quality?: QualityCounters;
};
/** Counters by segment, of those that had rows: base64 of rules/segments/counts.ts by input, as rules/segments/layout.ts of that stamp lays them out. */
export type SegmentCounts = { layout: string; of: Record<string, string> };
/** What one flush of one replica carries. Immutable; counted once by (replica, sequence). */
export type DeltaPayload = {
  formatVersion: 1;
  /** `reported`: counted from events of somebody who serves the model elsewhere. */
  windows: { versionId: number; model: string; version: string; environment: string; widthSeconds: number; startsAtMs: number; reported?: true; counters: WindowCounters; /** Absent where rows are not segmented. */ segments?: SegmentCounts }[];
  /** [SHA-256 of an id, what a receipt would carry], base64: predictions whose receipt does not hold them. */
  predictions?: [string, string][];
  /** Rows that came to be among those kept of their window. */
  samples?: SampleWindow[];
};

const count = z.number().int().nonnegative();
/** Named by callers' labels: `z.record` would drop the name `__proto__`, and its rows with it. The value is what came, unchanged. */
const recordOf = <T>(value: z.ZodType<T>) =>
  z.custom<Record<string, T>>((given) => typeof given === "object" && given !== null && !Array.isArray(given) && Object.values(given).every((one) => value.safeParse(one).success), "an object of counts by name");
export const columnCounters = z.object({
  bins: z.array(count), null: count, nan: count, positiveInfinity: count, negativeInfinity: count, fresh: recordOf(count), unseen: count,
}) satisfies z.ZodType<ColumnCounters>;
const columnSketch = z.object({ counts: z.base64(), even: z.array(count), distinct: z.string().regex(/^\.?[0-9a-z]*$/), minimum: z.number().nullable(), maximum: z.number().nullable() }) satisfies z.ZodType<ColumnSketch>;
export const windowCounters = z.object({
  formatVersion: z.literal(1), requests: count, errors: count, rows: count, latency: recordOf(count), codes: recordOf(count).optional(), columns: recordOf(columnCounters), sketches: recordOf(columnSketch).optional(), quality: qualityCounters.optional(),
}) satisfies z.ZodType<WindowCounters>;
const segmentCounts = z.object({ layout: z.string(), of: recordOf(z.base64()) }) satisfies z.ZodType<SegmentCounts>;
/** What the worker takes from a delta before it folds it. */
export const deltaPayload = z.object({
  formatVersion: z.literal(1),
  windows: z.array(z.object({
    versionId: z.number().int(), model: z.string(), version: z.string(), environment: z.string(), widthSeconds: z.number().int().positive(), startsAtMs: z.number().int(), reported: z.literal(true).optional(), counters: windowCounters, segments: segmentCounts.optional(),
  })),
  predictions: z.array(z.tuple([z.base64(), z.base64()])).optional(),
  samples: z.array(sampleWindow).optional(),
}) satisfies z.ZodType<DeltaPayload>;

// ---- queries ----------------------------------------------------------------------------------------------------------

/** Ten years: no window is wider. */
export const widestWindowSeconds = 315_360_000;
const widthSeconds = z.coerce.number().positive().max(widestWindowSeconds).optional();
const common = z.object({
  model: z.string().min(1).max(256),
  version: versionNumber.optional(),
  environment: z.string().default("production"),
  from: instant.optional(),
  to: instant.optional(),
});
export const driftMetrics = ["psi", "js", "hellinger", "chi2", "lInfinity", "tvd", "ks", "wasserstein"] as const;
export type DriftMetric = (typeof driftMetrics)[number];
/** Whose definition the numbers follow: our own frozen edges, or a library's. */
export const driftDefinitions = ["signalbox", "evidently", "nannyml", "tfdv", "fiddler"] as const;
export type DriftDefinition = (typeof driftDefinitions)[number];
const metricList = z.preprocess((value) => (typeof value === "string" ? value.split(",").map((word) => word.trim()) : value), z.array(z.enum(driftMetrics)).min(1).max(driftMetrics.length));

export const driftInput = common.extend({
  feature: z.string().optional(),
  windowSeconds: widthSeconds,
  stepSeconds: widthSeconds,
  /** Without it psi and js. */
  metrics: metricList.optional(),
  /** Without it "signalbox". */
  as: z.enum(driftDefinitions).optional(),
  /** Leaves out the windows that begin before the first counter, once there is a whole one: a part of a day is no day. */
  whole: z.union([z.boolean(), z.stringbool()]).optional(),
});
/** A third side of a distribution: the window before, the same hours a week before, or another version in the same window. */
export const thirdSide = z.union([z.enum(["previous", "week"]), z.string().regex(/^v[1-9]\d{0,8}$/)]);
export const distributionInput = common.extend({ feature: z.string().min(1), third: thirdSide.optional(), /** Only rows of this segment, written input:value. */ segment: z.string().max(600).optional() });
export const trafficInput = common.extend({ windowSeconds: widthSeconds, histogram: z.union([z.boolean(), z.stringbool()]).optional() });

export const verdicts = ["none", "undecided", "notice", "warn", "alert"] as const;
export type Verdict = (typeof verdicts)[number];
const interval = z.object({ value: z.number(), lo: z.number(), hi: z.number() }).nullable().optional();
const plain = z.number().nullable().optional();
export const driftPoint = z.object({
  from: z.iso.datetime(), to: z.iso.datetime(), version: z.string(), count: z.number().int(),
  psi: z.number().nullable(), js: z.number().nullable(),
  /** These where they were asked for; `ks` and `wasserstein` are known to lie between lo and hi. */
  hellinger: plain, lInfinity: plain, tvd: plain, chi2: z.object({ value: z.number().nullable(), dof: z.number().int(), p: z.number() }).nullable().optional(), ks: interval, wasserstein: interval,
  psiVerdict: z.number().nullable(), psiLower: z.number().nullable(), verdict: z.enum(verdicts).nullable(),
});
export type DriftPoint = z.infer<typeof driftPoint>;
export const driftSeries = z.object({ feature: z.string(), role: z.enum(["input", "output"]), kind: z.enum(["numeric", "categorical"]), clock: z.boolean(), points: z.array(driftPoint) });
export const driftView = z.object({ model: z.string(), version: z.string(), environment: z.string(), baselineRows: z.number().int().nullable(), windowSeconds: z.number(), stepSeconds: z.number().nullable(), series: z.array(driftSeries) });
export type DriftView = z.infer<typeof driftView>;

const numbers = z.object({
  mean: z.number().nullable(), minimum: z.number().nullable(), maximum: z.number().nullable(), distinct: z.number().int().nullable(), missingShare: z.number().nullable(),
  /** Each known to lie between `lo` and `hi`. */
  quantiles: z.array(z.object({ q: z.number(), value: z.number(), lo: z.number(), hi: z.number() })),
});
export type ColumnNumbers = z.infer<typeof numbers>;
export const distributionView = z.object({
  feature: z.string(), kind: z.enum(["numeric", "categorical"]), role: z.enum(["input", "output"]), version: z.string(), from: z.iso.datetime(), to: z.iso.datetime(),
  bins: z.array(z.union([
    z.object({ lo: z.number().nullable(), hi: z.number().nullable(), baseline: z.number().int(), live: z.number().int() }),
    z.object({ value: z.string(), baseline: z.number().int(), live: z.number().int() }),
  ])),
  missing: z.object({ baseline: z.number().int(), live: z.number().int() }),
  infinite: z.object({ baseline: z.number().int(), live: z.number().int() }),
  unseen: z.object({ live: z.number().int() }),
  count: z.object({ baseline: z.number().int(), live: z.number().int() }),
  numbers: z.object({ baseline: numbers, live: numbers }),
  /** PSI taken apart: what each bin adds, in the order of `bins`, and what adds most; null under `minimumRows` rows. */
  contributions: z.object({
    psi: z.number(), bins: z.array(z.number()), words: z.string().nullable(),
    parts: z.array(z.object({ name: z.string(), adds: z.number(), baseline: z.number(), live: z.number() })),
  }).nullable(),
  /** Where a third side was asked for: its rows in the same bins, by the sketch (`exact` false) where its version cut others. */
  third: z.object({
    side: z.string(), version: z.string(), from: z.iso.datetime(), to: z.iso.datetime(), exact: z.boolean(), bins: z.array(z.number().int()),
    missing: z.number().int(), count: z.number().int(), reason: z.string().nullable(), numbers,
  }).nullable(),
});
export type DistributionView = z.infer<typeof distributionView>;

export const trafficPoint = z.object({
  from: z.iso.datetime(), to: z.iso.datetime(), requests: z.number().int(), errors: z.number().int(), rows: z.number().int(),
  p50Ms: z.number().nullable(), p95Ms: z.number().nullable(), p99Ms: z.number().nullable(),
  /** Refused requests by status code; those counted before there were codes are in `errors` alone. */
  codes: z.record(z.string(), z.number().int()),
  /** Answered requests by latency, where the histogram was asked for: band b is 2^((b-1)/4) to 2^(b/4) µs. */
  bands: z.record(z.string(), z.number().int()).optional(),
});
export const trafficView = z.object({ model: z.string(), version: z.string(), environment: z.string(), windowSeconds: z.number(), points: z.array(trafficPoint) });
export type TrafficView = z.infer<typeof trafficView>;

/** A row of the monitoring page's table. */
export const columnStateView = z.object({
  column: z.string(), role: z.enum(["input", "output"]), kind: z.enum(["numeric", "categorical"]), lamp: z.enum([...lampStates, "clock"]),
  psi: z.number().nullable(), js: z.number().nullable(), psiLower: z.number().nullable(), verdict: z.enum(verdicts).nullable(),
  missingShare: z.number().nullable(), unseenShare: z.number().nullable(), rows: z.number().int(),
  /** What moved most, in words; null when steady. */
  moved: z.string().nullable(),
  /** Its part of the sum of all columns' PSI, clocks apart; null without a number. */
  adds: z.number().nullable(),
  spark: z.array(z.number().nullable()),
});
export type ColumnStateView = z.infer<typeof columnStateView>;

export const ranges = ["10m", "1h", "6h", "24h", "7d", "30d", "1y"] as const;
export type Range = (typeof ranges)[number];
export const rangeSeconds = { "10m": 600, "1h": 3600, "6h": 21600, "24h": 86400, "7d": 604800, "30d": 2592000, "1y": 31_536_000 } as const satisfies Record<Range, number>;

/** Everything the monitoring page shows, from one call, so that its panels are of one moment. */
export const monitorInput = z.object({
  model: z.string().min(1).max(256),
  environment: z.string().default("production"),
  version: versionNumber.optional(),
  range: z.enum(ranges).default("1h"),
  from: instant.optional(),
  to: instant.optional(),
  /** Default: the model's drift window. */
  windowSeconds: widthSeconds,
  feature: z.string().optional(),
  /** A third side of the shown distribution. */
  third: thirdSide.optional(),
  /** The number that is drawn, where that is not our own PSI or JS, and whose definition it follows. */
  measure: z.enum(driftMetrics).optional(),
  as: z.enum(driftDefinitions).optional(),
});
/** One drawn number of some columns by some definition. */
export const measureView = z.object({
  metric: z.enum(driftMetrics), as: z.enum(driftDefinitions),
  series: z.array(z.object({ feature: z.string(), points: z.array(z.object({ to: z.iso.datetime(), value: z.number().nullable(), lo: z.number().nullable(), hi: z.number().nullable(), count: z.number().int() })) })),
  /** Columns for which there is no such number, and why. */
  without: z.array(z.object({ feature: z.string(), why: z.string() })),
});
export type MeasureView = z.infer<typeof measureView>;
export const monitorView = z.object({
  model: z.string(), environment: z.string(), version: z.string(), since: z.iso.datetime().nullable(), /** Served elsewhere: what is known of it came as events. */ reported: z.boolean(), from: z.iso.datetime(), to: z.iso.datetime(),
  asOf: z.iso.datetime().nullable(), lamp: z.enum(lampStates), driftWindowSeconds: z.number(), windowSeconds: z.number(), stepSeconds: z.number(), baseSeconds: z.number(),
  /** False when the window is shorter than the drift window: it shows the hour, not drift. */
  windowShowsDrift: z.boolean(),
  baseline: z.object({ state: z.enum(["none", "pending", "ready", "failed"]), rows: z.number().int().nullable(), reason: z.string().nullable() }),
  drift: driftView, traffic: trafficView, measure: measureView.nullable(), columns: z.array(columnStateView), distribution: distributionView.nullable(),
  marks: z.array(z.object({ at: z.iso.datetime(), text: z.string(), releaseId: z.string() })),
  /** What fired in the range, the oldest first. */
  alerts: z.array(z.object({ at: z.iso.datetime(), text: z.string(), id: z.string() })),
  gaps: z.array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), rows: z.number().int(), requests: z.number().int() })),
});
export type MonitorView = z.infer<typeof monitorView>;
