import type { Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { mayMoveDirectly, plainForm, protectionOf } from "./rules/protection.ts";
import { protectionsIn } from "./store-aliases.ts";

/** Deleting what a protected alias points at would take the alias away. @throws forbidden naming the alias, for somebody who may not do that */
export async function checkAliasesGo(tx: Tx, actor: Actor, of: { subject: string; modelId: number; aliases: string[] }): Promise<void> {
  if (of.aliases.length === 0) return;
  const protections = await protectionsIn(tx, { modelId: of.modelId, plain: of.aliases.map(plainForm) });
  const held = of.aliases.find((alias) => !mayMoveDirectly(protectionOf(alias, protections), mayDo(actor, "alias.setProtected")));
  if (held !== undefined) throw new SignalboxError("forbidden", `${of.subject} cannot be deleted: the protected alias '${held}' is on it. Ask an approver to move the alias first.`, { extra: { alias: held } });
}
