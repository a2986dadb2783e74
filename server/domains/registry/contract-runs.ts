import { z } from "zod";
import { artifactView, pageInput, searchText, tagView } from "./contract.ts";

export const experimentSorts = ["-lastRun", "lastRun", "name", "-name", "created", "-created"] as const;
export const listExperimentsInput = pageInput.extend({ query: z.string().max(200).optional(), sort: z.enum(experimentSorts).default("-lastRun"), deleted: z.stringbool().or(z.boolean()).default(false) });
const rowId = z.coerce.number().int().min(0).max(2_147_483_647);
export const experimentInput = z.object({ id: rowId });
export const experimentView = z.object({
  id: z.string(), name: z.string(), description: z.string().nullable(), owner: z.string().nullable(), deleted: z.boolean(),
  /** Its runs that are not deleted, counted up to `runCountLimit`. */
  runs: z.number().int(),
  lastRunAt: z.iso.datetime().nullable(), createdAt: z.iso.datetime(), tags: z.array(tagView),
});
export type ExperimentView = z.infer<typeof experimentView>;
export const runCountLimit = 100_000;

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;
/** A metric's value, or a parameter's text; "NaN" where a metric is none. */
const cell = z.union([z.number(), z.string()]);
export const runColumn = z.string().max(300).regex(/^(metrics|params)\../s, "metrics.NAME or params.NAME");
export const listRunsInput = pageInput.extend({
  experimentId: rowId,
  /** The search language, which takes MLflow's run filters too. */
  filter: searchText.optional(),
  status: z.enum(runStatuses).optional(),
  deleted: z.stringbool().or(z.boolean()).default(false),
  /** `start`, `duration`, `name`, `metrics.NAME` or `params.NAME`; `-` before it for the largest first. */
  sort: z.string().max(301).regex(/^-?((start|duration|name)$|(metrics|params)\..)/s).default("-start"),
  /** Left out: those that most of the newest runs have. */
  columns: z.array(runColumn).max(40).optional(),
});
export const runItem = z.object({
  runId: z.string(), name: z.string(), status: z.enum(runStatuses), startedAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), user: z.string(),
  versions: z.array(z.object({ model: z.string(), version: z.string() })),
  cells: z.record(z.string(), cell),
});
export type RunItem = z.infer<typeof runItem>;
export const runsPage = z.object({ columns: z.array(z.string()), items: z.array(runItem), nextCursor: z.string().nullable() });
export type RunsPage = z.infer<typeof runsPage>;
const keyCounts = z.array(z.object({ key: z.string(), runs: z.number().int(), values: z.number().int() }));
/** Of the newest `runs` of an experiment: how many have each metric and parameter, and how many values it takes. */
export const runKeysView = z.object({ runs: z.number().int(), metrics: keyCounts, params: keyCounts });
export type RunKeys = z.infer<typeof runKeysView>;

export const runInput = z.object({ runId: z.string().min(1).max(64) });
export const runView = runItem.omit({ cells: true }).extend({
  experimentId: z.string(), experimentName: z.string(), deleted: z.boolean(), artifactUri: z.string(),
  /** Whether it has more than one point to draw. */
  metrics: z.array(z.object({ key: z.string(), value: cell, step: z.number(), at: z.iso.datetime(), drawn: z.boolean() })),
  params: z.array(tagView), tags: z.array(tagView),
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), sourceType: z.string(), source: z.string(), context: z.string().nullable() })),
  /** Logged models: those it read, and those it made. */
  modelsRead: z.array(z.object({ id: z.string(), name: z.string() })),
  modelsMade: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), type: z.string(), createdAt: z.iso.datetime() })),
  /** Folders of its own files that hold a model, from the run's root. */
  modelFolders: z.array(z.string()),
  artifacts: z.array(artifactView), artifactsBytes: z.number().int(),
  /** How many files there are; `artifacts` has the first `artifactsShown` by path. */
  artifactCount: z.number().int(),
});
export type RunView = z.infer<typeof runView>;
export const artifactsShown = 500;

export const runHistoryInput = runInput.extend({ keys: z.array(z.string().max(250)).min(1).max(12) });
/** Points by step, then time; `total` were logged, `points` are those drawn: the extremes of equal parts. */
export const runHistoryView = z.array(z.object({ key: z.string(), total: z.number().int(), points: z.array(z.object({ step: z.number(), atMs: z.number(), value: z.number().nullable() })) }));
export type RunHistory = z.infer<typeof runHistoryView>;

export const registerRunInput = z.object({
  runId: runInput.shape.runId,
  /** A logged model of the run, or a folder of its files that holds an MLmodel. */
  from: z.discriminatedUnion("kind", [z.object({ kind: z.literal("loggedModel"), id: z.string().max(64) }), z.object({ kind: z.literal("folder"), path: z.string().max(2000) })]),
  model: z.string().trim().min(1, "a name").max(256),
  /** Whether the model is made with it; a name that is taken is refused then. */
  isNew: z.boolean(),
  description: z.string().max(5000).optional(),
});
export const registeredView = z.object({ model: z.string(), version: z.string() });
