import { hashPassword } from "better-auth/crypto";
import type { z } from "zod";
import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { isDemoEmail, type acceptedInviteView, type acceptInviteInput } from "./contract.ts";
import { hashSecret } from "./rules/secrets.ts";
import { inviteIsOpen, takeInvite } from "./store-invites.ts";
import { insertPassword, insertPerson, lockEmail, personByEmail, type PersonRow } from "./store.ts";

const closed = () => new SignalboxError("gone", "This link was used, or is older than seven days. Ask for a new one.");

/**
 * Makes the person an invite is for; they sign in with what they chose. Its right is the link's secret, so there is no
 * actor: of two at once with one link, one becomes a person.
 * @throws gone when the link is unknown, used or past its time; invalid_input when it is for another address;
 * already_exists when somebody has that address
 */
export async function acceptInvite(deps: Deps, input: z.output<typeof acceptInviteInput>): Promise<z.infer<typeof acceptedInviteView>> {
  const email = input.email.toLowerCase();
  const hash = hashSecret(input.token);
  // Hashing a password is made to be slow: only for who holds a link.
  if (!(await inviteIsOpen(deps.db, hash, deps.clock.now()))) throw closed();
  const passwordHash = await hashPassword(input.password);
  await deps.db.tx(async (tx) => {
    const at = deps.clock.now();
    const invite = await takeInvite(tx, hash, at);
    if (invite === null) throw closed();
    if (invite.email !== null && invite.email !== email) {
      throw new SignalboxError("invalid_input", "This link is for another e-mail address.", { fields: [{ path: "email", message: "the address that the link was made for" }] });
    }
    await lockEmail(tx, email);
    if (isDemoEmail(email) || (await personByEmail(tx, email)) !== null) {
      throw new SignalboxError("already_exists", "Somebody has this e-mail address. Sign in, or use another one.", { fields: [{ path: "email", message: "taken" }] });
    }
    const person: PersonRow = { id: deps.ids.hex32(), email, name: input.name, role: invite.role, teams: [] };
    await insertPerson(tx, person, at);
    await insertPassword(tx, { id: deps.ids.hex32(), personId: person.id, passwordHash, at });
    await recordAudit(tx, { actor: person, action: "invite.used", subject: invite.id, detail: { person: person.id, email, role: person.role }, at });
    await recordAudit(tx, { actor: person, action: "person.created", subject: person.id, detail: { email, role: person.role }, at });
  });
  return { email };
}
