import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { checkAliasesGo } from "./check-aliases-go.ts";
import { recordChange } from "./record-change.ts";
import { checkDeletion } from "./rules/freezing.ts";
import { aliasNames } from "./store-aliases.ts";
import { trashDays } from "./contract-cleaning.ts";
import { deleteModel as deleteRow, lockModel, modelBonds } from "./store-models.ts";
import { putInTrash } from "./store-trash.ts";

/** When what is deleted now can no longer be brought back. */
export const trashEnds = (at: Date): Date => new Date(at.getTime() + trashDays * 86_400_000);

/** Versions, tags and aliases go with it, into the trash for `trashDays`. @throws not_found, frozen while a route or a release names it, forbidden for a protected alias on it */
export async function deleteModel(deps: Deps, actor: Actor, input: { name: string }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name, "key");
    const subject = `Registered Model (name=${model.name})`;
    checkDeletion(subject, await modelBonds(tx, model.id));
    await checkAliasesGo(tx, actor, { subject, modelId: model.id, aliases: await aliasNames(tx, model.id) });
    await putInTrash(tx, { kind: "model", id: model.id, name: model.name, version: null, deletedBy: actor.id, deletedAt: at, expiresAt: trashEnds(at) });
    await deleteRow(tx, model.id);
    await recordChange(tx, { actor, at, action: "model.deleted", event: "model.changed", model: model.name, detail: { versions: model.lastVersion } });
  });
}
