import type { Db, Tx } from "../../platform/db.ts";

export type CardRow = { id: number; body: string; createdBy: string; at: Date };
const columns = `id, body, created_by AS "createdBy", created_at AS at`;

/** The newest text of a version, or the one of this id; null when there is none. */
export async function readCard(db: Db, versionId: number, id: number | null): Promise<CardRow | null> {
  const rows = await db.hot<CardRow>("registry.card", `SELECT ${columns} FROM version_card WHERE version_id = $1 AND ($2::int IS NULL OR id = $2) ORDER BY id DESC LIMIT 1`, [versionId, id]);
  return rows[0] ?? null;
}

export async function newestCard(tx: Tx, versionId: number): Promise<CardRow | null> {
  const row = await tx.versionCard.findFirst({ where: { version_id: versionId }, orderBy: { id: "desc" }, select: { id: true, body: true, created_by: true, created_at: true } });
  return row && { id: row.id, body: row.body, createdBy: row.created_by, at: row.created_at };
}

export type RevisionRow = { id: number; createdBy: string; at: Date; characters: number };

/** A version's saved texts, the newest first, below `before`; without the texts. */
export async function cardRevisions(db: Db, versionId: number, page: { before: number | null; limit: number }): Promise<RevisionRow[]> {
  return db.hot<RevisionRow>("registry.card.revisions",
    `SELECT id, created_by AS "createdBy", created_at AS at, char_length(body) AS characters FROM version_card WHERE version_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`, [versionId, page.before, page.limit]);
}

export async function insertCard(tx: Tx, card: { versionId: number; body: string; actorId: string; at: Date }): Promise<CardRow> {
  const row = await tx.versionCard.create({ data: { version_id: card.versionId, body: card.body, created_by: card.actorId, created_at: card.at }, select: { id: true } });
  return { id: row.id, body: card.body, createdBy: card.actorId, at: card.at };
}
