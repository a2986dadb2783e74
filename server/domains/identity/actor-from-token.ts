import type { Deps } from "../../platform/deps.ts";
import { isDemoEmail, type Actor } from "./contract.ts";
import { hashSecret, tokenPrefix } from "./rules/secrets.ts";
import { holderOfToken, touchToken } from "./store.ts";

const touchedEverySeconds = 60;

/** Whose token this is; null when it is unknown, revoked, or a demo person's in an installation without the demo. */
export async function actorFromToken(deps: Deps, token: string): Promise<Actor | null> {
  if (!token.startsWith(tokenPrefix)) return null;
  const holder = await holderOfToken(deps.db, hashSecret(token));
  if (holder === null || (!deps.env.demo && isDemoEmail(holder.email))) return null;
  const now = deps.clock.now();
  const ifBefore = new Date(now.getTime() - touchedEverySeconds * 1000);
  if (holder.lastUsedAt === null || holder.lastUsedAt < ifBefore) await touchToken(deps.db, holder.tokenId, { now, ifBefore });
  return { kind: "person", id: holder.id, name: holder.name, email: holder.email, role: holder.role, teams: holder.teams, via: "token" };
}
