import type { z } from "zod";
import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { paths } from "../../shared/paths.ts";
import { authorise } from "./authorise.ts";
import type { Actor, createdInviteView, inviteInput } from "./contract.ts";
import { hashSecret } from "./rules/secrets.ts";
import { insertInvite } from "./store-invites.ts";
import { inviteViewOf } from "./views.ts";

export const inviteLifetimeMs = 7 * 86_400_000;

/** A link that makes one person, once, within seven days; with `email` only for that address. Shown this once. */
export async function createInvite(deps: Deps, actor: Actor, input: z.output<typeof inviteInput>): Promise<z.infer<typeof createdInviteView>> {
  authorise(actor, "person.invite");
  const secret = deps.ids.opaque(256);
  const at = deps.clock.now();
  const row = await deps.db.tx(async (tx) => {
    const made = await insertInvite(tx, {
      id: deps.ids.hex32(), hash: hashSecret(secret), email: input.email?.toLowerCase() ?? null, role: input.role,
      created_by: actor.id, created_at: at, expires_at: new Date(at.getTime() + inviteLifetimeMs),
    });
    await recordAudit(tx, { actor, action: "invite.created", subject: made.id, detail: { email: made.email, role: made.role }, at });
    return made;
  });
  return { ...inviteViewOf(row), url: deps.env.publicUrl + paths.invite(secret) };
}
