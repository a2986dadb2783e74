import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { DatasetInput, DatasetSummary } from "./records.ts";
import { checkDatasetInput, recordedModel } from "./rules/inputs.ts";
import { lastOfEachKey } from "./rules/names.ts";
import { pythonJson } from "./rules/python-json.ts";
import { datasetSummaries, putRunInputs, putRunModelInputs, unknownLoggedModels } from "./store-inputs.ts";
import { loggedModelNotFound } from "./store-logged-models.ts";
import * as store from "./store-runs.ts";

const historyTag = "mlflow.log-model.history";

/**
 * Says what a run read: data sets and logged models. The first word on a (name, digest) stands, as in MLflow.
 * @throws not_found, invalid_input for a deleted run or a text that is too long
 */
export async function logInputs(deps: Deps, actor: Actor, input: { runId: string; datasets: DatasetInput[]; modelIds: string[] }): Promise<void> {
  authorise(actor, "registry.write");
  input.datasets.forEach(checkDatasetInput);
  const firsts = new Map<string, DatasetInput>();
  for (const one of input.datasets) {
    const key = JSON.stringify([one.dataset.name, one.dataset.digest]);
    if (!firsts.has(key)) firsts.set(key, { ...one, tags: lastOfEachKey(one.tags) });
  }
  await deps.db.tx(async (tx) => {
    const run = await store.lockActiveRun(tx, input.runId);
    const [unknown] = await unknownLoggedModels(tx, input.modelIds);
    if (unknown !== undefined) throw loggedModelNotFound(unknown);
    await putRunInputs(tx, run, [...firsts.values()]);
    await putRunModelInputs(tx, input.runId, [...new Set(input.modelIds)]);
  });
}

/** How clients before 3 tell of a model: kept in the run's tag `mlflow.log-model.history`. @throws not_found, invalid_input */
export async function logModelJson(deps: Deps, actor: Actor, input: { runId: string; json: string }): Promise<void> {
  authorise(actor, "registry.write");
  const model = recordedModel(input.json);
  await deps.db.tx(async (tx) => {
    await store.lockActiveRun(tx, input.runId);
    const before = parsedList(await store.readRunTag(tx, input.runId, historyTag));
    await store.putRunTags(tx, input.runId, [{ key: historyTag, value: pythonJson([...before, model]) }]);
  });
}

function parsedList(text: string | null): unknown[] {
  try {
    const list: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    // Somebody wrote the tag by hand; it starts over.
    return [];
  }
}

/** The data sets that runs of these experiments read. @throws invalid_input for none or more than twenty experiments */
export async function searchDatasets(deps: Deps, actor: Actor, input: { experimentIds: number[] }): Promise<DatasetSummary[]> {
  authorise(actor, "registry.read");
  if (input.experimentIds.length === 0) throw new SignalboxError("invalid_input", "SearchDatasets request must specify at least one experiment_id.");
  if (input.experimentIds.length > 20) throw new SignalboxError("invalid_input", `SearchDatasets request cannot specify more than 20 experiment_ids. Received ${input.experimentIds.length} experiment_ids.`);
  return datasetSummaries(deps.db, input.experimentIds, 1000);
}
