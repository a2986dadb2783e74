import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { MetricPoint, MetricRecord, OffsetPage, RunMetricRecord, Tag } from "./records.ts";
import { changedParams, checkBatch, storedNumber, truncated } from "./rules/logging.ts";
import { unknownLoggedModels } from "./store-inputs.ts";
import { lockLoggedModel, loggedModelNotFound } from "./store-logged-models.ts";
import * as store from "./store-runs.ts";

/** `single`: one call for one entry, which its refusals name without a place in a list. */
export type Batch = { runId: string; metrics: MetricPoint[]; params: Tag[]; tags: Tag[]; single?: true };

/**
 * Logs to a run, all or nothing: points, parameters (fixed once logged) and tags. A point with a logged model's id is
 * that model's too. Values too long are cut, as MLflow does.
 * @throws not_found, invalid_input for a deleted run, a bad key, too many of a kind, a changed parameter
 */
export async function logBatch(deps: Deps, actor: Actor, input: Batch): Promise<void> {
  authorise(actor, "registry.write");
  checkBatch(input);
  const metrics = input.metrics.map((one) => ({ ...one, value: storedNumber(one.value) }));
  const params = input.params.map((one) => ({ key: one.key, value: truncated(one.value, 6000) }));
  const tags = [...new Map(input.tags.map((one) => [one.key, { key: one.key, value: truncated(one.value, 8000) }])).values()];
  const modelIds = [...new Set(input.metrics.flatMap((one) => one.modelId ?? []))];
  const name = input.tags.findLast((one) => one.key === "mlflow.runName")?.value;
  await deps.db.write(async (sql) => {
    await store.lockActiveRun(sql, input.runId);
    const [changed, unknown] = await Promise.all([
      store.putRunParams(sql, input.runId, params), unknownLoggedModels(sql, modelIds), store.putRunMetrics(sql, input.runId, metrics), store.putRunTags(sql, input.runId, tags), name ? store.nameRun(sql, input.runId, name) : undefined,
    ]);
    if (changed.length > 0) throw changedParams(input, changed);
    if (unknown[0] !== undefined) throw loggedModelNotFound(unknown[0]);
  });
}

/** Ties logged models to the run that made them. @throws not_found, invalid_input for a deleted run */
export async function logOutputs(deps: Deps, actor: Actor, input: { runId: string; outputs: { modelId: string; step: number }[] }): Promise<void> {
  authorise(actor, "registry.write");
  await deps.db.tx(async (tx) => {
    await store.lockActiveRun(tx, input.runId);
    for (const output of input.outputs) await lockLoggedModel(tx, output.modelId);
    await store.putRunOutputs(tx, input.runId, input.outputs);
  });
}

/** A metric's points by time; an unknown run or key has none. */
export async function metricHistory(deps: Deps, actor: Actor, input: { runId: string; key: string; limit: number; offset: number }): Promise<OffsetPage<MetricRecord>> {
  authorise(actor, "registry.read");
  return store.readMetricHistory(deps.db, input);
}

const bulkRuns = 100;

/** A metric's points in several runs. @throws invalid_input for no run, or more than a hundred */
export async function bulkMetricHistory(deps: Deps, actor: Actor, input: { runIds: string[]; key: string; limit: number }): Promise<RunMetricRecord[]> {
  authorise(actor, "registry.read");
  if (input.runIds.length === 0) throw new SignalboxError("invalid_input", "GetMetricHistoryBulk request must specify at least one run_id.");
  if (input.runIds.length > bulkRuns) throw new SignalboxError("invalid_input", `GetMetricHistoryBulk request cannot specify more than ${bulkRuns} run_ids. Received ${input.runIds.length} run_ids.`);
  return store.readBulkHistory(deps.db, input);
}

/** At most `limit` points of a metric for each run, evenly chosen. @throws invalid_input for more than a hundred runs or half an interval */
export async function sampledMetricHistory(deps: Deps, actor: Actor, input: { runIds: string[]; key: string; limit: number; startStep?: number; endStep?: number }): Promise<RunMetricRecord[]> {
  authorise(actor, "registry.read");
  const { startStep, endStep } = input;
  if (input.runIds.length > bulkRuns) throw new SignalboxError("invalid_input", `GetMetricHistoryBulkInterval request must specify at most ${bulkRuns} run_ids. Received ${input.runIds.length} run_ids. See the API docs for more information about request parameters.`);
  if ((startStep === undefined) !== (endStep === undefined)) throw new SignalboxError("invalid_input", "If either start step or end step are specified, both must be specified.");
  const steps: [number, number] | null = startStep === undefined || endStep === undefined ? null : [startStep, endStep];
  if (steps && steps[0] > steps[1]) throw new SignalboxError("invalid_input", `end_step must be greater than start_step. Found start_step=${steps[0]} and end_step=${steps[1]}.`);
  return store.readSampledHistory(deps.db, { runIds: input.runIds, key: input.key, limit: input.limit, steps });
}
