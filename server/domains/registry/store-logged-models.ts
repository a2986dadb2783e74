import type { Db, Sql, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { LoggedModelRecord, LoggedModelStatus, OffsetPage, Tag } from "./records.ts";
import { mostComparisons, parseFilter } from "./rules/filter.ts";
import { loggedModelFilter } from "./rules/filter-specs.ts";
import { among, conditions, epochMs, type FilterTarget, inTx, offsetPage, outside, pairs, Values } from "./store-sql.ts";

// Every point, as MLflow answers; NaN is the word "NaN" in json.
const modelJson = `json_build_object('id', l.id, 'experimentId', l.experiment_id, 'name', l.name, 'createdMs', ${epochMs("l.created_at")}, 'updatedMs', ${epochMs("l.updated_at")},
  'artifactUri', l.artifact_uri, 'status', l.status, 'modelType', l.model_type, 'sourceRunId', l.source_run_id,
  'tags', ${pairs("logged_model_tag", "t.logged_model_id = l.id")}, 'params', ${pairs("logged_model_param", "t.logged_model_id = l.id")},
  'metrics', COALESCE((SELECT json_agg(json_build_object('key', x.key, 'value', x.value, 'timestampMs', x.timestamp_ms, 'step', x.step, 'runId', x.run_id, 'datasetName', x.dataset_name, 'datasetDigest', x.dataset_digest) ORDER BY x.key, x.timestamp_ms, x.step, x.run_id, x.id)
    FROM logged_model_metric x WHERE x.logged_model_id = l.id), '[]'::json))`;

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

/** Null for an id that was never given. */
export async function loggedModelState(tx: Tx, id: string): Promise<"live" | "deleted" | null> {
  const row = await tx.loggedModel.findUnique({ where: { id }, select: { deleted_at: true } });
  return row && (row.deleted_at === null ? "live" : "deleted");
}

export type LockedLoggedModel = { id: string; artifactUri: string; sourceRunId: string };

/** @throws not_found */
export async function lockLoggedModel(tx: Tx | Sql, id: string): Promise<LockedLoggedModel> {
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
export async function putLoggedModelTags(tx: Tx | Sql, id: string, tags: readonly Tag[]): Promise<void> {
  await inTx(tx)(
    `INSERT INTO logged_model_tag (logged_model_id, key, value) SELECT $1, key, value FROM jsonb_to_recordset($2::jsonb) AS x(key text, value text)
     ON CONFLICT (logged_model_id, key) DO UPDATE SET value = EXCLUDED.value`, [id, JSON.stringify(tags)]);
}

export async function readLoggedModelTag(tx: Tx | Sql, id: string, key: string): Promise<string | null> {
  return (await inTx(tx)<{ value: string }>(`SELECT value FROM logged_model_tag WHERE logged_model_id = $1 AND key = $2`, [id, key]))[0]?.value ?? null;
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

const attributes: FilterTarget["attributes"] = {
  name: "l.name", model_id: "l.id", model_type: "l.model_type", status: "l.status", source_run_id: "l.source_run_id",
  creation_timestamp: epochMs("l.created_at"), creation_timestamp_ms: epochMs("l.created_at"), creation_time: epochMs("l.created_at"),
  last_updated_timestamp: epochMs("l.updated_at"), last_updated_timestamp_ms: epochMs("l.updated_at"),
};

export type LoggedModelOrder = { field: string; ascending: boolean; datasetName: string; datasetDigest: string };
export type LoggedModelSearch = {
  experimentIds: number[]; filter?: string; orderBy: LoggedModelOrder[]; limit: number; offset: number;
  /** Models with metrics on one of these; a filter on metrics then looks at those points alone. No digest: points without one, as in mlflow 3.17. */
  datasets: { name: string; digest: string }[];
};

function orderOf(one: LoggedModelOrder, values: Values): string {
  const direction = `${one.ascending ? "ASC" : "DESC"} NULLS LAST`;
  const [entity, ...rest] = one.field.split(".");
  if (rest.length === 0) {
    const column = Object.hasOwn(attributes, one.field) ? attributes[one.field] : undefined;
    if (column === undefined) throw new SignalboxError("invalid_input", `Invalid order by field name: ${one.field}`);
    return `${column} ${direction}`;
  }
  if (entity !== "metrics") throw new SignalboxError("invalid_input", `Invalid order by field name: ${one.field}. Only metrics are supported.`);
  const on = [`x.logged_model_id = l.id AND x.key = ${values.add(rest.join("."), "text")}`];
  if (one.datasetName !== "") on.push(`x.dataset_name = ${values.add(one.datasetName, "text")}`);
  if (one.datasetDigest !== "") on.push(`x.dataset_digest = ${values.add(one.datasetDigest, "text")}`);
  return `(SELECT x.value FROM logged_model_metric x WHERE ${on.join(" AND ")} ORDER BY x.timestamp_ms DESC, x.step DESC, x.run_id LIMIT 1) ${direction}`;
}

/** MLflow's search over the logged models of some experiments; newest first unless asked otherwise. @throws invalid_input */
export async function searchLoggedModels(db: Db, input: LoggedModelSearch): Promise<OffsetPage<LoggedModelRecord>> {
  if (input.orderBy.length > mostComparisons) throw new SignalboxError("invalid_input", `A list is ordered by at most ${mostComparisons} keys.`);
  const values = new Values();
  const filter = parseFilter(input.filter, loggedModelFilter);
  const onDataset = (row: string) => input.datasets.map((one) => `(${row}.dataset_name = ${values.add(one.name, "text")} AND ${row}.dataset_digest IS NOT DISTINCT FROM ${values.add(one.digest || null, "text")})`).join(" OR ");
  const some = input.datasets.length > 0;
  const target: FilterTarget = {
    attributes,
    entities: {
      tag: { table: "logged_model_tag", on: "t.logged_model_id = l.id" }, param: { table: "logged_model_param", on: "t.logged_model_id = l.id" },
      metric: { table: "logged_model_metric", on: some && filter.comparisons.some((one) => one.entity === "metric") ? `t.logged_model_id = l.id AND (${onDataset("t")})` : "t.logged_model_id = l.id" },
    },
  };
  const where = [among("l.experiment_id", input.experimentIds, values), "l.deleted_at IS NULL", ...conditions(filter, target, values)];
  if (some) where.push(`EXISTS (SELECT 1 FROM logged_model_metric x WHERE x.logged_model_id = l.id AND (${onDataset("x")}))`);
  const order = [...input.orderBy.map((one) => orderOf(one, values)), "l.created_at DESC", "l.id"];
  return offsetPage(outside(db), { text: `SELECT ${modelJson} AS record FROM logged_model l WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}
