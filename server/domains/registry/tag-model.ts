import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { modelTagged } from "../webhooks/index.ts";
import { recordChange } from "./record-change.ts";
import type { Tag } from "./records.ts";
import { checkKey, checkTag, ownerTag, promptTag, servingReads } from "./rules/names.ts";
import { checkStaysPrompt } from "./rules/prompts.ts";
import { dropModelTag, lockModel, putModelTag, updateModel } from "./store-models.ts";

/** The owner's tag also names the model's team. @throws not_found, invalid_input */
export async function tagModel(deps: Deps, actor: Actor, input: { name: string; tag: Tag }): Promise<void> {
  authorise(actor, "registry.write");
  checkTag(input.tag);
  const at = deps.clock.now();
  await deps.db.write(async (sql) => {
    const model = await lockModel(sql, input.name);
    const prompt = input.tag.key === promptTag ? input.tag.value === "true" : model.isPrompt;
    checkStaysPrompt(model, prompt);
    const hook = modelTagged({ name: model.name, prompt }, { key: input.tag.key, value: input.tag.value });
    await Promise.all([
      putModelTag(sql, model.id, input.tag),
      recordChange(sql, { actor, at, action: "model.tagged", event: "model.changed", model: model.name, detail: { key: input.tag.key, value: input.tag.value }, hook }),
    ]);
    if (input.tag.key === ownerTag) await updateModel(sql, model.id, { owner: input.tag.value || null });
    if (input.tag.key === promptTag) await updateModel(sql, model.id, { isPrompt: prompt });
    if (servingReads(input.tag.key)) await bumpServingEpoch(sql);
  });
}

/** A tag that is not there is no error. @throws not_found for the model */
export async function untagModel(deps: Deps, actor: Actor, input: { name: string; key: string }): Promise<void> {
  authorise(actor, "registry.write");
  checkKey(input.key);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const model = await lockModel(tx, input.name);
    const prompt = model.isPrompt && input.key !== promptTag;
    checkStaysPrompt(model, prompt);
    if (!(await dropModelTag(tx, model.id, input.key))) return;
    if (input.key === ownerTag) await updateModel(tx, model.id, { owner: null });
    if (input.key === promptTag) await updateModel(tx, model.id, { isPrompt: false });
    const hook = modelTagged({ name: model.name, prompt }, { key: input.key, value: null });
    await recordChange(tx, { actor, at, action: "model.tagged", event: "model.changed", model: model.name, detail: { key: input.key, value: null }, hook });
    if (servingReads(input.key)) await bumpServingEpoch(tx);
  });
}
