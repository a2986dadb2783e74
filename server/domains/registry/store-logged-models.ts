import type { Db, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { LoggedModelRecord, LoggedModelStatus, OffsetPage, Tag } from "./records.ts";
import { parseFilter, parseOrder } from "./rules/filter.ts";
import { loggedModelFilter } from "./rules/filter-specs.ts";
import { conditions, epochMs, type FilterTarget, inTx, offsetPage, orderBy, outside, pairs, Values } from "./store-sql.ts";

// The newest point of each (metric, run, data set); NaN is the word "NaN" in json.
const modelJson = `json_build_object('id', l.id, 'experimentId', l.experiment_id, 'name', l.name, 'createdMs', ${epochMs("l.created_at")}, 'updatedMs', ${epochMs("l.updated_at")},
  'artifactUri', l.artifact_uri, 'status', l.status, 'modelType', l.model_type, 'sourceRunId', l.source_run_id,
  'tags', ${pairs("logged_model_tag", "t.logged_model_id = l.id")}, 'params', ${pairs("logged_model_param", "t.logged_model_id = l.id")},
  'metrics', COALESCE((SELECT json_agg(json_build_object('key', x.key, 'value', x.value, 'timestampMs', x.timestamp_ms, 'step', x.step, 'runId', x.run_id, 'datasetName', x.dataset_name, 'datasetDigest', x.dataset_digest) ORDER BY x.key)
    FROM (SELECT DISTINCT ON (key, run_id, dataset_name, dataset_digest) * FROM logged_model_metric WHERE logged_model_id = l.id ORDER BY key, run_id, dataset_name, dataset_digest, step DESC, timestamp_ms DESC, id DESC) x), '[]'::json))`;

const byId = `SELECT ${modelJson} AS record FROM logged_model l WHERE l.id = $1 AND l.deleted_at IS NULL`;
type Row = { record: LoggedModelRecord };
export const loggedModelNotFound = (id: string) => new SignalboxError("not_found", `Logged model with ID '${id}' not found.`);

/** One prepared statement; a deleted one is not found. @throws not_found */
export async function readLoggedModel(db: Db, id: string): Promise<LoggedModelRecord> {
  const [row] = await db.hot<Row>("registry.logged", byId, [id]);
  if (!row) throw loggedModelNotFound(id);
  return row.record;
}

export async function readLoggedModelInTx(tx: Tx, id: string): Promise<LoggedModelRecord> {
  const [row] = await inTx(tx)<Row>(byId, [id]);
  if (!row) throw loggedModelNotFound(id);
  return row.record;
}

export type LockedLoggedModel = { id: string; artifactUri: string; sourceRunId: string };

/** @throws not_found */
export async function lockLoggedModel(tx: Tx, id: string): Promise<LockedLoggedModel> {
  const [row] = await inTx(tx)<LockedLoggedModel>(
    `SELECT id, artifact_uri AS "artifactUri", source_run_id AS "sourceRunId" FROM logged_model WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE`, [id]);
  if (!row) throw loggedModelNotFound(id);
  return row;
}

export async function insertLoggedModel(tx: Tx, one: { id: string; experimentId: number; name: string; modelType: string; sourceRunId: string; artifactUri: string; params: Tag[]; tags: Tag[]; actorId: string; at: Date }): Promise<void> {
  await tx.loggedModel.create({
    data: {
      id: one.id, experiment_id: one.experimentId, name: one.name, model_type: one.modelType, source_run_id: one.sourceRunId, artifact_uri: one.artifactUri,
      actor_id: one.actorId, created_at: one.at, updated_at: one.at, tags: { createMany: { data: one.tags } }, params: { createMany: { data: one.params } },
    },
    select: { id: true },
  });
}

export async function updateLoggedModel(tx: Tx, id: string, change: { status?: LoggedModelStatus; deletedAt?: Date; at: Date }): Promise<void> {
  await tx.loggedModel.update({ where: { id }, data: { status: change.status, deleted_at: change.deletedAt, updated_at: change.at }, select: { id: true } });
}

/** Each key once in `tags`. */
export async function putLoggedModelTags(tx: Tx, id: string, tags: readonly Tag[]): Promise<void> {
  await tx.$executeRawUnsafe(
    `INSERT INTO logged_model_tag (logged_model_id, key, value) SELECT $1, key, value FROM jsonb_to_recordset($2::jsonb) AS x(key text, value text)
     ON CONFLICT (logged_model_id, key) DO UPDATE SET value = EXCLUDED.value`, id, JSON.stringify(tags));
}

export async function readLoggedModelTag(tx: Tx, id: string, key: string): Promise<string | null> {
  return (await tx.loggedModelTag.findUnique({ where: { logged_model_id_key: { logged_model_id: id, key } }, select: { value: true } }))?.value ?? null;
}

/** @returns false when there was no such tag */
export async function dropLoggedModelTag(tx: Tx, id: string, key: string): Promise<boolean> {
  return (await tx.loggedModelTag.deleteMany({ where: { logged_model_id: id, key } })).count > 0;
}

/** @returns the keys that were there before; nothing is written when there are some */
export async function putLoggedModelParams(tx: Tx, id: string, params: readonly Tag[]): Promise<string[]> {
  const before = await tx.loggedModelParam.findMany({ where: { logged_model_id: id, key: { in: params.map((one) => one.key) } }, select: { key: true } });
  if (before.length === 0) await tx.loggedModelParam.createMany({ data: params.map((one) => ({ logged_model_id: id, ...one })) });
  return before.map((one) => one.key);
}

const target: FilterTarget = {
  attributes: {
    name: "l.name", model_id: "l.id", model_type: "l.model_type", status: "l.status", source_run_id: "l.source_run_id",
    creation_timestamp: epochMs("l.created_at"), creation_time: epochMs("l.created_at"), last_updated_timestamp: epochMs("l.updated_at"),
  },
  entities: {
    tag: { table: "logged_model_tag", on: "t.logged_model_id = l.id" }, param: { table: "logged_model_param", on: "t.logged_model_id = l.id" },
    metric: { table: "logged_model_metric", on: "t.logged_model_id = l.id" },
  },
};

/** MLflow's search over the logged models of some experiments; newest first unless asked otherwise. */
export async function searchLoggedModels(db: Db, input: { experimentIds: number[]; filter?: string; orderBy: string[]; limit: number; offset: number }): Promise<OffsetPage<LoggedModelRecord>> {
  const values = new Values();
  const where = [`l.experiment_id = ANY(${values.add(input.experimentIds, "int[]")})`, "l.deleted_at IS NULL", ...conditions(parseFilter(input.filter, loggedModelFilter), target, values)];
  const order = [...orderBy(parseOrder(input.orderBy, loggedModelFilter), target, values), "l.created_at DESC", "l.id"];
  return offsetPage(outside(db), { text: `SELECT ${modelJson} AS record FROM logged_model l WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}
