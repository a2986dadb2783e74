import type { Deps } from "../../platform/deps.ts";
import { actorFromToken } from "./actor-from-token.ts";
import type { Auth } from "./auth.ts";
import { isDemoEmail, type Actor } from "./contract.ts";
import { tokenOfAuthorization } from "./rules/secrets.ts";
import { personById } from "./store.ts";

/**
 * Who sends these headers: a bearer token, Basic with a token as its password, or a session cookie. An Authorization
 * header that holds no valid token is nobody; the cookie beside it is not tried. A dialect that takes writes from an
 * actor `via: "session"` has to hold the request's origin itself.
 */
export async function actorFromHeaders(deps: Deps, auth: Auth, headers: Headers): Promise<Actor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return actorFromAuthorization(deps, authorization);
  if (!headers.has("cookie")) return null;
  const session = await auth.api.getSession({ headers });
  if (session === null) return null;
  const person = await personById(deps.db, session.user.id);
  if (person === null || (!deps.env.demo && isDemoEmail(person.email))) return null;
  return { kind: "person", ...person, via: "session" };
}

/** The holder of the token in an Authorization header; null for a header without a valid one. */
export async function actorFromAuthorization(deps: Deps, authorization: string): Promise<Actor | null> {
  const token = tokenOfAuthorization(authorization);
  return token === null ? null : actorFromToken(deps, token);
}
