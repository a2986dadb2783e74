import { z } from "zod";
import { lampStates } from "./lamps.ts";

/** Columns that fit beside each other, and lines that can be told apart in one chart. */
export const comparedAtMost = 8;

/** A version as an address names it: `flight-delay:3`. A model's name holds no colon. */
export const refOf = (model: string, version: string | number): string => `${model}:${version}`;

/** What a reference names, or null for one that names nothing. */
export function parseRef(ref: string): { model: string; version: number } | null {
  const at = ref.lastIndexOf(":");
  const version = ref.slice(at + 1);
  return at > 0 && /^[1-9]\d{0,8}$/.test(version) ? { model: ref.slice(0, at), version: Number(version) } : null;
}

const refs = z.union([z.string().max(300).transform((one) => [one]), z.array(z.string().max(300)).max(50)]);
/** `v` once for each version; the first one is the reference. */
export const compareInput = z.object({ v: refs.default([]) });
export const compareBaselineInput = z.object({ v: refs, column: z.string().min(1).max(500) });

const textRow = z.object({ key: z.string(), values: z.array(z.string().nullable()), differs: z.boolean() });
export type TextRow = z.infer<typeof textRow>;

export const comparedVersion = z.object({
  ref: z.string(), model: z.string(), version: z.string(), description: z.string().nullable(),
  createdBy: z.string(), createdAt: z.iso.datetime(), stage: z.string(), aliases: z.array(z.string()), source: z.string(), frozenBy: z.string().nullable(),
  run: z.object({ runId: z.string(), name: z.string(), experimentId: z.string(), experimentName: z.string() }).nullable(),
  datasets: z.array(z.object({ id: z.number().int(), name: z.string(), digest: z.string(), context: z.string().nullable() })),
  serving: z.array(z.object({ environment: z.string(), since: z.iso.datetime(), weight: z.number(), releaseId: z.string() })),
  baseline: z.object({ state: z.enum(["none", "pending", "ready", "failed"]), rows: z.number().int().nullable() }),
  artifactsBytes: z.number().int(), artifactCount: z.number().int(), hasSignature: z.boolean(),
  /** Why callers of the reference would break with this one. */
  breaking: z.array(z.string()),
});
export type ComparedVersion = z.infer<typeof comparedVersion>;

export const metricVerdicts = ["better", "worse", "same", "unknown"] as const;
const metricRow = z.object({
  key: z.string(), direction: z.enum(["higher", "lower", "unknown"]), differs: z.boolean(),
  cells: z.array(z.object({ value: z.number().nullable(), change: z.number().nullable(), verdict: z.enum(metricVerdicts) })),
});
export type MetricRow = z.infer<typeof metricRow>;

const signatureRow = z.object({
  role: z.enum(["input", "output"]), name: z.string(), differs: z.boolean(),
  /** The type as written, null where the version has no such column; the state is against the reference. */
  cells: z.array(z.object({ type: z.string().nullable(), state: z.enum(["same", "added", "removed", "changed"]) })),
});
export type SignatureRow = z.infer<typeof signatureRow>;

const artifactRow = z.object({ path: z.string(), differs: z.boolean(), cells: z.array(z.object({ size: z.number().int(), sha256: z.string() }).nullable()) });
export type ArtifactRow = z.infer<typeof artifactRow>;

const liveSide = z.object({
  ref: z.string(), environment: z.string(),
  lamp: z.enum(lampStates), judgedAt: z.iso.datetime().nullable(), judgedRows: z.number().int().nullable(),
  columns: z.array(z.object({ column: z.string(), role: z.enum(["input", "output"]), lamp: z.enum([...lampStates, "clock"]), psi: z.number().nullable() })),
  from: z.iso.datetime(), to: z.iso.datetime(), requests: z.number().int(), errors: z.number().int(), rows: z.number().int(),
  p50Ms: z.number().nullable(), p95Ms: z.number().nullable(), p99Ms: z.number().nullable(),
});
export type LiveSide = z.infer<typeof liveSide>;

export const compareView = z.object({
  versions: z.array(comparedVersion),
  /** References that are not compared, each with why. */
  problems: z.array(z.object({ ref: z.string(), detail: z.string() })),
  metrics: z.array(metricRow), params: z.array(textRow), tags: z.array(textRow), signature: z.array(signatureRow),
  artifacts: z.array(artifactRow), artifactsLeftOut: z.number().int(),
  live: z.array(liveSide),
  /** Columns of any of the baselines, in the order in which they were met. */
  columns: z.array(z.object({ name: z.string(), role: z.enum(["input", "output"]), kind: z.enum(["numeric", "categorical"]) })),
});
export type CompareView = z.infer<typeof compareView>;

/** `run` once for each run; the first one is the reference. */
export const compareRunsInput = z.object({ run: refs.default([]) });
export const comparedRun = z.object({
  runId: z.string(), name: z.string(), status: z.string(), deleted: z.boolean(), user: z.string(), experimentId: z.string(), experimentName: z.string(),
  startedAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), tookSeconds: z.number().nullable(),
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), context: z.string().nullable() })),
  versions: z.array(z.object({ model: z.string(), version: z.string() })),
});
export type ComparedRun = z.infer<typeof comparedRun>;
export const compareRunsView = z.object({
  runs: z.array(comparedRun),
  /** What was asked for and is not compared, each with why. */
  problems: z.array(z.object({ ref: z.string(), detail: z.string() })),
  metrics: z.array(metricRow), params: z.array(textRow), tags: z.array(textRow),
});
export type CompareRunsView = z.infer<typeof compareRunsView>;

const side = { ref: z.string(), rows: z.number().int(), missing: z.number().int() };
export const baselineSide = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("numeric"), ...side, edges: z.array(z.number()), counts: z.array(z.number().int()), infinite: z.number().int(), minimum: z.number().nullable(), maximum: z.number().nullable() }),
  z.object({ kind: z.literal("categorical"), ...side, labels: z.array(z.string()), counts: z.array(z.number().int()) }),
]);
export type BaselineSide = z.infer<typeof baselineSide>;
/** One column's training data in each version that has a baseline with it, on each version's own bins. */
export const compareBaselineView = z.object({ column: z.string(), sides: z.array(baselineSide), without: z.array(z.string()) });
export type CompareBaselineView = z.infer<typeof compareBaselineView>;
