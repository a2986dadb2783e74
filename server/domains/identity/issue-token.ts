import { recordAudit } from "../../platform/audit-log.ts";
import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { demoPeople, issueTokenInput, roles, systemActor, type Role } from "./contract.ts";
import { hashSecret, tokenPrefix } from "./rules/secrets.ts";
import { insertPerson, insertToken, lockEmail, personByEmail, updateRole, type PersonRow } from "./store.ts";

type Asked = { email: string; name?: string; role?: Role };

/** A demo person is made as the demo has them, also when a token is asked for before the demo has begun. */
function newPerson(id: string, asked: Asked): PersonRow {
  const demoRole = roles.find((role) => demoPeople[role].email === asked.email);
  const known = demoRole === undefined ? { name: asked.email, role: "scientist" as const, teams: [] } : { ...demoPeople[demoRole], role: demoRole };
  return { id, email: asked.email, name: asked.name ?? known.name, role: asked.role ?? known.role, teams: [...known.teams] };
}

async function findOrMake(deps: Deps, tx: Tx, asked: Asked): Promise<PersonRow> {
  const at = deps.clock.now();
  const known = await personByEmail(tx, asked.email);
  if (known === null) {
    const person = newPerson(deps.ids.hex32(), asked);
    await insertPerson(tx, person, at);
    await recordAudit(tx, { actor: systemActor, action: "person.created", subject: person.id, detail: { email: person.email, role: person.role }, at });
    return person;
  }
  if (asked.role === undefined || asked.role === known.role) return known;
  await updateRole(tx, known.id, asked.role);
  await recordAudit(tx, { actor: systemActor, action: "person.role_changed", subject: known.id, detail: { email: known.email, from: known.role, to: asked.role }, at });
  return { ...known, role: asked.role };
}

/**
 * A new API token for a person, made if new: what `npm run token` does, for whoever can run commands on the machine.
 * `role` sets the person's role, downward too, and so what each of their tokens may do.
 * @returns the token, which is kept nowhere else
 * @throws ZodError when the e-mail address, the role or the name is not one
 */
export async function issueToken(deps: Deps, input: Asked): Promise<string> {
  const parsed = issueTokenInput.parse(input);
  const asked = { ...parsed, email: parsed.email.toLowerCase() };
  const token = tokenPrefix + deps.ids.opaque(256);
  await deps.db.tx(async (tx) => {
    await lockEmail(tx, asked.email);
    const person = await findOrMake(deps, tx, asked);
    const at = deps.clock.now();
    const row = await insertToken(tx, { id: deps.ids.hex32(), personId: person.id, name: "command line", hash: hashSecret(token), at });
    await recordAudit(tx, { actor: systemActor, action: "token.created", subject: row.id, detail: { person: person.id, email: person.email, name: row.name }, at });
    await bumpServingEpoch(tx);
  });
  return token;
}
