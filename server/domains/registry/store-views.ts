import type { Db, Tx } from "../../platform/db.ts";
import { unlessTaken } from "./store-sql.ts";

type Page = "models" | "runs";
export type ViewRow = { id: number; ownerId: string; page: Page; name: string; query: string; shared: boolean; isDefault: boolean };

/** A person's own views of a page and the shared ones, by name. */
export async function listViewRows(db: Db, input: { page: Page; personId: string; limit: number }): Promise<ViewRow[]> {
  return (await db.pool.query<ViewRow>(
    `SELECT s.id, s.owner_id AS "ownerId", s.page, s.name, s.query, s.shared, d.view_id IS NOT NULL AS "isDefault"
     FROM (SELECT * FROM saved_view WHERE owner_id = $2 AND page = $1 UNION SELECT * FROM saved_view WHERE page = $1 AND shared) s
     LEFT JOIN default_view d ON d.view_id = s.id AND d.person_id = $2 AND d.page = $1
     ORDER BY lower(s.name), s.id LIMIT $3`, [input.page, input.personId, input.limit])).rows;
}

/** The view that opens by itself for a person, while they may see it. */
export async function defaultViewRow(db: Db, input: { page: Page; personId: string }): Promise<ViewRow | null> {
  const [row] = await db.hot<ViewRow>("registry.view.default",
    `SELECT s.id, s.owner_id AS "ownerId", s.page, s.name, s.query, s.shared, true AS "isDefault"
     FROM default_view d JOIN saved_view s ON s.id = d.view_id WHERE d.person_id = $1 AND d.page = $2 AND (s.owner_id = $1 OR s.shared)`, [input.personId, input.page]);
  return row ?? null;
}

/** Locked for a change; null where there is none. */
export async function lockView(tx: Tx, id: number): Promise<Omit<ViewRow, "isDefault"> | null> {
  const [row] = await tx.$queryRawUnsafe<Omit<ViewRow, "isDefault">[]>(`SELECT id, owner_id AS "ownerId", page, name, query, shared FROM saved_view WHERE id = $1 FOR UPDATE`, id);
  return row ?? null;
}

export const countViews = (tx: Tx, ownerId: string, page: Page): Promise<number> => tx.savedView.count({ where: { owner_id: ownerId, page } });

/** @returns the id, or null when the person has one of that name */
export async function insertView(tx: Tx, view: { ownerId: string; page: Page; name: string; query: string; shared: boolean; at: Date }): Promise<number | null> {
  const [row] = await tx.$queryRawUnsafe<{ id: number }[]>(
    `INSERT INTO saved_view (owner_id, page, name, query, shared, created_at) VALUES ($1, $2, $3, $4, $5, $6::timestamptz) ON CONFLICT (owner_id, page, name) DO NOTHING RETURNING id`,
    view.ownerId, view.page, view.name, view.query, view.shared, view.at);
  return row?.id ?? null;
}

/** @returns false when the person has one of that name; the transaction can only be rolled back then */
export const updateViewRow = (tx: Tx, id: number, change: { name?: string; query?: string; shared?: boolean }): Promise<boolean> => unlessTaken(tx.savedView.update({ where: { id }, data: change, select: { id: true } }));

export async function deleteViewRow(tx: Tx, id: number): Promise<void> {
  await tx.savedView.delete({ where: { id }, select: { id: true } });
}

/** Null: none opens by itself. */
export async function putDefaultView(tx: Tx, one: { personId: string; page: Page; viewId: number | null }): Promise<void> {
  await tx.defaultView.deleteMany({ where: { person_id: one.personId, page: one.page } });
  if (one.viewId !== null) await tx.defaultView.create({ data: { person_id: one.personId, page: one.page, view_id: one.viewId }, select: { view_id: true } });
}
