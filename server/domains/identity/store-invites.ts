import type { Db, Tx } from "../../platform/db.ts";
import type { Role } from "./contract.ts";

export type InviteRow = { id: string; email: string | null; role: Role; created_by: string | null; created_at: Date; expires_at: Date; used_at: Date | null };
const fields = { id: true, email: true, role: true, created_by: true, created_at: true, expires_at: true, used_at: true } as const;
// The check constraint invite_role_known keeps the column to these.
const asInvite = <Row extends { role: string }>(row: Row): Row & { role: Role } => ({ ...row, role: row.role as Role });

export async function insertInvite(tx: Tx, invite: Omit<InviteRow, "used_at"> & { hash: string }): Promise<InviteRow> {
  return asInvite(await tx.invite.create({ data: invite, select: fields }));
}

export async function latestInvites(db: Db, limit: number): Promise<InviteRow[]> {
  return (await db.prisma.invite.findMany({ select: fields, orderBy: [{ created_at: "desc" }, { id: "asc" }], take: limit })).map(asInvite);
}

export async function inviteIsOpen(db: Db, hash: string, now: Date): Promise<boolean> {
  return (await db.hot("identity_invite_open", `SELECT 1 FROM invite WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`, [hash, now])).length === 1;
}

/** Marks it used and returns it, or null when it is unknown, used or past its time: of two at once, one gets it. */
export async function takeInvite(tx: Tx, hash: string, now: Date): Promise<InviteRow | null> {
  const rows = await tx.invite.updateManyAndReturn({ where: { hash, used_at: null, expires_at: { gt: now } }, data: { used_at: now }, select: fields });
  const row = rows[0];
  return row === undefined ? null : asInvite(row);
}

/** Drops the links that earlier starts printed and nobody used. */
export async function dropUnusedFirstInvites(tx: Tx): Promise<void> {
  await tx.invite.deleteMany({ where: { created_by: null, used_at: null } });
}
