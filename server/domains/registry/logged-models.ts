import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { LoggedModelRecord, LoggedModelStatus, OffsetPage, Tag } from "./records.ts";
import { joinUri } from "./rules/artifact-paths.ts";
import { checkLength, lastOfEachKey, nameFromHex } from "./rules/names.ts";
import { pythonText } from "./rules/python-json.ts";
import { checkDeletion } from "./rules/freezing.ts";
import { lockExperiment } from "./store-experiments.ts";
import * as store from "./store-logged-models.ts";
import { loggedModelBonds } from "./store-versions.ts";

/** Logged models are working notes until a version is registered from one: they are not audited. */

/** @throws not_found, also for a deleted one */
export async function readLoggedModel(deps: Deps, actor: Actor, input: { id: string }): Promise<LoggedModelRecord> {
  authorise(actor, "registry.read");
  return store.readLoggedModel(deps.db, input.id);
}

export async function searchLoggedModels(deps: Deps, actor: Actor, input: Parameters<typeof store.searchLoggedModels>[1]): Promise<OffsetPage<LoggedModelRecord>> {
  authorise(actor, "registry.read");
  return store.searchLoggedModels(deps.db, input);
}

/** MLflow checks keys of logged models for their length alone. */
const checkKeys = (pairs: readonly Tag[]) => pairs.forEach((one) => checkLength("key", one.key, 255));

export type CreateLoggedModel = { experimentId: number; name: string; modelType: string; sourceRunId: string; params: Tag[]; tags: Tag[] };

/** @throws not_found for the experiment, invalid_input for a bad name */
export async function createLoggedModel(deps: Deps, actor: Actor, input: CreateLoggedModel): Promise<LoggedModelRecord> {
  authorise(actor, "registry.write");
  if (/[/:.%"']/.test(input.name)) {
    throw new SignalboxError("invalid_input", `Invalid model name (${pythonText(input.name)}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`);
  }
  const [params, tags] = [lastOfEachKey(input.params), lastOfEachKey(input.tags)];
  checkKeys([...params, ...tags]);
  const id = `m-${deps.ids.hex32()}`;
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const experiment = await lockExperiment(tx, input.experimentId, "share");
    if (experiment.stage !== "active") throw new SignalboxError("invalid_input", `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`);
    await store.insertLoggedModel(tx, {
      id, experimentId: experiment.id, name: input.name || nameFromHex(deps.ids.hex32()), modelType: input.modelType, sourceRunId: input.sourceRunId,
      artifactUri: joinUri(experiment.artifactLocation, `models/${id}/artifacts`), params, tags, actorId: actor.id, at,
    });
    return store.readLoggedModelInTx(tx, id);
  });
}

/** @throws not_found */
export async function finishLoggedModel(deps: Deps, actor: Actor, input: { id: string; status: LoggedModelStatus }): Promise<LoggedModelRecord> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    await store.lockLoggedModel(tx, input.id);
    await store.updateLoggedModel(tx, input.id, { status: input.status, at });
    return store.readLoggedModelInTx(tx, input.id);
  });
}

/**
 * Its files stay: a version may have been registered from it. Once more is no error.
 * @throws not_found, frozen when a version that was made of it serves or is in a release
 */
export async function deleteLoggedModel(deps: Deps, actor: Actor, input: { id: string }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    if (await store.loggedModelState(tx, input.id) === "deleted") return;
    await store.lockLoggedModel(tx, input.id);
    checkDeletion(`Logged model '${input.id}'`, await loggedModelBonds(tx, input.id));
    await store.updateLoggedModel(tx, input.id, { deletedAt: at, at });
  });
}

/** @throws not_found */
export async function tagLoggedModel(deps: Deps, actor: Actor, input: { id: string; tags: Tag[] }): Promise<LoggedModelRecord> {
  authorise(actor, "registry.write");
  const tags = lastOfEachKey(input.tags);
  checkKeys(tags);
  return deps.db.tx(async (tx) => {
    await store.lockLoggedModel(tx, input.id);
    await store.putLoggedModelTags(tx, input.id, tags);
    return store.readLoggedModelInTx(tx, input.id);
  });
}

/** @throws not_found for the model and for the tag */
export async function untagLoggedModel(deps: Deps, actor: Actor, input: { id: string; key: string }): Promise<void> {
  authorise(actor, "registry.write");
  await deps.db.tx(async (tx) => {
    await store.lockLoggedModel(tx, input.id);
    if (!(await store.dropLoggedModelTag(tx, input.id, input.key))) throw new SignalboxError("not_found", `No tag with key '${input.key}' found for model with ID '${input.id}'.`);
  });
}

/** @throws not_found, invalid_input for a key that is there */
export async function addLoggedModelParams(deps: Deps, actor: Actor, input: { id: string; params: Tag[] }): Promise<void> {
  authorise(actor, "registry.write");
  const params = lastOfEachKey(input.params);
  checkKeys(params);
  await deps.db.tx(async (tx) => {
    await store.lockLoggedModel(tx, input.id);
    const taken = await store.putLoggedModelParams(tx, input.id, params);
    if (taken.length > 0) throw new SignalboxError("invalid_input", `Param '${taken[0]}' is already logged for model with ID '${input.id}'.`);
  });
}
