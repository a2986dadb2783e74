import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { protectionView } from "./alias-views.ts";
import type { aliasProtectionIdInput, AliasProtectionView, protectAliasInput } from "./contract.ts";
import { checkAliasName } from "./rules/names.ts";
import { plainForm } from "./rules/protection.ts";
import { deleteProtection, insertProtection, protectionsIn, readProtection } from "./store-aliases.ts";
import { lockModel } from "./store-models.ts";

const whose = (model: string | null) => (model === null ? "every model" : model);

/**
 * From now on the alias is moved by an approver or a release: of one model, or of every model. It is kept as a reader
 * takes it, so that other capitals or widths of it are protected too.
 * @throws not_found for the model, invalid_input, already_exists
 */
export async function protectAlias(deps: Deps, actor: Actor, input: z.output<typeof protectAliasInput>): Promise<AliasProtectionView> {
  const name = input.model ?? null;
  authorise(actor, name === null ? "alias.protectAll" : "alias.protect");
  checkAliasName(input.alias);
  const alias = plainForm(input.alias);
  const at = deps.clock.now();
  const row = await deps.db.tx(async (tx) => {
    const modelId = name === null ? null : (await lockModel(tx, name)).id;
    const always = (await protectionsIn(tx, { modelId: modelId ?? 0, plain: [alias] })).some((one) => one.scope === "environment");
    if (always) throw new SignalboxError("already_exists", `The alias '${alias}' is an environment's name: it is always protected.`);
    const id = await insertProtection(tx, { modelId, alias, actorId: actor.id, at });
    if (id === null) throw new SignalboxError("already_exists", `The alias '${alias}' of ${whose(name)} is protected already.`);
    await record(tx, { actor, action: "alias.protected", subject: name ?? alias, detail: { alias, model: name }, at });
    await publish(tx, { type: "model.changed", subject: name ?? alias, data: { ...(name === null ? {} : { model: name }), action: "alias.protected" }, at });
    return { id, alias, model: name, createdBy: actor.id, createdAt: at };
  });
  return protectionView(row, actor.name);
}

/** Anybody may move the alias again, unless something else protects it. @throws not_found */
export async function unprotectAlias(deps: Deps, actor: Actor, input: z.output<typeof aliasProtectionIdInput>): Promise<void> {
  authorise(actor, "alias.protect");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const row = await readProtection(tx, input.id);
    if (row?.model === null) authorise(actor, "alias.protectAll");
    if (row === null || !(await deleteProtection(tx, row.id))) throw new SignalboxError("not_found", `There is no protection ${input.id} of an alias.`);
    await record(tx, { actor, action: "alias.unprotected", subject: row.model ?? row.alias, detail: { alias: row.alias, model: row.model }, at });
    await publish(tx, { type: "model.changed", subject: row.model ?? row.alias, data: { ...(row.model === null ? {} : { model: row.model }), action: "alias.unprotected" }, at });
  });
}
