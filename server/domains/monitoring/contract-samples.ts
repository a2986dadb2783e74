import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { versionNumber } from "../registry/contract.ts";

/** Samples are kept for windows of this width alone. */
export const sampleWindowSeconds = 600;
/** Rows of one window that chance picks, and those that are the most unusual. */
export const uniformKept = 20;
export const unusualKept = 10;
/** One kept row at most, as JSON; columns that do not fit are left out and counted. */
export const sampleRowBytes = 4096;
/** Tags of a version and of its model: what is never kept, and whether anything is. */
export const sensitiveTag = "signalbox.sensitive_features";
export const samplesTag = "signalbox.samples";
/** As `signalbox.sensitive_features` names it where ids of predictions are not to be kept. */
export const predictionIdName = "prediction_id";

/** Text for what JSON has no number for: NaN, Infinity, whole numbers over 2^53. */
export type SampleCell = number | string | boolean | null;
/** Why a value is unusual: the baseline never had it, had nothing as far out, seldom had it, or it is missing. */
export const sampleReasons = ["new", "beyond", "tail", "rare", "missing", "infinite"] as const;
/** `share`: of the baseline's rows that are like it (for a number: at least as far out on either side). `adds`: its part of the score. */
export type SampleReason = { column: string; what: (typeof sampleReasons)[number]; share: number; adds: number };
export type SampledRow = {
  /** Drawn when the row arrives: the lowest of a window are its uniform sample. */
  priority: number;
  /** How unusual it is, in nats beyond a usual row of the baseline. */
  score: number;
  /** Replica, incarnation and place among its rows: two parts that have it have the same row. */
  id: string;
  atMs: number;
  predictionId?: string;
  values: Record<string, SampleCell>;
  /** Columns that did not fit. */
  left?: number;
  reasons?: SampleReason[];
};
/** What one flush adds to the samples of a window. */
export type SampleWindow = { versionId: number; model: string; version: string; environment: string; startsAtMs: number; rows: SampledRow[] };

const cell = z.union([z.number(), z.string().max(512), z.boolean(), z.null()]);
const reason = z.object({ column: z.string(), what: z.enum(sampleReasons), share: z.number(), adds: z.number() });
/** `z.record` would drop a column named `__proto__`. */
const cells = z.custom<Record<string, SampleCell>>((given) => typeof given === "object" && given !== null && !Array.isArray(given) && Object.values(given).every((one) => cell.safeParse(one).success), "values by column");
export const sampledRow = z.object({
  priority: z.number().nonnegative(), score: z.number().nonnegative(), id: z.string().max(64), atMs: z.number(), predictionId: z.string().optional(),
  values: cells, left: z.number().int().optional(), reasons: z.array(reason).optional(),
}) satisfies z.ZodType<SampledRow>;
export const sampleWindow = z.object({
  versionId: z.number().int(), model: z.string(), version: z.string(), environment: z.string(), startsAtMs: z.number().int(), rows: z.array(sampledRow),
}) satisfies z.ZodType<SampleWindow>;

export const sampleKinds = ["uniform", "unusual"] as const;
export type SampleKind = (typeof sampleKinds)[number];
export const samplesInput = z.object({
  model: z.string().min(1).max(256), version: versionNumber.optional(), environment: z.string().default("production"),
  from: instant.optional(), to: instant.optional(),
  kind: z.enum(sampleKinds).default("uniform"), limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(["json", "csv"]).optional(),
});
export const samplesView = z.object({
  model: z.string(), version: z.string(), environment: z.string(), from: z.iso.datetime(), to: z.iso.datetime(), kind: z.enum(sampleKinds),
  /** Why none is kept; null where they are. */
  off: z.string().nullable(),
  windowSeconds: z.number().int(), keptDays: z.number().int(),
  /** Rows that were counted in the range, and those of them that are kept in one way or the other. */
  counted: z.number().int(), kept: z.number().int(),
  /** When the oldest of the rows below goes. */
  until: z.iso.datetime().nullable(),
  columns: z.array(z.object({ name: z.string(), role: z.enum(["input", "output"]), /** Marked sensitive: no value of it is kept. */ sensitive: z.boolean() })),
  rows: z.array(z.object({ id: z.string(), at: z.iso.datetime(), predictionId: z.string().nullable(), score: z.number(), values: cells, left: z.number().int(), reasons: z.array(reason) })),
});
export type SamplesView = z.infer<typeof samplesView>;
