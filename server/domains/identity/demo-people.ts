import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Auth } from "./auth.ts";
import { demoPeople, roles, systemActor, type Role } from "./contract.ts";
import { insertPerson, lockEmail, personByEmail } from "./store.ts";

/** Makes the demo's people where they are missing; does nothing without the demo. */
export async function seedDemoPeople(deps: Deps): Promise<void> {
  if (!deps.env.demo) return;
  await deps.db.tx(async (tx) => {
    for (const role of roles) {
      const { email, name, teams } = demoPeople[role];
      await lockEmail(tx, email);
      if ((await personByEmail(tx, email)) !== null) continue;
      const at = deps.clock.now();
      const id = deps.ids.hex32();
      await insertPerson(tx, { id, email, name, role, teams: [...teams] }, at);
      await recordAudit(tx, { actor: systemActor, action: "person.created", subject: id, detail: { email, role, demo: true }, at });
    }
  });
}

/**
 * A session of the demo person of that role.
 * @returns headers with its Set-Cookie
 * @throws not_found when this installation does not run the demo
 */
export async function signInDemo(deps: Deps, auth: Auth, role: Role): Promise<Headers> {
  if (!deps.env.demo) throw new SignalboxError("not_found", "This installation has no demo people. Sign in with your own account.");
  await seedDemoPeople(deps);
  const { headers } = await auth.api.signInDemo({ body: { role }, returnHeaders: true });
  return headers;
}
