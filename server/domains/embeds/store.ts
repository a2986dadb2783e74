import type { Db, Tx } from "../../platform/db.ts";
import type { Panel } from "./contract.ts";

export type EmbedRow = {
  id: string; title: string; slug: string; panel: Panel; allowedAncestors: string[]; createdBy: string; createdAt: Date; expiresAt: Date | null; revokedAt: Date | null;
};

const columns = `id, title, slug, panel, allowed_ancestors AS "allowedAncestors", created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

export async function insertEmbed(tx: Tx, embed: Omit<EmbedRow, "revokedAt">): Promise<void> {
  await tx.embed.create({
    data: {
      id: embed.id, title: embed.title, slug: embed.slug, panel: embed.panel, model_name: embed.panel.model, allowed_ancestors: embed.allowedAncestors,
      created_by: embed.createdBy, created_at: embed.createdAt, expires_at: embed.expiresAt,
    },
    select: { id: true },
  });
}

/** Hot: every poll of every open embed comes through here. */
export async function embedById(db: Db, id: string): Promise<EmbedRow | null> {
  return (await db.hot<EmbedRow>("embeds.by_id", `SELECT ${columns} FROM embed WHERE id = $1`, [id]))[0] ?? null;
}

/** Locks it, so that of two who revoke at once one writes the audit row. */
export async function lockEmbed(tx: Tx, id: string): Promise<{ createdBy: string; title: string; model: string; revokedAt: Date | null } | null> {
  const rows = await tx.$queryRaw<{ createdBy: string; title: string; model: string; revokedAt: Date | null }[]>`
    SELECT created_by AS "createdBy", title, model_name AS model, revoked_at AS "revokedAt" FROM embed WHERE id = ${id} FOR UPDATE`;
  return rows[0] ?? null;
}

export async function markRevoked(tx: Tx, id: string, by: { actorId: string; at: Date }): Promise<void> {
  await tx.embed.update({ where: { id }, data: { revoked_at: by.at, revoked_by: by.actorId }, select: { id: true } });
}

/** Newest first. */
export async function embedPage(db: Db, ask: { createdBy: string | null; after: { at: string; id: string } | null; limit: number }): Promise<EmbedRow[]> {
  return db.hot<EmbedRow>(
    "embeds.page",
    `SELECT ${columns} FROM embed WHERE ($1::text IS NULL OR created_by = $1)
       AND ($2::timestamptz IS NULL OR created_at < $2::timestamptz OR (created_at = $2::timestamptz AND id > $3))
     ORDER BY created_at DESC, id LIMIT $4`,
    [ask.createdBy, ask.after?.at ?? null, ask.after?.id ?? null, ask.limit],
  );
}
