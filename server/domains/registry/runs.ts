import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { runVocabulary } from "../../shared/filter/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { OffsetPage, RunRecord, RunStatus, Tag } from "./records.ts";
import { joinUri } from "./rules/artifact-paths.ts";
import { checkLength, lastOfEachKey, nameFromHex } from "./rules/names.ts";
import { extensionField, readSearch } from "./rules/search-language.ts";
import { lockExperiment } from "./store-experiments.ts";
import * as store from "./store-runs.ts";

/** Runs are working notes: they are not audited. A run's person is the token's, whatever the client says of itself. */

const nameTag = "mlflow.runName";

/** Deleted ones too. @throws not_found */
export async function readRun(deps: Deps, actor: Actor, input: { id: string }): Promise<RunRecord> {
  authorise(actor, "registry.read");
  return store.readRun(deps.db, input.id);
}

export type SearchRuns = Omit<Parameters<typeof store.searchRuns>[1], "search" | "nowMs"> & { extended?: string };

/** MLflow's search over runs. @throws invalid_input in MLflow's words, and for the extension field with the place */
export async function searchRuns(deps: Deps, actor: Actor, input: SearchRuns): Promise<OffsetPage<RunRecord>> {
  authorise(actor, "registry.read");
  return store.searchRuns(deps.db, { ...input, search: readSearch(input.extended, runVocabulary, extensionField), nowMs: deps.clock.now().getTime() });
}

export type CreateRun = { experimentId: number; userId: string; startMs: number; name: string; tags: Tag[] };

/** A run without a name gets one of three words. @throws not_found, invalid_input for a deleted experiment or two names */
export async function createRun(deps: Deps, actor: Actor, input: CreateRun): Promise<RunRecord> {
  authorise(actor, "registry.write");
  const tags = lastOfEachKey(input.tags);
  // MLflow checks the keys of a new run's tags for their length alone.
  tags.forEach((tag) => checkLength("key", tag.key, 250));
  const tagged = tags.find((tag) => tag.key === nameTag)?.value ?? "";
  if (input.name !== "" && tagged !== "" && input.name !== tagged) {
    throw new SignalboxError("invalid_input", `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${input.name}', mlflow.runName='${tagged}').`);
  }
  const id = deps.ids.hex32();
  const name = input.name || tagged || nameFromHex(deps.ids.hex32());
  return deps.db.tx(async (tx) => {
    const experiment = await lockExperiment(tx, input.experimentId, "share");
    if (experiment.stage !== "active") throw new SignalboxError("invalid_input", `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`);
    await store.insertRun(tx, {
      id, name, experimentId: experiment.id, userId: input.userId, actorId: actor.id, startMs: input.startMs,
      artifactUri: joinUri(experiment.artifactLocation, `${id}/artifacts`), tags: lastOfEachKey([...tags, { key: nameTag, value: name }]),
    });
    return store.readRunInTx(tx, id);
  });
}

/** @throws not_found, invalid_input for a deleted run */
export async function updateRun(deps: Deps, actor: Actor, input: { id: string; status?: RunStatus; endMs?: number; name?: string }): Promise<RunRecord> {
  authorise(actor, "registry.write");
  return deps.db.tx(async (tx) => {
    await store.lockActiveRun(tx, input.id);
    await store.updateRun(tx, input.id, { status: input.status, endMs: input.endMs, name: input.name || undefined });
    if (input.name) await store.putRunTags(tx, input.id, [{ key: nameTag, value: input.name }]);
    return store.readRunInTx(tx, input.id);
  });
}

/** Deleting a deleted run, restoring an active one: no error. @throws not_found */
export async function stageRun(deps: Deps, actor: Actor, input: { id: string; stage: "active" | "deleted" }): Promise<void> {
  authorise(actor, "registry.write");
  await deps.db.tx(async (tx) => {
    await store.lockRun(tx, input.id);
    await store.updateRun(tx, input.id, { stage: input.stage });
  });
}

/** @throws not_found for the run and for the tag */
export async function untagRun(deps: Deps, actor: Actor, input: { id: string; key: string }): Promise<void> {
  authorise(actor, "registry.write");
  await deps.db.tx(async (tx) => {
    await store.lockActiveRun(tx, input.id);
    if (!(await store.dropRunTag(tx, input.id, input.key))) throw new SignalboxError("not_found", `No tag with name: ${input.key} in run with id ${input.id}`);
  });
}
