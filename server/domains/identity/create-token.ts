import type { z } from "zod";
import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { authorise } from "./authorise.ts";
import type { Actor, createdTokenView, createTokenInput } from "./contract.ts";
import { hashSecret, tokenPrefix } from "./rules/secrets.ts";
import { insertToken } from "./store.ts";
import { tokenViewOf } from "./views.ts";

/** A token of one's own; `token` is shown this once. */
export async function createToken(deps: Deps, actor: Actor, input: z.output<typeof createTokenInput>): Promise<z.infer<typeof createdTokenView>> {
  authorise(actor, "token.create");
  const token = tokenPrefix + deps.ids.opaque(256);
  const at = deps.clock.now();
  const row = await deps.db.tx(async (tx) => {
    const made = await insertToken(tx, { id: deps.ids.hex32(), personId: actor.id, name: input.name, hash: hashSecret(token), at });
    await recordAudit(tx, { actor, action: "token.created", subject: made.id, detail: { person: actor.id, name: made.name }, at });
    await bumpServingEpoch(tx);
    return made;
  });
  return { ...tokenViewOf(row), token };
}
