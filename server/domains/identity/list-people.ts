import type { Deps } from "../../platform/deps.ts";
import { authorise } from "./authorise.ts";
import { demoPeople, isDemoEmail, roles, systemActor, type Actor, type PersonView, type Role } from "./contract.ts";
import { allPeople, namesOf, validTokens } from "./store.ts";
import { personViewOf } from "./views.ts";

/** Everybody of this installation, by name. */
export async function listPeople(deps: Deps, actor: Actor): Promise<PersonView[]> {
  authorise(actor, "registry.read");
  const people = await allPeople(deps.db);
  return people.filter((person) => deps.env.demo || !isDemoEmail(person.email)).map(personViewOf);
}

/** Names by id, for views that show who did something; the platform itself is among them, unknown ids are left out. */
export async function personNames(deps: Pick<Deps, "db">, ids: string[]): Promise<Map<string, string>> {
  const names = new Map([[systemActor.id, systemActor.name]]);
  if (ids.length > 0) for (const row of await namesOf(deps.db, [...new Set(ids)])) names.set(row.id, row.name);
  return names;
}

/** SHA-256 and role of each token that works now: what serving keeps on disk. */
export async function servingTokens(deps: Pick<Deps, "db" | "env">): Promise<{ hash: string; role: Role }[]> {
  return validTokens(deps.db, deps.env.demo ? [] : roles.map((role) => demoPeople[role].email));
}
