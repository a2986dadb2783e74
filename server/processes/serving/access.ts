/** Who may call, from the hashes on disk: also without the database. */
import { createHash } from "node:crypto";
import { OipRefusal } from "../../adapters/http/oip/index.ts";

/** Roles by the SHA-256 of every valid token. */
export type Tokens = ReadonlyMap<string, string>;

/** @param authorization the header's or metadata's text @returns the token's role @throws OipRefusal 401 */
export function requireToken(tokens: Tokens, authorization: string | undefined): string {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  const role = token === undefined ? undefined : tokens.get(createHash("sha256").update(token, "utf8").digest("hex"));
  if (role === undefined) throw new OipRefusal(401, token === undefined ? "a token is needed: send `Authorization: Bearer TOKEN`" : "the token is not valid", { "WWW-Authenticate": "Bearer" });
  return role;
}

/**
 * Labels and events: any person's token, wherever serving listens. A payload logger can send no header of its own, but
 * the user and password of its address: there the password is the token.
 * @throws OipRefusal 401
 */
export function requirePerson(tokens: Tokens, authorization: string | undefined): void {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? "")?.[1];
  const password = basic === undefined ? undefined : /^[^:]*:(.*)$/s.exec(Buffer.from(basic, "base64").toString("utf8"))?.[1];
  requireToken(tokens, password === undefined ? authorization : `Bearer ${password}`);
}

/** Load and unload: always with a token, wherever serving listens. @throws OipRefusal 401, 403 */
export function requireAdministrator(tokens: Tokens, authorization: string | undefined): void {
  if (requireToken(tokens, authorization) !== "admin") throw new OipRefusal(403, "load and unload are an administrator's: the token is another role's");
}
