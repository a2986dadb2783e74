import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { MetricPoint, MetricRecord, OffsetPage, Tag } from "./records.ts";
import { checkBatch, storedNumber, truncated } from "./rules/logging.ts";
import { checkKey } from "./rules/names.ts";
import { lockLoggedModel } from "./store-logged-models.ts";
import * as store from "./store-runs.ts";

export type Batch = { runId: string; metrics: MetricPoint[]; params: Tag[]; tags: Tag[] };

/**
 * Logs to a run, all or nothing: points, parameters (fixed once logged) and tags. A point with a logged model's id is
 * that model's too. Values too long are cut, as MLflow does.
 * @throws not_found, invalid_input for a deleted run, a bad key, too many of a kind, a changed parameter
 */
export async function logBatch(deps: Deps, actor: Actor, input: Batch): Promise<void> {
  authorise(actor, "registry.write");
  checkBatch(input);
  input.metrics.forEach((one) => checkKey(one.key, "name"));
  [...input.params, ...input.tags].forEach((one) => checkKey(one.key));
  const metrics = input.metrics.map((one) => ({ ...one, value: storedNumber(one.value) }));
  await deps.db.tx(async (tx) => {
    await store.lockActiveRun(tx, input.runId);
    const changed = await store.putRunParams(tx, input.runId, input.params.map((one) => ({ key: one.key, value: truncated(one.value, 6000) })));
    const [first] = changed;
    if (first) {
      const given = input.params.find((one) => one.key === first.key)?.value ?? "";
      throw new SignalboxError("invalid_input", `Changing param values is not allowed. Param with key='${first.key}' was already logged with value='${first.value}' for run ID='${input.runId}'. Attempted logging new value '${given}'.`);
    }
    await store.putRunMetrics(tx, input.runId, metrics);
    await store.putRunTags(tx, input.runId, [...new Map(input.tags.map((one) => [one.key, { key: one.key, value: truncated(one.value, 8000) }])).values()]);
    const name = input.tags.findLast((one) => one.key === "mlflow.runName")?.value;
    if (name) await store.updateRun(tx, input.runId, { name });
  });
}

/** Ties logged models to the run that made them. @throws not_found */
export async function logOutputs(deps: Deps, actor: Actor, input: { runId: string; outputs: { modelId: string; step: number }[] }): Promise<void> {
  authorise(actor, "registry.write");
  await deps.db.tx(async (tx) => {
    await store.lockRun(tx, input.runId);
    for (const output of input.outputs) await lockLoggedModel(tx, output.modelId);
    await store.putRunOutputs(tx, input.runId, input.outputs);
  });
}

/** A metric's points by time; an unknown run or key has none. */
export async function metricHistory(deps: Deps, actor: Actor, input: { runId: string; key: string; limit: number; offset: number }): Promise<OffsetPage<MetricRecord>> {
  authorise(actor, "registry.read");
  return store.readMetricHistory(deps.db, input);
}
