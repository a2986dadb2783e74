import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { recordChange } from "./record-change.ts";
import type { VersionRecord } from "./records.ts";
import { checkDeletion } from "./rules/freezing.ts";
import { parseStage, parseVersion } from "./rules/names.ts";
import { lockModel, updateModel } from "./store-models.ts";
import { archiveOthers, deleteVersion as deleteRow, readVersionInTx, updateVersion as updateRow, versionBonds } from "./store-versions.ts";
import { lockVersion } from "./lock-version.ts";

type Named = { name: string; version: string };

/** A description left out is taken away, as MLflow does. @throws not_found */
export async function updateVersion(deps: Deps, actor: Actor, input: Named & { description?: string }): Promise<VersionRecord> {
  authorise(actor, "registry.write");
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const version = await lockVersion(tx, input.name, number);
    await updateRow(tx, version.id, { description: input.description || null, at });
    await recordChange(tx, { actor, at, action: "version.updated", event: "version.changed", model: version.name, version: number, detail: { description: input.description ?? "" } });
    return readVersionInTx(tx, input.name, number);
  });
}

/** Its aliases vanish with it; its number is never given again. @throws not_found, frozen while a route or a release names it */
export async function deleteVersion(deps: Deps, actor: Actor, input: Named): Promise<void> {
  authorise(actor, "registry.write");
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const version = await lockVersion(tx, input.name, number);
    checkDeletion(`Model Version (name=${version.name}, version=${number})`, await versionBonds(tx, version.id));
    await deleteRow(tx, version.id);
    await updateModel(tx, version.modelId, { at });
    await recordChange(tx, { actor, at, action: "version.deleted", event: "version.changed", model: version.name, version: number, detail: { aliases: version.aliases } });
  });
}

/** Stages are labels and move no route. @throws not_found, invalid_input for an unknown stage or archiving into None or Archived */
export async function moveStage(deps: Deps, actor: Actor, input: Named & { stage: string; archiveOthers: boolean }): Promise<VersionRecord> {
  authorise(actor, "registry.write");
  const number = parseVersion(input.version);
  const stage = parseStage(input.stage);
  if (input.archiveOthers && (stage === "None" || stage === "Archived")) {
    throw new SignalboxError("invalid_input", `Model version transition cannot archive existing model versions because '${stage}' is not an Active stage. Valid stages are Staging, Production`);
  }
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name);
    const version = await readVersionInTx(tx, input.name, number);
    const archived = input.archiveOthers ? await archiveOthers(tx, { modelId: model.id, versionId: version.id, stage, at }) : [];
    await updateRow(tx, version.id, { stage, at });
    await updateModel(tx, model.id, { at });
    await recordChange(tx, { actor, at, action: "version.staged", event: "version.changed", model: model.name, version: number, detail: { from: version.stage, to: stage, archived: archived.map(String) } });
    return readVersionInTx(tx, input.name, number);
  });
}
