import type { Db, Tx } from "../../platform/db.ts";
import type { Protection } from "./rules/protection.ts";
import { inTx } from "./store-sql.ts";

/** Of these plain forms, what protects them for this model: the environments' names and the protections. No environment routes a prompt, so its aliases may have their names. */
const protecting = `SELECT name AS alias, 'environment' AS scope FROM environment WHERE name = ANY($2::text[]) AND NOT EXISTS (SELECT 1 FROM registered_model WHERE id = $1 AND is_prompt)
  UNION ALL SELECT alias, CASE WHEN model_id IS NULL THEN 'all' ELSE 'model' END FROM alias_protection WHERE alias = ANY($2::text[]) AND (model_id IS NULL OR model_id = $1)`;

export async function protectionsIn(tx: Tx, of: { modelId: number; plain: string[] }): Promise<Protection[]> {
  return inTx(tx)<Protection>(protecting, [of.modelId, of.plain]);
}

export async function protectionsFor(db: Db, of: { modelId: number; plain: string[] }): Promise<Protection[]> {
  return db.hot<Protection>("registry.alias.protecting", protecting, [of.modelId, of.plain]);
}

export type AliasMover = { actor: { id: string; name: string }; at: Date; /** The release that moves it; null: somebody themselves. */ releaseId: number | null };

/** Points the alias at the version and keeps the move, in one statement; pointing it where it points is no move. */
export async function putAlias(tx: Tx, by: AliasMover, one: { modelId: number; alias: string; versionId: number; version: number }): Promise<void> {
  await inTx(tx)(
    `WITH before AS (SELECT v.version FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = $1 AND a.alias = $2),
          put AS (INSERT INTO model_alias (model_id, alias, version_id, set_by, set_at) VALUES ($1, $2, $3, $5, $7::timestamptz)
                  ON CONFLICT (model_id, alias) DO UPDATE SET version_id = excluded.version_id, set_by = excluded.set_by, set_at = excluded.set_at)
     INSERT INTO alias_change (model_id, alias, from_version, to_version, at, actor_id, actor_name, release_id)
     SELECT $1, $2, b.version, $4, $7::timestamptz, $5, $6, $8::int FROM (SELECT (SELECT version FROM before) AS version) b WHERE b.version IS DISTINCT FROM $4::int`,
    [one.modelId, one.alias, one.versionId, one.version, by.actor.id, by.actor.name, by.at, by.releaseId]);
}

const goneInto = `INSERT INTO alias_change (model_id, alias, from_version, at, actor_id, actor_name, release_id)
  SELECT g.model_id, g.alias, v.version, $3::timestamptz, $4, $5, $6::int FROM gone g JOIN model_version v ON v.id = g.version_id`;

/** @returns false when there was no such alias */
export async function dropAlias(tx: Tx, by: AliasMover, one: { modelId: number; alias: string }): Promise<boolean> {
  const rows = await inTx(tx)(`WITH gone AS (DELETE FROM model_alias WHERE model_id = $1 AND alias = $2 RETURNING model_id, alias, version_id) ${goneInto} RETURNING id`,
    [one.modelId, one.alias, by.at, by.actor.id, by.actor.name, by.releaseId]);
  return rows.length > 0;
}

/** Takes these aliases of a version away; they go before the version does. */
export async function dropAliases(tx: Tx, by: AliasMover, of: { versionId: number; aliases: string[] }): Promise<void> {
  await inTx(tx)(`WITH gone AS (DELETE FROM model_alias WHERE version_id = $1 AND alias = ANY($2::text[]) RETURNING model_id, alias, version_id) ${goneInto}`,
    [of.versionId, of.aliases, by.at, by.actor.id, by.actor.name, by.releaseId]);
}

export async function aliasNames(tx: Tx, modelId: number): Promise<string[]> {
  return (await tx.modelAlias.findMany({ where: { model_id: modelId }, select: { alias: true }, orderBy: { alias: "asc" } })).map((row) => row.alias);
}

/** Where the alias points now; null when it does not exist. */
export async function aliasTarget(tx: Tx, of: { modelId: number; alias: string }): Promise<{ versionId: number; version: number } | null> {
  const row = await tx.modelAlias.findUnique({ where: { model_id_alias: { model_id: of.modelId, alias: of.alias } }, select: { version_id: true, version: { select: { version: true } } } });
  return row === null ? null : { versionId: row.version_id, version: row.version.version };
}

// ---- lists ------------------------------------------------------------------------------------------------------------------

