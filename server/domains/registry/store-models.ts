import type { Sql, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { ModelRecord, Tag } from "./records.ts";
import type { Bonds } from "./rules/freezing.ts";
import { promptTag } from "./rules/names.ts";
import { epochMs, inTx, pairs, unlessTaken } from "./store-sql.ts";
import { versionJson } from "./store-versions.ts";

const modelJson = `json_build_object('id', m.id, 'name', m.name, 'description', m.description, 'createdMs', ${epochMs("m.created_at")}, 'updatedMs', ${epochMs("m.updated_at")},
  'tags', ${pairs("registered_model_tag", "t.model_id = m.id")},
  'aliases', COALESCE((SELECT json_agg(json_build_object('alias', a.alias, 'version', av.version) ORDER BY a.alias) FROM model_alias a JOIN model_version av ON av.id = a.version_id WHERE a.model_id = m.id), '[]'::json),
  'latest', COALESCE((SELECT json_agg(l.record ORDER BY l.version) FROM (SELECT DISTINCT ON (v.stage) v.version, ${versionJson(false)} AS record FROM model_version v WHERE v.model_id = m.id ORDER BY v.stage, v.version DESC) l), '[]'::json))`;

const byName = `SELECT ${modelJson} AS record FROM registered_model m WHERE m.name = $1`;

export const modelNotFound = (name: string) => new SignalboxError("not_found", `Registered Model with name=${name} not found`);

export async function readModelInTx(tx: Tx | Sql, name: string): Promise<ModelRecord> {
  const [row] = await inTx(tx)<{ record: ModelRecord }>(byName, [name]);
  if (!row) throw modelNotFound(name);
  return row.record;
}

export type LockedModel = { id: number; name: string; lastVersion: number; isPrompt: boolean };

/**
 * Locks the model's row: everything that changes a model or its versions goes through here, so it is one at a time.
 * @param strength `key` where the row goes or its name changes
 * @throws not_found
 */
export async function lockModel(tx: Tx | Sql, name: string, strength: "row" | "key" = "row"): Promise<LockedModel> {
  const [row] = await inTx(tx)<LockedModel>(
    `SELECT id, name, last_version AS "lastVersion", is_prompt AS "isPrompt" FROM registered_model WHERE name = $1 ${strength === "key" ? "FOR UPDATE" : "FOR NO KEY UPDATE"}`, [name]);
  if (!row) throw modelNotFound(name);
  return row;
}

/** @returns the new row's id, or null when the name is taken */
export async function insertModel(tx: Tx, model: { name: string; description: string | null; tags: Tag[]; owner: string | null; actorId: string; at: Date }): Promise<number | null> {
  const prompt = model.tags.some((tag) => tag.key === promptTag && tag.value === "true");
  const [row] = await inTx(tx)<{ id: number }>(
    `INSERT INTO registered_model (name, description, owner_team, is_prompt, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz)
     ON CONFLICT (name) DO NOTHING RETURNING id`, [model.name, model.description, model.owner, prompt, model.actorId, model.at]);
  if (!row) return null;
  if (model.tags.length > 0) await tx.registeredModelTag.createMany({ data: model.tags.map((tag) => ({ model_id: row.id, ...tag })) });
  return row.id;
}

/** @returns false when another transaction took the name first; this one can only be rolled back then */
export async function renameRow(tx: Tx, id: number, change: { name: string; at: Date }): Promise<boolean> {
  return unlessTaken(tx.registeredModel.update({ where: { id }, data: { name: change.name, updated_at: change.at }, select: { id: true } }));
}

/** Leaves alone what `change` does not name. */
export async function updateModel(tx: Tx | Sql, id: number, change: { description?: string | null; owner?: string | null; isPrompt?: boolean; at?: Date }): Promise<void> {
  await inTx(tx)(
    `UPDATE registered_model SET description = CASE WHEN $2::boolean THEN $3::text ELSE description END, owner_team = CASE WHEN $4::boolean THEN $5::text ELSE owner_team END,
       is_prompt = COALESCE($6::boolean, is_prompt), updated_at = COALESCE($7::timestamptz, updated_at) WHERE id = $1`,
    [id, change.description !== undefined, change.description ?? null, change.owner !== undefined, change.owner ?? null, change.isPrompt ?? null, change.at ?? null]);
}

export async function deleteModel(tx: Tx, id: number): Promise<void> {
  await tx.registeredModel.delete({ where: { id }, select: { id: true } });
}

export async function putModelTag(tx: Tx | Sql, modelId: number, tag: Tag): Promise<void> {
  await inTx(tx)(`INSERT INTO registered_model_tag (model_id, key, value) VALUES ($1, $2, $3) ON CONFLICT (model_id, key) DO UPDATE SET value = EXCLUDED.value`, [modelId, tag.key, tag.value]);
}

/** @returns false when there was no such tag */
export async function dropModelTag(tx: Tx, modelId: number, key: string): Promise<boolean> {
  return (await tx.registeredModelTag.deleteMany({ where: { model_id: modelId, key } })).count > 0;
}

/** @returns false when it was so already */
export async function setArchived(tx: Tx, of: { modelId: number } | { versionId: number }, to: { archived: boolean; actorId: string; at: Date }): Promise<boolean> {
  const data = to.archived ? { archived_at: to.at, archived_by: to.actorId } : { archived_at: null, archived_by: null };
  const archived_at = to.archived ? null : { not: null };
  const { count } = "modelId" in of ? await tx.registeredModel.updateMany({ where: { id: of.modelId, archived_at }, data }) : await tx.modelVersion.updateMany({ where: { id: of.versionId, archived_at }, data });
  return count > 0;
}

/** What stands in the way of renaming or deleting the model. */
export async function modelBonds(tx: Tx, modelId: number): Promise<Bonds> {
  const [row] = await inTx(tx)<Bonds>(
    `SELECT NULL::int AS "frozenBy", COALESCE((SELECT json_agg(r.environment ORDER BY r.environment) FROM route r WHERE r.model_id = $1), '[]'::json) AS "routedIn",
            (SELECT max(id) FROM release WHERE model_id = $1) AS "releaseId"`, [modelId]);
  return row ?? { frozenBy: null, routedIn: [], releaseId: null };
}
