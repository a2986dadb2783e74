import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { modelCreated } from "../webhooks/index.ts";
import { recordChange } from "./record-change.ts";
import type { ModelRecord, Tag } from "./records.ts";
import { checkModelName, checkTag, lastOfEachKey, ownerTag, saysPrompt } from "./rules/names.ts";
import { insertModel, readModelInTx } from "./store-models.ts";

/** @throws already_exists, invalid_input */
export async function createModel(deps: Deps, actor: Actor, input: { name: string; description?: string; tags: Tag[]; /** For what moves in: when it was made there. */ createdAt?: Date }): Promise<ModelRecord> {
  authorise(actor, "registry.write");
  checkModelName(input.name);
  const tags = lastOfEachKey(input.tags);
  tags.forEach(checkTag);
  const at = deps.clock.now();
  const owner = tags.find((tag) => tag.key === ownerTag)?.value || null;
  return deps.db.tx(async (tx) => {
    const id = await insertModel(tx, { name: input.name, description: input.description || null, tags, owner, actorId: actor.id, at: input.createdAt ?? at });
    if (id === null) throw new SignalboxError("already_exists", `Registered Model (name=${input.name}) already exists.`);
    await recordChange(tx, { actor, at, action: "model.created", event: "model.changed", model: input.name, detail: {}, hook: modelCreated({ name: input.name, prompt: saysPrompt(tags), tags, description: input.description ?? "" }) });
    return readModelInTx(tx, input.name);
  });
}
