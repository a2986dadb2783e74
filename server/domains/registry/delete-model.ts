import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { recordChange } from "./record-change.ts";
import { checkDeletion } from "./rules/freezing.ts";
import { deleteModel as deleteRow, lockModel, modelBonds } from "./store-models.ts";

/** Versions, tags and aliases go with it. @throws not_found, frozen while a route or a release names it */
export async function deleteModel(deps: Deps, actor: Actor, input: { name: string }): Promise<void> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name, "key");
    checkDeletion(`Registered Model (name=${model.name})`, await modelBonds(tx, model.id));
    await deleteRow(tx, model.id);
    await recordChange(tx, { actor, at, action: "model.deleted", event: "model.changed", model: model.name, detail: { versions: model.lastVersion } });
  });
}
