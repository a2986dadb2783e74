import type { Db, Tx } from "../../platform/db.ts";
import type { Role } from "./contract.ts";

export type PersonRow = { id: string; name: string; email: string; role: Role; teams: string[] };
export type TokenHolder = PersonRow & { tokenId: string; lastUsedAt: Date | null };

const personFields = { id: true, name: true, email: true, role: true, teams: true } as const;
// The check constraint user_role_known keeps the column to these.
const asPerson = (row: { id: string; name: string; email: string; role: string; teams: string[] }): PersonRow => ({ ...row, role: row.role as Role });

/** Hot: every call of every program comes through here. */
export async function holderOfToken(db: Db, hash: string): Promise<TokenHolder | null> {
  const rows = await db.quick<TokenHolder>(
    "identity_token_holder",
    `SELECT u.id, u.name, u.email, u.role, u.teams, t.id AS "tokenId", t.last_used_at AS "lastUsedAt"
     FROM api_token t JOIN "user" u ON u.id = t.user_id WHERE t.hash = $1 AND t.revoked_at IS NULL`,
    [hash],
  );
  return rows[0] ?? null;
}

export async function touchToken(db: Db, tokenId: string, at: { now: Date; ifBefore: Date }): Promise<void> {
  await db.hot("identity_token_used", `UPDATE api_token SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3)`, [tokenId, at.now, at.ifBefore]);
}

export async function personById(db: Db, id: string): Promise<PersonRow | null> {
  return (await db.hot<PersonRow>("identity_person", `SELECT id, name, email, role, teams FROM "user" WHERE id = $1`, [id]))[0] ?? null;
}

export async function personByEmail(tx: Tx, email: string): Promise<PersonRow | null> {
  const row = await tx.user.findUnique({ where: { email }, select: personFields });
  return row === null ? null : asPerson(row);
}

/** The administrator who came first; null while there is none. */
export async function firstAdmin(db: Db, withoutEmails: readonly string[]): Promise<PersonRow | null> {
  const row = await db.prisma.user.findFirst({ where: { role: "admin", email: { notIn: [...withoutEmails] } }, select: personFields, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
  return row === null ? null : asPerson(row);
}

export async function allPeople(db: Db): Promise<PersonRow[]> {
  const rows = await db.prisma.user.findMany({ select: personFields, orderBy: [{ name: "asc" }, { id: "asc" }] });
  return rows.map(asPerson);
}

export async function namesOf(db: Db, ids: string[]): Promise<{ id: string; name: string }[]> {
  return db.hot<{ id: string; name: string }>("identity_names", `SELECT id, name FROM "user" WHERE id = ANY($1)`, [ids]);
}

export async function countAdmins(tx: Tx): Promise<number> {
  return tx.user.count({ where: { role: "admin" } });
}

/** Serialises what must not run twice at once for one e-mail address; held until the transaction ends. */
export async function lockEmail(tx: Tx, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('signalbox.person.' || ${email}, 0))`;
}

export async function insertPerson(tx: Tx, person: PersonRow, at: Date): Promise<void> {
  await tx.user.create({ data: { ...person, createdAt: at, updatedAt: at }, select: { id: true } });
}

export async function updateRole(tx: Tx, personId: string, role: Role): Promise<void> {
  await tx.user.update({ where: { id: personId }, data: { role }, select: { id: true } });
}

/** @param passwordHash as better-auth's own hashing gives it */
export async function insertPassword(tx: Tx, account: { id: string; personId: string; passwordHash: string; at: Date }): Promise<void> {
  await tx.account.create({
    data: { id: account.id, accountId: account.personId, providerId: "credential", userId: account.personId, password: account.passwordHash, createdAt: account.at, updatedAt: account.at },
    select: { id: true },
  });
}

// ---- tokens -----------------------------------------------------------------------------------------------------------

export type TokenRow = { id: string; user_id: string; name: string; created_at: Date; last_used_at: Date | null };
const tokenFields = { id: true, user_id: true, name: true, created_at: true, last_used_at: true } as const;

export async function insertToken(tx: Tx, token: { id: string; personId: string; name: string; hash: string; at: Date }): Promise<TokenRow> {
  return tx.apiToken.create({ data: { id: token.id, user_id: token.personId, name: token.name, hash: token.hash, created_at: token.at }, select: tokenFields });
}

export async function tokensOf(db: Db, personId: string): Promise<TokenRow[]> {
  return db.prisma.apiToken.findMany({ where: { user_id: personId, revoked_at: null }, select: tokenFields, orderBy: [{ created_at: "desc" }, { id: "asc" }] });
}

export async function liveToken(tx: Tx, id: string): Promise<TokenRow | null> {
  return tx.apiToken.findFirst({ where: { id, revoked_at: null }, select: tokenFields });
}

/** False when somebody else revoked it first. */
export async function markRevoked(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (await tx.apiToken.updateMany({ where: { id, revoked_at: null }, data: { revoked_at: at } })).count === 1;
}

/** What serving keeps on disk to check tokens without the database. */
export async function validTokens(db: Db, withoutEmails: readonly string[]): Promise<{ hash: string; role: Role }[]> {
  return db.hot<{ hash: string; role: Role }>(
    "identity_valid_tokens",
    `SELECT t.hash, u.role FROM api_token t JOIN "user" u ON u.id = t.user_id WHERE t.revoked_at IS NULL AND NOT (u.email = ANY($1)) ORDER BY t.hash`,
    [withoutEmails],
  );
}