export async function modelIdOf(db: Db, name: string): Promise<number | null> {
  return (await db.hot<{ id: number }>("registry.model.id", `SELECT id FROM registered_model WHERE name = $1`, [name]))[0]?.id ?? null;
}

export type AliasRow = { alias: string; version: number; setBy: string; setAt: Date; releaseId: number | null };

/** By name, each with the release of its last move if it still stands there. */
export async function aliasRows(db: Db, ask: { modelId: number; after: string | null; limit: number }): Promise<AliasRow[]> {
  return db.hot<AliasRow>(
    "registry.aliases",
    `SELECT a.alias, v.version, a.set_by AS "setBy", a.set_at AS "setAt", c.release_id AS "releaseId"
     FROM (SELECT * FROM model_alias WHERE model_id = $1 AND ($2::text IS NULL OR alias > $2) ORDER BY alias LIMIT $3) a JOIN model_version v ON v.id = a.version_id
     LEFT JOIN LATERAL (SELECT release_id FROM alias_change WHERE model_id = a.model_id AND alias = a.alias ORDER BY id DESC LIMIT 1) c ON true ORDER BY a.alias`,
    [ask.modelId, ask.after, ask.limit]);
}

export type AliasChangeRow = { id: number; alias: string; from: number | null; to: number | null; at: Date; actorId: string; actorName: string; releaseId: number | null; approvedBy: string | null };

const changeColumns = `c.id, c.alias, c.from_version AS "from", c.to_version AS "to", c.at, c.actor_id AS "actorId", c.actor_name AS "actorName", c.release_id AS "releaseId", (SELECT r.decided_by FROM release r WHERE r.id = c.release_id) AS "approvedBy"`;

/** Moves of a model's aliases, or of one of them, the newest first. */
export async function aliasChangeRows(db: Db, ask: { modelId: number; alias: string | null; before: number | null; limit: number }): Promise<AliasChangeRow[]> {
  const of = ask.alias === null ? "" : " AND alias = $4";
  return db.hot<AliasChangeRow>(
    ask.alias === null ? "registry.alias.changes" : "registry.alias.changes_of_one",
    `SELECT ${changeColumns} FROM (SELECT * FROM alias_change WHERE model_id = $1 AND ($2::bigint IS NULL OR id < $2)${of} ORDER BY id DESC LIMIT $3) c ORDER BY c.id DESC`,
    [ask.modelId, ask.before, ask.limit, ...(ask.alias === null ? [] : [ask.alias])]);
}

export type ProtectionRow = { id: number; alias: string; model: string | null; createdBy: string; createdAt: Date };

/** In the order they were made; with a model, those that hold for it. */
export async function protectionRows(db: Db, ask: { modelId: number | null; after: number | null; limit: number }): Promise<ProtectionRow[]> {
  return db.hot<ProtectionRow>(
    "registry.alias.protections",
    `SELECT p.id, p.alias, m.name AS model, p.created_by AS "createdBy", p.created_at AS "createdAt" FROM alias_protection p LEFT JOIN registered_model m ON m.id = p.model_id
     WHERE ($1::int IS NULL OR p.model_id IS NULL OR p.model_id = $1) AND ($2::int IS NULL OR p.id > $2) ORDER BY p.id LIMIT $3`,
    [ask.modelId, ask.after, ask.limit]);
}

/** @returns null when the alias is protected so already */
export async function insertProtection(tx: Tx, one: { modelId: number | null; alias: string; actorId: string; at: Date }): Promise<number | null> {
  const [row] = await inTx(tx)<{ id: number }>(
    `INSERT INTO alias_protection (model_id, alias, created_by, created_at) VALUES ($1::int, $2, $3, $4::timestamptz) ON CONFLICT DO NOTHING RETURNING id`, [one.modelId, one.alias, one.actorId, one.at]);
  return row?.id ?? null;
}

export async function readProtection(tx: Tx, id: number): Promise<ProtectionRow | null> {
  const [row] = await inTx(tx)<ProtectionRow>(
    `SELECT p.id, p.alias, m.name AS model, p.created_by AS "createdBy", p.created_at AS "createdAt" FROM alias_protection p LEFT JOIN registered_model m ON m.id = p.model_id WHERE p.id = $1`, [id]);
  return row ?? null;
}

/** @returns false when it is gone already */
export async function deleteProtection(tx: Tx, id: number): Promise<boolean> {
  return (await tx.aliasProtection.deleteMany({ where: { id } })).count > 0;
}
