import type { Prisma } from "#prisma/generated/client.ts";
import type { Db, Sql, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { SignatureView } from "./contract.ts";
import type { Tag, VersionRecord } from "./records.ts";
import type { Bonds } from "./rules/freezing.ts";
import { epochMs, inTx, pairs } from "./store-sql.ts";

/** One version as JSON from the rows `v` and `m`. MLflow answers aliases with a version itself, not inside lists. */
export const versionJson = (aliases: boolean): string => `json_build_object('id', v.id, 'modelId', v.model_id, 'name', m.name, 'version', v.version, 'description', v.description,
  'source', v.source, 'artifactUri', v.artifact_uri, 'runId', v.run_id, 'runLink', v.run_link, 'loggedModelId', v.logged_model_id, 'status', v.status, 'stage', v.stage,
  'createdBy', v.created_by, 'createdMs', ${epochMs("v.created_at")}, 'updatedMs', ${epochMs("v.updated_at")}, 'tags', ${pairs("model_version_tag", "t.version_id = v.id")},
  'aliases', ${aliases ? "COALESCE((SELECT json_agg(a.alias ORDER BY a.alias) FROM model_alias a WHERE a.version_id = v.id), '[]'::json)" : "'[]'::json"})`;

const from = "FROM model_version v JOIN registered_model m ON m.id = v.model_id";
const byNumber = `SELECT ${versionJson(true)} AS record ${from} WHERE m.name = $1 AND v.version = $2`;
const byAlias = `SELECT m.id AS found, (SELECT ${versionJson(true)} FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = m.id AND a.alias = $2) AS record FROM registered_model m WHERE m.name = $1`;
const latest = `SELECT m.id AS found, COALESCE((SELECT json_agg(l.record ORDER BY l.version) FROM
  (SELECT DISTINCT ON (v.stage) v.version, ${versionJson(true)} AS record FROM model_version v WHERE v.model_id = m.id AND ($2::text[] IS NULL OR v.stage = ANY($2)) ORDER BY v.stage, v.version DESC) l), '[]'::json) AS records
  FROM registered_model m WHERE m.name = $1`;

export const versionNotFound = (name: string, version: number | string) => new SignalboxError("not_found", `Model Version (name=${name}, version=${version}) not found`);

type Row = { record: VersionRecord };

/** One prepared statement. @throws not_found */
export async function readVersion(db: Db, name: string, version: number): Promise<VersionRecord> {
  const [row] = await db.hot<Row>("registry.version", byNumber, [name, version]);
  if (!row) throw versionNotFound(name, version);
  return row.record;
}

export async function readVersionInTx(tx: Tx | Sql, name: string, version: number): Promise<VersionRecord> {
  const [row] = await inTx(tx)<Row>(byNumber, [name, version]);
  if (!row) throw versionNotFound(name, version);
  return row.record;
}

/** @throws not_found */
export async function readAliasInTx(tx: Tx | Sql, name: string, alias: string): Promise<VersionRecord> {
  const [row] = await inTx(tx)<{ record: VersionRecord | null }>(byAlias, [name, alias]);
  if (!row?.record) throw new SignalboxError("invalid_input", `Registered model alias ${alias} not found.`);
  return row.record;
}

/** The newest version of each of these stages (null: of all); undefined for an unknown model. */
export async function readLatestVersions(db: Db, name: string, stages: string[] | null): Promise<VersionRecord[] | undefined> {
  const [row] = await db.hot<{ records: VersionRecord[] }>("registry.versions.latest", latest, [name, stages]);
  return row?.records;
}

export type NewVersion = {
  modelId: number; version: number; source: string; artifactUri: string; runId: string; runLink: string; loggedModelId: string | null;
  description: string; signature: SignatureView | null; tags: Tag[]; actorId: string; at: Date;
};

const insertText = `WITH made AS (
    INSERT INTO model_version (model_id, version, source, artifact_uri, run_id, run_link, logged_model_id, description, signature, created_by, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11::timestamptz, $11::timestamptz) RETURNING id),
  tagged AS (INSERT INTO model_version_tag (version_id, key, value) SELECT made.id, t.key, t.value FROM made, jsonb_to_recordset($12::jsonb) AS t(key text, value text))
  SELECT id FROM made`;

/** @returns the row's id. The caller holds the model's lock and took the number under it; the model's own row follows by trigger. */
export async function insertVersion(tx: Tx | Sql, one: NewVersion): Promise<number> {
  const [row] = await inTx(tx)<{ id: number }>(insertText, [
    one.modelId, one.version, one.source, one.artifactUri, one.runId, one.runLink, one.loggedModelId, one.description, one.signature && JSON.stringify(one.signature), one.actorId, one.at, JSON.stringify(one.tags),
  ]);
  return row?.id ?? 0;
}

export async function updateVersion(tx: Tx, id: number, change: { description?: string | null; stage?: string; signature?: SignatureView; at: Date }): Promise<void> {
  const signature: Prisma.InputJsonValue | undefined = change.signature;
  await tx.modelVersion.update({ where: { id }, data: { description: change.description, stage: change.stage, signature, updated_at: change.at }, select: { id: true } });
}

/** Moves every other version of `stage` to Archived; @returns their numbers */
export async function archiveOthers(tx: Tx, one: { modelId: number; versionId: number; stage: string; at: Date }): Promise<number[]> {
  const rows = await inTx(tx)<{ version: number }>(
    `UPDATE model_version SET stage = 'Archived', updated_at = $4::timestamptz WHERE model_id = $1 AND id <> $2 AND stage = $3 RETURNING version`, [one.modelId, one.versionId, one.stage, one.at]);
  return rows.map((row) => row.version);
}

export async function deleteVersion(tx: Tx, id: number): Promise<void> {
  await tx.modelVersion.delete({ where: { id }, select: { id: true } });
}

export async function putVersionTag(tx: Tx | Sql, versionId: number, tag: Tag): Promise<void> {
  await inTx(tx)(`INSERT INTO model_version_tag (version_id, key, value) VALUES ($1, $2, $3) ON CONFLICT (version_id, key) DO UPDATE SET value = EXCLUDED.value`, [versionId, tag.key, tag.value]);
}

/** @returns false when there was no such tag */
export async function dropVersionTag(tx: Tx, versionId: number, key: string): Promise<boolean> {
  return (await tx.modelVersionTag.deleteMany({ where: { version_id: versionId, key } })).count > 0;
}

const bonds = (id: string) => `(SELECT release_id FROM frozen_version WHERE version_id = ${id}) AS "frozenBy",
  COALESCE((SELECT json_agg(DISTINCT r.environment) FROM route_entry e JOIN route r ON r.id = e.route_id WHERE e.version_id = ${id}), '[]'::json) AS "routedIn",
  (SELECT max(id) FROM release WHERE version_id = ${id}) AS "releaseId"`;

/** What stands in the way of changing the version. */
export async function versionBonds(tx: Tx, versionId: number): Promise<Bonds> {
  const [row] = await inTx(tx)<Bonds>(`SELECT ${bonds("$1")}`, [versionId]);
  return row ?? { frozenBy: null, routedIn: [], releaseId: null };
}

/** The same with the version's id; undefined where there is no such version. */
export async function boundVersion(sql: Sql, name: string, version: number): Promise<(Bonds & { id: number }) | undefined> {
  const [row] = await sql<Bonds & { id: number }>(`SELECT v.id, ${bonds("v.id")} FROM registered_model m JOIN model_version v ON v.model_id = m.id WHERE m.name = $1 AND v.version = $2`, [name, version]);
  return row;
}

/** What stands in the way of deleting the logged model: what holds the versions that were made of it. */
export async function loggedModelBonds(tx: Tx, loggedModelId: string): Promise<Bonds> {
  const rows = await inTx(tx)<Bonds>(`SELECT ${bonds("v.id")} FROM model_version v WHERE v.logged_model_id = $1`, [loggedModelId]);
  const releases = rows.flatMap((row) => row.releaseId ?? []);
  return { frozenBy: rows.find((row) => row.frozenBy !== null)?.frozenBy ?? null, routedIn: [...new Set(rows.flatMap((row) => row.routedIn))].toSorted(), releaseId: releases.length === 0 ? null : Math.max(...releases) };
}
