import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { recordChange } from "./record-change.ts";
import type { ModelRecord } from "./records.ts";
import { lockModel, readModelInTx, updateModel as updateRow } from "./store-models.ts";

/** A description left out is taken away, as MLflow does. @throws not_found */
export async function updateModel(deps: Deps, actor: Actor, input: { name: string; description?: string }): Promise<ModelRecord> {
  authorise(actor, "registry.write");
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name);
    await updateRow(tx, model.id, { description: input.description || null, at });
    await recordChange(tx, { actor, at, action: "model.updated", event: "model.changed", model: model.name, detail: { description: input.description ?? "" } });
    return readModelInTx(tx, model.name);
  });
}
