import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { checkAliasesGo } from "./check-aliases-go.ts";
import { recordChange } from "./record-change.ts";
import type { VersionRecord } from "./records.ts";
import { checkDeletion } from "./rules/freezing.ts";
import { parseStage, parseVersion } from "./rules/names.ts";
import { dropAliases } from "./store-aliases.ts";
import { trashEnds } from "./delete-model.ts";
import { updateModel } from "./store-models.ts";
import { putInTrash } from "./store-trash.ts";
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
    await updateRow(tx, version.id, { description: input.description ?? null, at });
    await recordChange(tx, { actor, at, action: "version.updated", event: "version.changed", model: version.name, version: number, detail: { description: input.description ?? "" } });
    return readVersionInTx(tx, input.name, number);
  });
}

/** It goes into the trash for `trashDays`; its aliases vanish with it, and its number is never given again. @throws not_found, frozen while a route or a release names it, forbidden for a protected alias on it */
export async function deleteVersion(deps: Deps, actor: Actor, input: Named): Promise<void> {
  authorise(actor, "registry.write");
  const number = parseVersion(input.version);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const version = await lockVersion(tx, input.name, number);
    const subject = `Model Version (name=${version.name}, version=${number})`;
    checkDeletion(subject, await versionBonds(tx, version.id));
    await checkAliasesGo(tx, actor, { subject, modelId: version.modelId, aliases: version.aliases });
    if (version.aliases.length > 0) await dropAliases(tx, { actor, at, releaseId: null }, { versionId: version.id, aliases: version.aliases });
    await putInTrash(tx, { kind: "version", id: version.id, name: version.name, version: number, deletedBy: actor.id, deletedAt: at, expiresAt: trashEnds(at) });
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
    const version = await lockVersion(tx, input.name, number);
    const archived = input.archiveOthers ? await archiveOthers(tx, { modelId: version.modelId, versionId: version.id, stage, at }) : [];
    await updateRow(tx, version.id, { stage, at });
    await updateModel(tx, version.modelId, { at });
    await recordChange(tx, { actor, at, action: "version.staged", event: "version.changed", model: version.name, version: number, detail: { from: version.stage, to: stage, archived: archived.map(String) } });
    return readVersionInTx(tx, input.name, number);
  });
}
