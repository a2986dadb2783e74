import type { Tx } from "../../platform/db.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { aliasDeleted, aliasSet } from "../webhooks/index.ts";
import { lockVersion } from "./lock-version.ts";
import { recordChange } from "./record-change.ts";
import { checkAliasName, parseVersion } from "./rules/names.ts";
import { mayMoveDirectly, plainForm, ProtectedAlias, protectionOf, type Protection } from "./rules/protection.ts";
import { dropAlias, protectionsIn, putAlias } from "./store-aliases.ts";
import { lockModel } from "./store-models.ts";

/** What a direct move did: `protection` is what the actor's right passed over, null for an alias that anybody may move. */
export type AliasMoved = { modelId: number; protection: Protection | null };

async function checkProtection(tx: Tx, actor: Actor, of: { modelId: number; alias: string }): Promise<Protection | null> {
  const protection = protectionOf(of.alias, await protectionsIn(tx, { modelId: of.modelId, plain: [plainForm(of.alias)] }));
  if (protection !== null && !mayMoveDirectly(protection, mayDo(actor, "alias.setProtected"))) throw new ProtectedAlias(of.alias, protection);
  return protection;
}

/**
 * Points an alias at a version, in the caller's transaction: releases do it, who open a request where this refuses.
 * @throws not_found, invalid_input, ProtectedAlias
 */
export async function setAliasIn(tx: Tx, actor: Actor, input: { name: string; alias: string; version: string; at: Date }): Promise<AliasMoved> {
  authorise(actor, "registry.write");
  checkAliasName(input.alias);
  const number = parseVersion(input.version);
  const version = await lockVersion(tx, input.name, number);
  const protection = await checkProtection(tx, actor, { modelId: version.modelId, alias: input.alias });
  await putAlias(tx, { actor, at: input.at, releaseId: null }, { modelId: version.modelId, alias: input.alias, versionId: version.id, version: number });
  await recordChange(tx, { actor, at: input.at, action: "alias.set", event: "alias.set", model: version.name, version: number, detail: { alias: input.alias }, hook: aliasSet(version, input.alias) });
  return { modelId: version.modelId, protection };
}

/** Takes an alias away, in the caller's transaction; one that is not there is no error. @throws not_found for the model, ProtectedAlias */
export async function deleteAliasIn(tx: Tx, actor: Actor, input: { name: string; alias: string; at: Date }): Promise<AliasMoved> {
  authorise(actor, "registry.write");
  const model = await lockModel(tx, input.name);
  const protection = await checkProtection(tx, actor, { modelId: model.id, alias: input.alias });
  if (await dropAlias(tx, { actor, at: input.at, releaseId: null }, { modelId: model.id, alias: input.alias })) {
    await recordChange(tx, { actor, at: input.at, action: "alias.deleted", event: "model.changed", model: model.name, detail: { alias: input.alias }, hook: aliasDeleted({ name: model.name, prompt: model.isPrompt }, input.alias) });
  }
  return { modelId: model.id, protection };
}
