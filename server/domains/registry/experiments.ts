import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { ExperimentRecord, OffsetPage, Tag } from "./records.ts";
import { checkKey, checkLength, lastOfEachKey } from "./rules/names.ts";
import { checkLocation } from "./rules/sources.ts";
import * as store from "./store-experiments.ts";

/** Experiments hold runs; like runs they are working notes, not part of what is audited. */

/** Deleted ones too. @throws not_found */
export async function readExperiment(deps: Deps, actor: Actor, input: { id: number }): Promise<ExperimentRecord> {
  authorise(actor, "registry.read");
  return store.readExperiment(deps.db, input.id);
}

/** @throws not_found */
export async function readExperimentByName(deps: Deps, actor: Actor, input: { name: string }): Promise<ExperimentRecord> {
  authorise(actor, "registry.read");
  return store.readExperimentByName(deps.db, input.name);
}

export async function searchExperiments(deps: Deps, actor: Actor, input: Parameters<typeof store.searchExperiments>[1]): Promise<OffsetPage<ExperimentRecord>> {
  authorise(actor, "registry.read");
  return store.searchExperiments(deps.db, input);
}

/** @returns the new id. @throws already_exists (also for a deleted one's name), invalid_input */
export async function createExperiment(deps: Deps, actor: Actor, input: { name: string; location: string; tags: Tag[] }): Promise<number> {
  authorise(actor, "registry.write");
  checkLength("name", input.name, 500);
  checkLocation(input.location);
  const tags = lastOfEachKey(input.tags);
  tags.forEach((tag) => checkKey(tag.key));
  const at = deps.clock.now();
  const id = await deps.db.tx((tx) => store.insertExperiment(tx, { name: input.name, location: input.location.replace(/\/+$/, ""), tags, actorId: actor.id, at }));
  if (id === null) throw new SignalboxError("already_exists", `Experiment(name=${input.name}) already exists.`);
  return id;
}

/** @throws not_found, already_exists */
export async function renameExperiment(deps: Deps, actor: Actor, input: { id: number; name: string }): Promise<void> {
  authorise(actor, "registry.write");
  checkLength("name", input.name, 500);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const experiment = await store.lockExperiment(tx, input.id);
    if (experiment.stage !== "active") throw new SignalboxError("invalid_input", "Cannot rename a non-active experiment.");
    if (!(await store.renameRow(tx, input.id, { name: input.name, at }))) throw new SignalboxError("already_exists", `Experiment(name=${input.name}) already exists.`);
  });
}

/** Takes it and its runs away, or brings them back. @throws not_found also when it is in that state already */
export async function stageExperiment(deps: Deps, actor: Actor, input: { id: number; stage: "active" | "deleted" }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const experiment = await store.lockExperiment(tx, input.id);
    if (experiment.stage === input.stage) throw store.experimentNotFound(input.id);
    await store.updateExperiment(tx, input.id, { stage: input.stage, at });
    await store.stageRunsOf(tx, input.id, input.stage);
  });
}

function requireActive(experiment: store.LockedExperiment): void {
  if (experiment.stage !== "active") throw new SignalboxError("invalid_input", `The experiment ${experiment.id} must be in the 'active' state. Current state is deleted.`);
}

/** @throws not_found, invalid_input */
export async function tagExperiment(deps: Deps, actor: Actor, input: { id: number; tag: Tag }): Promise<void> {
  authorise(actor, "registry.write");
  checkKey(input.tag.key);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    requireActive(await store.lockExperiment(tx, input.id));
    await store.putExperimentTag(tx, input.id, input.tag);
    await store.updateExperiment(tx, input.id, { at });
  });
}

/** @throws not_found for the experiment and for the tag */
export async function untagExperiment(deps: Deps, actor: Actor, input: { id: number; key: string }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    requireActive(await store.lockExperiment(tx, input.id));
    if (!(await store.dropExperimentTag(tx, input.id, input.key))) throw new SignalboxError("not_found", `No tag with name: ${input.key} in experiment with id ${input.id}`);
    await store.updateExperiment(tx, input.id, { at });
  });
}
