import type { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { inTx } from "./store-sql.ts";

/**
 * What a model or a version is made of, each after what it refers to: all its rows go into the trash and come back as
 * they were, their ids too. What refers to a version that serves or is in a release is not here, since neither can be
 * deleted.
 */
const versionTables = ["model_version", "model_version_tag", "version_card", "version_feature", "baseline"] as const;
export const trashTables = ["registered_model", "registered_model_tag", "alias_protection", "alias_change", ...versionTables, "model_alias", "monitor", "alert", "alert_event"] as const;
type TrashTable = (typeof trashTables)[number];

const ofModel = {
  registered_model: "t.id = $1", registered_model_tag: "t.model_id = $1", alias_protection: "t.model_id = $1", alias_change: "t.model_id = $1", model_version: "t.model_id = $1", model_alias: "t.model_id = $1",
  monitor: "t.model_id = $1", alert: "t.model_id = $1", alert_event: "t.alert_id IN (SELECT id FROM alert WHERE model_id = $1)",
  model_version_tag: "t.version_id IN (SELECT id FROM model_version WHERE model_id = $1)", version_card: "t.version_id IN (SELECT id FROM model_version WHERE model_id = $1)",
  version_feature: "t.version_id IN (SELECT id FROM model_version WHERE model_id = $1)", baseline: "t.version_id IN (SELECT id FROM model_version WHERE model_id = $1)",
} as const satisfies Record<TrashTable, string>;
/** Its aliases are moved away before a version goes; they do not come back with it. */
const ofVersion = (table: (typeof versionTables)[number]) => (table === "model_version" ? "t.id = $1" : "t.version_id = $1");

const rowsOf = (parts: readonly (readonly [table: string, where: string])[]) =>
  `jsonb_build_object(${parts.map(([table, where]) => `'${table}', (SELECT jsonb_agg(to_jsonb(t)) FROM ${table} t WHERE ${where})`).join(", ")})`;
const modelRows = rowsOf(trashTables.map((table) => [table, ofModel[table]] as const));
const versionRows = rowsOf(versionTables.map((table) => [table, ofVersion(table)] as const));

export type NewTrash = { kind: "model" | "version"; id: number; name: string; version: number | null; deletedBy: string; deletedAt: Date; expiresAt: Date };

/** Keeps all rows of what is about to be deleted. */
export async function putInTrash(tx: Tx, item: NewTrash): Promise<void> {
  await inTx(tx)(
    `INSERT INTO trash_item (kind, name, version, payload, deleted_by, deleted_at, expires_at) VALUES ($2, $3, $4::int, ${item.kind === "model" ? modelRows : versionRows}, $5, $6::timestamptz, $7::timestamptz)`,
    [item.id, item.kind, item.name, item.version, item.deletedBy, item.deletedAt, item.expiresAt]);
}

export type TrashRow = { id: number; kind: "model" | "version"; name: string; version: number | null; versions: number; deletedBy: string; deletedAt: Date; expiresAt: Date };
const columns = `id, kind, name, version, COALESCE(jsonb_array_length(NULLIF(payload -> 'model_version', 'null'::jsonb)), 0) AS versions, deleted_by AS "deletedBy", deleted_at AS "deletedAt", expires_at AS "expiresAt"`;

/** The newest first, below `before`. */
export async function trashRows(db: Db, ask: { before: { at: Date; id: number } | null; limit: number }): Promise<TrashRow[]> {
  return db.hot<TrashRow>(
    "registry.trash.list",
    `SELECT ${columns} FROM trash_item WHERE $1::timestamptz IS NULL OR (deleted_at, -id) < ($1::timestamptz, -$2::int) ORDER BY deleted_at DESC, id LIMIT $3`,
    [ask.before?.at ?? null, ask.before?.id ?? 0, ask.limit]);
}

/** @returns null when somebody else brought it back or it expired */
export async function lockTrash(tx: Tx, id: number): Promise<(TrashRow & { modelId: number | null }) | null> {
  const [row] = await inTx(tx)<TrashRow & { modelId: number | null }>(`SELECT ${columns}, (payload -> 'model_version' -> 0 ->> 'model_id')::int AS "modelId" FROM trash_item WHERE id = $1 FOR UPDATE`, [id]);
  return row ?? null;
}

/** The name by which a model of that id goes now. */
export async function modelNameOf(tx: Tx, modelId: number): Promise<string | null> {
  const [row] = await inTx(tx)<{ name: string }>("SELECT name FROM registered_model WHERE id = $1", [modelId]);
  return row?.name ?? null;
}

/** Triggers make these from the rows themselves. */
const keptByTriggers = ["version_count", "search_text", "model_name", "wire"];

/**
 * Brings the rows back and empties the place. A column that came after the deletion takes its default.
 * @returns the ids of the versions
 */
export async function takeFromTrash(tx: Tx, id: number): Promise<number[]> {
  const read = inTx(tx);
  const [item] = await read<{ payload: Record<TrashTable, Record<string, unknown>[] | null> }>("DELETE FROM trash_item WHERE id = $1 RETURNING payload", [id]);
  if (!item) return [];
  for (const table of trashTables) {
    const rows = item.payload[table];
    if (!rows?.[0]) continue;
    const names = await read<{ name: string }>("SELECT quote_ident(attname) AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname = ANY($2::text[])", [table, Object.keys(rows[0]).filter((column) => !keptByTriggers.includes(column))]);
    const list = names.map((column) => column.name).join(", ");
    await read(`INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [JSON.stringify(rows)]);
  }
  return (item.payload.model_version ?? []).map((row) => Number(row["id"]));
}

/** @returns how many were past their day */
export async function deleteExpiredTrash(db: Db, now: Date): Promise<number> {
  return (await db.pool.query("DELETE FROM trash_item WHERE expires_at <= $1", [now])).rowCount ?? 0;
}

export async function dropTrash(tx: Tx, id: number): Promise<void> {
  await tx.trashItem.delete({ where: { id } satisfies Prisma.TrashItemWhereUniqueInput, select: { id: true } });
}

export type DependentsRow = {
  id: number; versionId: number | null; archived: boolean; routedIn: string[]; releaseId: number | null;
  versions: number; aliases: string[]; cards: number; baselines: number; embeds: number; webhooks: number; runs: number;
};

/** One statement; null when there is no such model or version. */
export async function dependentsOf(db: Db, of: { model: string; version: number | null }): Promise<DependentsRow | null> {
  const [row] = await db.hot<DependentsRow>(
    "registry.dependents",
    `WITH subject AS (SELECT m.id, m.name, v.id AS version_id, CASE WHEN $2::int IS NULL THEN m.archived_at ELSE v.archived_at END IS NOT NULL AS archived
       FROM registered_model m LEFT JOIN model_version v ON v.model_id = m.id AND v.version = $2 WHERE m.name = $1 AND ($2::int IS NULL OR v.id IS NOT NULL)),
     gone AS (SELECT v.id, v.run_id, v.version FROM subject s JOIN model_version v ON v.model_id = s.id AND (s.version_id IS NULL OR v.id = s.version_id))
     SELECT s.id, s.version_id AS "versionId", s.archived,
       COALESCE((SELECT json_agg(DISTINCT r.environment ORDER BY r.environment) FROM route r JOIN route_entry e ON e.route_id = r.id JOIN gone ON gone.id = e.version_id), '[]'::json) AS "routedIn",
       (SELECT max(r.id) FROM release r JOIN gone ON gone.id = r.version_id) AS "releaseId",
       (SELECT count(*) FROM gone)::int AS versions,
       COALESCE((SELECT json_agg(a.alias ORDER BY a.alias) FROM model_alias a JOIN gone ON gone.id = a.version_id), '[]'::json) AS aliases,
       (SELECT count(DISTINCT c.version_id) FROM version_card c JOIN gone ON gone.id = c.version_id)::int AS cards,
       (SELECT count(*) FROM baseline b JOIN gone ON gone.id = b.version_id)::int AS baselines,
       (SELECT count(*) FROM embed x WHERE x.revoked_at IS NULL AND x.model_name = s.name AND (s.version_id IS NULL OR x.panel ->> 'version' = $2::text))::int AS embeds,
       (SELECT count(*) FROM webhook w WHERE s.version_id IS NULL AND s.name = ANY(w.models))::int AS webhooks,
       (SELECT count(DISTINCT gone.run_id) FROM gone WHERE gone.run_id <> '')::int AS runs
     FROM subject s`,
    [of.model, of.version]);
  return row ?? null;
}
