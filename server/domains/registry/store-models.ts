import type { Db, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { ModelRecord, OffsetPage, Tag } from "./records.ts";
import { parseFilter, parseOrder } from "./rules/filter.ts";
import { modelFilter, takePromptClause } from "./rules/filter-specs.ts";
import type { Bonds } from "./rules/freezing.ts";
import { promptTag } from "./rules/names.ts";
import { conditions, epochMs, type FilterTarget, inTx, offsetPage, orderBy, outside, pairs, unlessTaken, Values } from "./store-sql.ts";
import { versionJson } from "./store-versions.ts";

const modelJson = `json_build_object('id', m.id, 'name', m.name, 'description', m.description, 'createdMs', ${epochMs("m.created_at")}, 'updatedMs', ${epochMs("m.updated_at")},
  'tags', ${pairs("registered_model_tag", "t.model_id = m.id")},
  'aliases', COALESCE((SELECT json_agg(json_build_object('alias', a.alias, 'version', av.version) ORDER BY a.alias) FROM model_alias a JOIN model_version av ON av.id = a.version_id WHERE a.model_id = m.id), '[]'::json),
  'latest', COALESCE((SELECT json_agg(l.record ORDER BY l.version) FROM (SELECT DISTINCT ON (v.stage) v.version, ${versionJson(false)} AS record FROM model_version v WHERE v.model_id = m.id ORDER BY v.stage, v.version DESC) l), '[]'::json))`;

const byName = `SELECT ${modelJson} AS record FROM registered_model m WHERE m.name = $1`;

export const modelNotFound = (name: string) => new SignalboxError("not_found", `Registered Model with name=${name} not found`);

/** One prepared statement. @throws not_found */
export async function readModel(db: Db, name: string): Promise<ModelRecord> {
  const [row] = await db.hot<{ record: ModelRecord }>("registry.model", byName, [name]);
  if (!row) throw modelNotFound(name);
  return row.record;
}

export async function readModelInTx(tx: Tx, name: string): Promise<ModelRecord> {
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
export async function lockModel(tx: Tx, name: string, strength: "row" | "key" = "row"): Promise<LockedModel> {
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

export async function updateModel(tx: Tx, id: number, change: { description?: string | null; owner?: string | null; isPrompt?: boolean; lastVersion?: number; at?: Date }): Promise<void> {
  await tx.registeredModel.update({
    where: { id },
    data: { description: change.description, owner_team: change.owner, is_prompt: change.isPrompt, last_version: change.lastVersion, updated_at: change.at },
    select: { id: true },
  });
}

export async function deleteModel(tx: Tx, id: number): Promise<void> {
  await tx.registeredModel.delete({ where: { id }, select: { id: true } });
}

export async function putModelTag(tx: Tx, modelId: number, tag: Tag): Promise<void> {
  await tx.registeredModelTag.upsert({ where: { model_id_key: { model_id: modelId, key: tag.key } }, create: { model_id: modelId, ...tag }, update: { value: tag.value }, select: { key: true } });
}

/** @returns false when there was no such tag */
export async function dropModelTag(tx: Tx, modelId: number, key: string): Promise<boolean> {
  return (await tx.registeredModelTag.deleteMany({ where: { model_id: modelId, key } })).count > 0;
}

/** What stands in the way of renaming or deleting the model. */
export async function modelBonds(tx: Tx, modelId: number): Promise<Bonds> {
  const [row] = await inTx(tx)<Bonds>(
    `SELECT NULL::int AS "frozenBy", COALESCE((SELECT json_agg(r.environment ORDER BY r.environment) FROM route r WHERE r.model_id = $1), '[]'::json) AS "routedIn",
            (SELECT max(id) FROM release WHERE model_id = $1) AS "releaseId"`, [modelId]);
  return row ?? { frozenBy: null, routedIn: [], releaseId: null };
}

/** Names that only releases may use as aliases. */
export async function environmentNames(tx: Tx): Promise<string[]> {
  return (await tx.environment.findMany({ select: { name: true }, orderBy: { position: "asc" } })).map((row) => row.name);
}

const target: FilterTarget = {
  attributes: { name: "m.name", timestamp: "m.updated_at", last_updated_timestamp: "m.updated_at" },
  entities: { tag: { table: "registered_model_tag", on: "t.model_id = m.id" } },
};

export type SearchInput = { filter?: string; orderBy: string[]; limit: number; offset: number };

/** MLflow's search over models: the filter's grammar, its default order (name), one page from `offset`. */
export async function searchModels(db: Db, input: SearchInput): Promise<OffsetPage<ModelRecord>> {
  const { filter, prompts } = takePromptClause(parseFilter(input.filter, modelFilter));
  const values = new Values();
  const where = [`m.is_prompt = ${prompts}`, ...conditions(filter, target, values)];
  const order = [...orderBy(parseOrder(input.orderBy, modelFilter), target, values), "m.name ASC"];
  return offsetPage(outside(db), { text: `SELECT ${modelJson} AS record FROM registered_model m WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}
