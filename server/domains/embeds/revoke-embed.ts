import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { embedIdInput } from "./contract.ts";
import { lockEmbed, markRevoked } from "./store.ts";

/** Ends a link for good; one that is revoked already stays so. @throws not_found, forbidden for somebody else's */
export async function revokeEmbed(deps: Deps, actor: Actor, input: z.output<typeof embedIdInput>): Promise<void> {
  authorise(actor, "embed.revoke");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const embed = await lockEmbed(tx, input.id);
    if (embed === null) throw new SignalboxError("not_found", "There is no embed with this id.");
    if (embed.createdBy !== actor.id) authorise(actor, "embed.revokeAny");
    if (embed.revokedAt !== null) return;
    await markRevoked(tx, input.id, { actorId: actor.id, at });
    await record(tx, { actor, action: "embed.revoked", subject: input.id, detail: { title: embed.title, model: embed.model }, at });
    await publish(tx, { type: "embed.revoked", subject: input.id, data: { model: embed.model }, at });
  });
}
