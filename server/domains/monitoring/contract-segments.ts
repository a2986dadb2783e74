import { z } from "zod";
import { instant } from "../../shared/instant.ts";
import { versionNumber } from "../registry/contract.ts";
import { verdicts, widestWindowSeconds } from "./contract.ts";
import { qualityTasks } from "./contract-quality.ts";

/** `input:value`, as an address names a segment. */
export const segmentText = z.string().min(3).max(600);
export const segmentsInput = z.object({
  model: z.string().min(1).max(256), version: versionNumber.optional(), environment: z.string().default("production"),
  /** Without `from` the window that ends at `to`, `windowSeconds` wide: by default the model's drift window until now. */
  from: instant.optional(), to: instant.optional(), windowSeconds: z.coerce.number().positive().max(widestWindowSeconds).optional(),
  /** Only this column's drift counts. */
  feature: z.string().optional(),
  /** Only segments of this input. */
  input: z.string().optional(),
  /** Only this segment, with every column's numbers. */
  segment: segmentText.optional(),
});

const number = z.number().nullable();
const drifted = { rows: z.number().int(), psi: number, js: number, psiVerdict: number, psiLower: number, verdict: z.enum(verdicts).nullable() };
export const segmentFeature = z.object({ feature: z.string(), role: z.enum(["input", "output"]), kind: z.enum(["numeric", "categorical"]), clock: z.boolean(), missingShare: number, unseenShare: number, ...drifted });
export type SegmentFeature = z.infer<typeof segmentFeature>;
/** What labels showed of a segment's rows. */
export const segmentQuality = z.object({ labelled: z.number().int(), accuracy: number, f1: number, precision: number, recall: number, mae: number, rmse: number, bias: number, r2: number });
export const segmentItem = z.object({
  segment: z.string(), input: z.string(), value: z.string(), /** All values that are no segments of their own. */ rest: z.boolean(),
  share: number, baselineRows: z.number().int(), baselineShare: number,
  /** The column that drifted most, whose numbers the others are; null where none is told. */
  feature: z.string().nullable(), ...drifted,
  quality: segmentQuality.nullable(),
  /** Of every column, where one segment was asked for. */
  features: z.array(segmentFeature).optional(),
});
export type SegmentItem = z.infer<typeof segmentItem>;
export const segmentsView = z.object({
  model: z.string(), version: z.string(), environment: z.string(), from: z.iso.datetime(), to: z.iso.datetime(), windowSeconds: z.number(), baselineRows: z.number().int().nullable(),
  /** Inputs that segment the rows, and what the tag names in vain. */
  inputs: z.array(z.string()), notes: z.array(z.string()),
  /** Chance of a false word of each number's verdict, all columns and segments counted; null without segments. */
  alpha: number, task: z.enum(qualityTasks).nullable(),
  /** The worst first. */
  items: z.array(segmentItem), nextCursor: z.null(),
  /** Each column's worst segment. */
  worst: z.array(z.object({ feature: z.string(), segment: z.string(), ...drifted })),
});
export type SegmentsView = z.infer<typeof segmentsView>;
