import { createHash } from "node:crypto";

/** What the database keeps of a token or an invite: SHA-256 in hex. They hold 256 random bits, so a slow hash adds nothing. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret, "utf8").digest("hex");

export const tokenPrefix = "sbx_";

/** The API token in an Authorization header: a bearer, or the password of Basic (what Git-like clients send); null when it holds none. */
export function tokenOfAuthorization(header: string): string | null {
  const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return value === "" ? null : value;
  if (!/^basic$/i.test(scheme)) return null;
  const decoded = Buffer.from(value, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon === -1 || colon === decoded.length - 1 ? null : decoded.slice(colon + 1);
}
