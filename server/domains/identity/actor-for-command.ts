import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { type Actor, demoPeople, isDemoEmail } from "./contract.ts";
import { firstAdmin, personByEmail } from "./store.ts";

/**
 * The person in whose name a command of the terminal acts: the one with that address, else the first administrator (the
 * demo's only where there is no other).
 * @throws not_found when there is nobody
 */
export async function actorForCommand(deps: Deps, email?: string): Promise<Actor> {
  const demo = Object.values(demoPeople).map((person) => person.email);
  const person = email === undefined
    ? (await firstAdmin(deps.db, demo)) ?? (deps.env.demo ? await firstAdmin(deps.db, []) : null)
    : await deps.db.tx((tx) => personByEmail(tx, email.toLowerCase()));
  if (person === null || (!deps.env.demo && isDemoEmail(person.email))) {
    throw new SignalboxError("not_found", email === undefined ? "Nobody here is an administrator yet. Name a person with --as EMAIL." : `Nobody here has the address ${email}. npm run -s token -- ${email} makes such a person.`);
  }
  return { kind: "person", id: person.id, name: person.name, email: person.email, role: person.role, teams: person.teams, via: "process" };
}
