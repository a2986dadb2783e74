import type { Db } from "../../platform/db.ts";

export type ActRow = { seq: number; at: Date; actor: string; action: string; subject: string; detail: Record<string, unknown> };
export type MoveRow = { id: number; at: Date; actor: string; alias: string; from: number | null; to: number | null; releaseId: number | null };

/**
 * Names that the model has borne, each with the audit row that ended it: rows under an older name belong to this model
 * only before it was given up.
 */
const spells = `spell(name, until, was, since) AS (
    SELECT $1::text, NULL::bigint, r.was, r.seq FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT seq, detail ->> 'from' AS was FROM audit_event WHERE subject = $1 AND action = 'model.renamed' ORDER BY seq DESC LIMIT 1) r ON true
    UNION ALL
    SELECT s.was, s.since, r.was, r.seq FROM spell s LEFT JOIN LATERAL (SELECT seq, detail ->> 'from' AS was FROM audit_event WHERE subject = s.was AND action = 'model.renamed' AND seq < s.since ORDER BY seq DESC LIMIT 1) r ON true WHERE s.was IS NOT NULL)`;

/** What the audit log says of a version and of the releases that name it, the newest first, below `before`. */
export async function actsOf(db: Db, of: { name: string; version: number; versionId: number }, page: { before: number | null; limit: number }): Promise<ActRow[]> {
  return db.hot<ActRow>("registry.activity.acts",
    `WITH RECURSIVE ${spells},
     subjects AS (
       SELECT name || '/' || $2::int AS subject, until, '^(version|baseline)\\.' AS actions FROM spell
       UNION ALL SELECT id::text, NULL, '^release\\.' FROM release WHERE version_id = $3)
     SELECT e.seq, e.at, e.actor_name AS actor, e.action, e.subject, e.detail FROM subjects s CROSS JOIN LATERAL (
       SELECT * FROM audit_event WHERE subject = s.subject AND action ~ s.actions AND seq < least($4::bigint, s.until) AND at >= (SELECT created_at FROM model_version WHERE id = $3) ORDER BY seq DESC LIMIT $5) e
     ORDER BY e.seq DESC LIMIT $5`, [of.name, of.version, of.versionId, page.before ?? Number.MAX_SAFE_INTEGER, page.limit]);
}

/** Moves of aliases to this version and away from it, the newest first, below `before`. */
export async function movesOf(db: Db, of: { modelId: number; version: number }, page: { before: number | null; limit: number }): Promise<MoveRow[]> {
  const side = (column: string) => `(SELECT * FROM alias_change WHERE model_id = $1 AND ${column} = $2 AND id < $3 ORDER BY id DESC LIMIT $4)`;
  return db.hot<MoveRow>("registry.activity.moves",
    `SELECT id, at, actor_name AS actor, alias, from_version AS "from", to_version AS "to", release_id AS "releaseId" FROM (${side("to_version")} UNION ${side("from_version")}) c ORDER BY id DESC LIMIT $4`,
    [of.modelId, of.version, page.before ?? Number.MAX_SAFE_INTEGER, page.limit]);
}
