import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { recordChange } from "./record-change.ts";
import type { ModelRecord } from "./records.ts";
import { checkRename } from "./rules/freezing.ts";
import { checkModelName } from "./rules/names.ts";
import { lockModel, modelBonds, readModelInTx, renameRow } from "./store-models.ts";

/** Versions, tags and aliases follow. @throws not_found, already_exists, frozen while a route names it */
export async function renameModel(deps: Deps, actor: Actor, input: { name: string; newName: string }): Promise<ModelRecord> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name, "key");
    checkModelName(input.newName);
    if (input.newName !== input.name) {
      checkRename(`Registered Model (name=${input.name})`, await modelBonds(tx, model.id));
      if (!(await renameRow(tx, model.id, { name: input.newName, at }))) throw new SignalboxError("already_exists", `Registered Model (name=${input.newName}) already exists.`);
      await recordChange(tx, { actor, at, action: "model.renamed", event: "model.changed", model: input.newName, detail: { from: input.name } });
    }
    return readModelInTx(tx, input.newName);
  });
}
