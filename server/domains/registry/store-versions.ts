import type { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { SignatureView } from "./contract.ts";
import type { OffsetPage, Tag, VersionRecord } from "./records.ts";
import { parseFilter, parseOrder } from "./rules/filter.ts";
import { takePromptClause, versionFilter } from "./rules/filter-specs.ts";
import type { Bonds } from "./rules/freezing.ts";
import { promptTag } from "./rules/names.ts";
import { conditions, epochMs, type FilterTarget, inTx, offsetPage, orderBy, outside, pairs, type Reader, Values } from "./store-sql.ts";

/** One version as JSON from the rows `v` and `m`. MLflow answers aliases with a version itself, not inside lists. */
export const versionJson = (aliases: boolean): string => `json_build_object('id', v.id, 'modelId', v.model_id, 'name', m.name, 'version', v.version, 'description', v.description,
  'source', v.source, 'artifactUri', v.artifact_uri, 'runId', v.run_id, 'runLink', v.run_link, 'loggedModelId', v.logged_model_id, 'status', v.status, 'stage', v.stage,
  'createdBy', v.created_by, 'createdMs', ${epochMs("v.created_at")}, 'updatedMs', ${epochMs("v.updated_at")}, 'tags', ${pairs("model_version_tag", "t.version_id = v.id")},
  'aliases', ${aliases ? "COALESCE((SELECT json_agg(a.alias ORDER BY a.alias) FROM model_alias a WHERE a.version_id = v.id), '[]'::json)" : "'[]'::json"})`;

const from = "FROM model_version v JOIN registered_model m ON m.id = v.model_id";
const byNumber = `SELECT ${versionJson(true)} AS record ${from} WHERE m.name = $1 AND v.version = $2`;
const byAlias = `SELECT m.id AS found, (SELECT ${versionJson(true)} FROM model_alias a JOIN model_version v ON v.id = a.version_id WHERE a.model_id = m.id AND a.alias = $2) AS record FROM registered_model m WHERE m.name = $1`;
const newest = `SELECT ${versionJson(true)} AS record ${from} WHERE m.name = $1 ORDER BY v.version DESC LIMIT 1`;
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

export async function readVersionInTx(tx: Tx, name: string, version: number): Promise<VersionRecord> {
  const [row] = await inTx(tx)<Row>(byNumber, [name, version]);
  if (!row) throw versionNotFound(name, version);
  return row.record;
}

/** One prepared statement. @returns null for an unknown alias, undefined for an unknown model */
export async function readVersionByAlias(db: Db, name: string, alias: string): Promise<VersionRecord | null | undefined> {
  const [row] = await db.hot<{ record: VersionRecord | null }>("registry.version.alias", byAlias, [name, alias]);
  return row?.record;
}

/** @throws not_found */
export async function readAliasInTx(tx: Tx, name: string, alias: string): Promise<VersionRecord> {
  const [row] = await inTx(tx)<{ record: VersionRecord | null }>(byAlias, [name, alias]);
  if (!row?.record) throw new SignalboxError("not_found", `Registered model alias ${alias} not found.`);
  return row.record;
}

/** The highest version there is; undefined where the model or any version is missing. */
export async function readNewestVersion(db: Db, name: string): Promise<VersionRecord | undefined> {
  const [row] = await db.hot<Row>("registry.version.newest", newest, [name]);
  return row?.record;
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

/** @returns the row's id. The caller holds the model's lock and took the number under it. */
export async function insertVersion(tx: Tx, one: NewVersion): Promise<number> {
  const row = await tx.modelVersion.create({
    data: {
      model_id: one.modelId, version: one.version, source: one.source, artifact_uri: one.artifactUri, run_id: one.runId, run_link: one.runLink,
      logged_model_id: one.loggedModelId, description: one.description, signature: one.signature ?? undefined, created_by: one.actorId, created_at: one.at, updated_at: one.at,
      tags: { createMany: { data: one.tags } },
    },
    select: { id: true },
  });
  return row.id;
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

export async function putVersionTag(tx: Tx, versionId: number, tag: Tag): Promise<void> {
  await tx.modelVersionTag.upsert({ where: { version_id_key: { version_id: versionId, key: tag.key } }, create: { version_id: versionId, ...tag }, update: { value: tag.value }, select: { key: true } });
}

/** @returns false when there was no such tag */
export async function dropVersionTag(tx: Tx, versionId: number, key: string): Promise<boolean> {
  return (await tx.modelVersionTag.deleteMany({ where: { version_id: versionId, key } })).count > 0;
}

/** What stands in the way of changing the version. */
export async function versionBonds(tx: Tx, versionId: number): Promise<Bonds> {
  const [row] = await inTx(tx)<Bonds>(
    `SELECT (SELECT release_id FROM frozen_version WHERE version_id = $1) AS "frozenBy",
            COALESCE((SELECT json_agg(DISTINCT r.environment) FROM route_entry e JOIN route r ON r.id = e.route_id WHERE e.version_id = $1), '[]'::json) AS "routedIn",
            (SELECT max(id) FROM release WHERE version_id = $1) AS "releaseId"`, [versionId]);
  return row ?? { frozenBy: null, routedIn: [], releaseId: null };
}

export async function putAlias(tx: Tx, one: { modelId: number; alias: string; versionId: number; actorId: string; at: Date }): Promise<void> {
  const set = { version_id: one.versionId, set_by: one.actorId, set_at: one.at };
  await tx.modelAlias.upsert({ where: { model_id_alias: { model_id: one.modelId, alias: one.alias } }, create: { model_id: one.modelId, alias: one.alias, ...set }, update: set, select: { alias: true } });
}

/** @returns false when there was no such alias */
export async function dropAlias(tx: Tx, modelId: number, alias: string): Promise<boolean> {
  return (await tx.modelAlias.deleteMany({ where: { model_id: modelId, alias } })).count > 0;
}

const target: FilterTarget = {
  attributes: { name: "m.name", run_id: "v.run_id", source_path: "v.source", version_number: "v.version", creation_timestamp: "v.created_at", last_updated_timestamp: "v.updated_at" },
  entities: { tag: { table: "model_version_tag", on: "t.version_id = v.id" } },
};

/** MLflow's search over versions; newest change first unless asked otherwise. */
export async function searchVersions(db: Db, input: { filter?: string; orderBy: string[]; limit: number; offset: number }): Promise<OffsetPage<VersionRecord>> {
  const { filter, prompts } = takePromptClause(parseFilter(input.filter, versionFilter));
  const values = new Values();
  const prompt = `EXISTS (SELECT 1 FROM model_version_tag p WHERE p.version_id = v.id AND p.key = ${values.add(promptTag, "text")} AND p.value = 'true')`;
  const where = [prompts ? prompt : `NOT ${prompt}`, ...conditions(filter, target, values)];
  const order = [...orderBy(parseOrder(input.orderBy, versionFilter), target, values), "v.updated_at DESC", "m.name ASC", "v.version DESC"];
  return offsetPage(outside(db), { text: `SELECT ${versionJson(false)} AS record ${from} WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}

/** Records of these rows, by id. */
export async function versionsById(read: Reader, ids: readonly number[]): Promise<VersionRecord[]> {
  if (ids.length === 0) return [];
  return (await read<Row>(`SELECT ${versionJson(false)} AS record ${from} WHERE v.id = ANY($1::int[])`, [ids])).map((row) => row.record);
}
