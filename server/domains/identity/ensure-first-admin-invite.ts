import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { paths } from "../../shared/paths.ts";
import { systemActor } from "./contract.ts";
import { inviteLifetimeMs } from "./create-invite.ts";
import { hashSecret } from "./rules/secrets.ts";
import { dropUnusedFirstInvites, insertInvite } from "./store-invites.ts";
import { countAdmins } from "./store.ts";

/**
 * The one-time link that makes the administrator of an installation that has none; null when it has one, or runs the
 * demo. Called at start: the links that earlier starts printed stop working.
 */
export async function ensureFirstAdminInvite(deps: Deps): Promise<string | null> {
  if (deps.env.demo) return null;
  const secret = deps.ids.opaque(256);
  const made = await deps.db.tx(async (tx) => {
    if ((await countAdmins(tx)) > 0) return false;
    const at = deps.clock.now();
    await dropUnusedFirstInvites(tx);
    const invite = await insertInvite(tx, {
      id: deps.ids.hex32(), hash: hashSecret(secret), email: null, role: "admin", created_by: null,
      created_at: at, expires_at: new Date(at.getTime() + inviteLifetimeMs),
    });
    await recordAudit(tx, { actor: systemActor, action: "invite.created", subject: invite.id, detail: { role: "admin", first: true }, at });
    return true;
  });
  return made ? deps.env.publicUrl + paths.invite(secret) : null;
}
