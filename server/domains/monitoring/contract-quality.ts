import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { versionNumber } from "../registry/contract.ts";

/** What a version predicts, so what its labels are compared with. */
export const qualityTasks = ["binary", "multiclass", "regression"] as const;
export type QualityTask = (typeof qualityTasks)[number];

/** How long labels are taken for a prediction, and known for repeats and corrections. */
export const labelRetentionDays = 90;
/** Predicted classes counted by name in one window; rows of others are counted as without a score. */
export const classesKept = 256;

// ---- counters -----------------------------------------------------------------------------------------------------------

/** Scores of the rows of one predicted class, by logit bucket (text of rules/quality/buckets.ts); "" where the class has no score. */
export type ClassCounters = { rows: number; buckets: string };
/** What is counted of predictions without their labels. Every field merges by addition. */
export type ScoreCounters = {
  rows: number;
  /** Rows whose score was no probability or no number: compared with nothing. */
  unscored: number;
  /** By predicted class; empty for a regression. */
  classes: Record<string, ClassCounters>;
};
/** By task: a version's deduced task can change once its baseline is there. */
export type QualityCounters = Partial<Record<QualityTask, ScoreCounters>>;

const count = z.number().int().nonnegative();
const scoreCounters = z.object({
  rows: count, unscored: count,
  classes: z.custom<Record<string, ClassCounters>>((given) => typeof given === "object" && given !== null && !Array.isArray(given)
    && Object.values(given).every((one) => z.object({ rows: count, buckets: z.base64() }).safeParse(one).success), "counts by class"),
}) satisfies z.ZodType<ScoreCounters>;
export const qualityCounters = z.object({ binary: scoreCounters.optional(), multiclass: scoreCounters.optional(), regression: scoreCounters.optional() });

/** What is counted of the labelled predictions of one window. Sums are texts of rules/quality/exact-sum.ts. */
export type LabelCounters = {
  formatVersion: 1;
  task: QualityTask;
  labelled: number;
  /** By predicted class: its score buckets with the rows that were positive (multiclass: right), and its rows by actual class. */
  classes: Record<string, { buckets: string; actual: Record<string, number> }>;
  /** By tenth of the score, [k/10, (k+1)/10): rows, positives and Σ score. */
  tenths: { rows: number[]; positives: number[]; scores: string[] };
  sums: Record<string, string>;
};

/** Where an isotonic fit bends: between two of them it is a line, beyond the outer ones constant. */
export const calibrationKnots = z.object({ scores: z.array(z.number()), shares: z.array(z.number()) });
export type CalibrationKnots = z.infer<typeof calibrationKnots>;
/** What a baseline's own labels say of its scores: `label` is their column, `rows` those that have both. */
export const qualityReference = z.object({ task: z.enum(qualityTasks), label: z.string(), rows: count, knots: calibrationKnots });
export type QualityReference = z.infer<typeof qualityReference>;

// ---- queries -------------------------------------------------------------------------------------------------------------

const widthSeconds = z.coerce.number().positive().max(315_360_000).optional();
export const qualityInput = z.object({
  model: z.string().min(1).max(256), version: versionNumber.optional(), environment: z.string().default("production"),
  from: instant.optional(), to: instant.optional(), windowSeconds: widthSeconds, stepSeconds: widthSeconds,
});

const number = z.number().nullable();
/** An estimate and its 95 % sampling band. */
export const estimate = z.object({ value: z.number(), lo: z.number(), hi: z.number() });
export type Estimate = z.infer<typeof estimate>;
export const estimatedQuality = z.object({ accuracy: estimate.nullable(), f1: estimate.nullable(), rocAuc: estimate.nullable() });
export type EstimatedQuality = z.infer<typeof estimatedQuality>;
export const realisedQuality = z.object({
  accuracy: number, f1: number, precision: number, recall: number, rocAuc: number,
  /** ROC AUC lies within this of the value, whatever the order inside the buckets. */
  rocAucHalfWidth: number, averagePrecision: number, logLoss: number, brier: number, ece: number,
  mae: number, rmse: number, bias: number, r2: number,
});
export type RealisedQuality = z.infer<typeof realisedQuality>;
export const qualityPoint = z.object({
  from: z.iso.datetime(), to: z.iso.datetime(), version: z.string(), predictions: count, labelled: count,
  estimated: estimatedQuality.nullable(), realised: realisedQuality.nullable(),
});
export type QualityPoint = z.infer<typeof qualityPoint>;
export const qualityView = z.object({
  model: z.string(), version: z.string(), environment: z.string(), from: z.iso.datetime(), to: z.iso.datetime(),
  /** Null when it is not known what the version predicts; `problem` then says which tag tells. */
  task: z.enum(qualityTasks).nullable(), problem: z.string().nullable(),
  /** The output column that is the score, where one is. */
  score: z.string().nullable(), threshold: z.number().nullable(),
  /** What the estimates' probabilities were corrected by; null: they are the model's own words. */
  calibration: z.object({ label: z.string(), rows: count }).nullable(),
  windowSeconds: z.number(), stepSeconds: z.number().nullable(),
  points: z.array(qualityPoint),
  /** Everything in [from, to) as one. */
  whole: z.object({
    predictions: count, labelled: count, unscored: count, estimated: estimatedQuality.nullable(), realised: realisedQuality.nullable(),
    /** Of the labelled rows, by tenth of the score (multiclass: of the highest probability). */
    reliability: z.array(z.object({ lo: z.number(), hi: z.number(), rows: count, meanScore: z.number(), share: z.number() })),
    /** Rows by predicted and actual class. */
    confusion: z.array(z.object({ predicted: z.string(), actual: z.string(), rows: count })),
  }),
});
export type QualityView = z.infer<typeof qualityView>;
