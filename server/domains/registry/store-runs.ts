import type { Db, Sql, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { FilterNode } from "../../shared/filter/index.ts";
import type { MetricPoint, MetricRecord, OffsetPage, RunMetricRecord, RunRecord, RunStatus, Tag } from "./records.ts";
import { parseFilter, parseOrder } from "./rules/filter.ts";
import { runFilter } from "./rules/filter-specs.ts";
import { datasetRows, inputsJson } from "./store-inputs.ts";
import { stageCondition, type ViewType } from "./store-experiments.ts";
import { searchConditions } from "./store-filter.ts";
import { among, conditions, type FilterTarget, inTx, offsetPage, orderBy, outside, pairs, Values } from "./store-sql.ts";

// json writes NaN as the word "NaN", which is what MLflow puts on the wire.
const metricJson = `json_build_object('key', x.key, 'value', x.value, 'timestampMs', x.timestamp_ms, 'step', x.step)`;
const runMetricJson = `json_build_object('runId', x.run_id, 'key', x.key, 'value', x.value, 'timestampMs', x.timestamp_ms, 'step', x.step)`;
const runJson = `json_build_object('id', r.id, 'name', r.name, 'experimentId', r.experiment_id, 'userId', r.user_id, 'status', r.status, 'startMs', r.start_time_ms, 'endMs', r.end_time_ms,
  'artifactUri', r.artifact_uri, 'stage', r.lifecycle_stage,
  'metrics', COALESCE((SELECT json_agg(${metricJson} ORDER BY x.key) FROM run_latest_metric x WHERE x.run_id = r.id), '[]'::json),
  'params', ${pairs("run_param", "t.run_id = r.id")}, 'tags', ${pairs("run_tag", "t.run_id = r.id")},
  'outputs', COALESCE((SELECT json_agg(json_build_object('modelId', o.logged_model_id, 'step', o.step)) FROM run_output o WHERE o.run_id = r.id), '[]'::json),
  ${inputsJson})`;

const byId = `SELECT ${runJson} AS record FROM run r WHERE r.id = $1`;
type Row = { record: RunRecord };
export const runNotFound = (id: string) => new SignalboxError("not_found", `Run with id=${id} not found`);

/** One prepared statement; deleted runs too. @throws not_found */
export async function readRun(db: Db, id: string): Promise<RunRecord> {
  const [row] = await db.hot<Row>("registry.run", byId, [id]);
  if (!row) throw runNotFound(id);
  return row.record;
}

export async function readRunInTx(tx: Tx, id: string): Promise<RunRecord> {
  const [row] = await inTx(tx)<Row>(byId, [id]);
  if (!row) throw runNotFound(id);
  return row.record;
}

/** @returns null for an unknown run */
export async function runRoot(tx: Tx | Sql, id: string): Promise<string | null> {
  return (await inTx(tx)<{ uri: string }>(`SELECT artifact_uri AS uri FROM run WHERE id = $1`, [id]))[0]?.uri ?? null;
}

export type LockedRun = { id: string; experimentId: number; stage: "active" | "deleted" };

/** What is logged to a run is one at a time. @throws not_found */
export async function lockRun(tx: Tx | Sql, id: string): Promise<LockedRun> {
  const [row] = await inTx(tx)<LockedRun>(`SELECT id, experiment_id AS "experimentId", lifecycle_stage AS stage FROM run WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  if (!row) throw runNotFound(id);
  return row;
}

/** @throws not_found, or invalid_input for a deleted run */
export async function lockActiveRun(tx: Tx | Sql, id: string): Promise<LockedRun> {
  const run = await lockRun(tx, id);
  if (run.stage !== "active") throw new SignalboxError("invalid_input", `The run ${id} must be in the 'active' state. Current state is deleted.`);
  return run;
}

export async function insertRun(tx: Tx, run: { id: string; experimentId: number; name: string; userId: string; actorId: string; startMs: number; artifactUri: string; tags: Tag[] }): Promise<void> {
  await tx.run.create({
    data: {
      id: run.id, experiment_id: run.experimentId, name: run.name, user_id: run.userId, actor_id: run.actorId, start_time_ms: run.startMs, artifact_uri: run.artifactUri,
      tags: { createMany: { data: run.tags } },
    },
    select: { id: true },
  });
}

export async function updateRun(tx: Tx, id: string, change: { name?: string; status?: RunStatus; endMs?: number; stage?: "active" | "deleted" }): Promise<void> {
  await tx.run.update({ where: { id }, data: { name: change.name, status: change.status, end_time_ms: change.endMs, lifecycle_stage: change.stage }, select: { id: true } });
}

export async function nameRun(sql: Sql, id: string, name: string): Promise<void> {
  await sql(`UPDATE run SET name = $2 WHERE id = $1`, [id, name]);
}

/** Each key once in `tags`. */
export async function putRunTags(tx: Tx | Sql, runId: string, tags: readonly Tag[]): Promise<void> {
  if (tags.length === 0) return;
  await inTx(tx)(
    `INSERT INTO run_tag (run_id, key, value) SELECT $1, key, value FROM jsonb_to_recordset($2::jsonb) AS x(key text, value text)
     ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value`, [runId, JSON.stringify(tags)]);
}

export async function readRunTag(tx: Tx, runId: string, key: string): Promise<string | null> {
  return (await tx.runTag.findUnique({ where: { run_id_key: { run_id: runId, key } }, select: { value: true } }))?.value ?? null;
}

/** @returns false when there was no such tag */
export async function dropRunTag(tx: Tx, runId: string, key: string): Promise<boolean> {
  return (await tx.runTag.deleteMany({ where: { run_id: runId, key } })).count > 0;
}

/** Adds parameters that are new. @returns those logged before with another value, as they are stored */
export async function putRunParams(sql: Sql, runId: string, params: readonly Tag[]): Promise<Tag[]> {
  if (params.length === 0) return [];
  // Two parts of one statement: what is there is read as it was before anything was added.
  return sql<Tag>(
    `WITH given AS (SELECT key, value FROM jsonb_to_recordset($2::jsonb) AS x(key text, value text)),
       added AS (INSERT INTO run_param (run_id, key, value) SELECT $1, key, value FROM given ON CONFLICT (run_id, key) DO NOTHING)
     SELECT p.key, p.value FROM run_param p JOIN given USING (key) WHERE p.run_id = $1 AND p.value <> given.value`, [runId, JSON.stringify(params)]);
}

const pointColumns = `x(key text, value text, timestamp_ms bigint, step bigint, model_id text, dataset_name text, dataset_digest text)`;
const pointJson = (points: readonly MetricPoint[]) => JSON.stringify(points.map((one) => ({
  key: one.key, value: String(one.value), timestamp_ms: one.timestampMs, step: one.step, model_id: one.modelId, dataset_name: one.datasetName, dataset_digest: one.datasetDigest,
})));

const fresh = (table: string, where: string) => `NOT EXISTS (SELECT 1 FROM ${table} m WHERE ${where} AND m.run_id = $1 AND m.key = x.key AND m.timestamp_ms = x.timestamp_ms AND m.step = x.step AND m.value = x.value::float8)`;
const putPoints = `WITH x AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS ${pointColumns}),
  logged AS (INSERT INTO run_metric (run_id, key, value, timestamp_ms, step) SELECT DISTINCT $1, key, value::float8, timestamp_ms, step FROM x WHERE ${fresh("run_metric", "true")})
  INSERT INTO run_latest_metric (run_id, key, value, timestamp_ms, step)
  SELECT DISTINCT ON (key) $1, key, value::float8, timestamp_ms, step FROM x ORDER BY key, step DESC, timestamp_ms DESC, value::float8 DESC
  ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value, timestamp_ms = EXCLUDED.timestamp_ms, step = EXCLUDED.step
  WHERE (EXCLUDED.step, EXCLUDED.timestamp_ms, EXCLUDED.value) > (run_latest_metric.step, run_latest_metric.timestamp_ms, run_latest_metric.value)`;
const putModelPoints = `INSERT INTO logged_model_metric (logged_model_id, run_id, key, value, timestamp_ms, step, dataset_name, dataset_digest)
  SELECT DISTINCT x.model_id, $1, x.key, x.value::float8, x.timestamp_ms, x.step, x.dataset_name, x.dataset_digest
  FROM jsonb_to_recordset($2::jsonb) AS ${pointColumns} JOIN logged_model l ON l.id = x.model_id WHERE ${fresh("logged_model_metric", "m.logged_model_id = x.model_id")}`;

/**
 * Stores points and moves each key's latest: the greatest (step, time, value), as MLflow decides it. A point that is
 * there already (a client's second try) is stored once.
 */
export async function putRunMetrics(sql: Sql, runId: string, points: readonly MetricPoint[]): Promise<void> {
  if (points.length === 0) return;
  const values = [runId, pointJson(points)];
  await Promise.all([sql(putPoints, values), points.some((one) => one.modelId !== undefined) ? sql(putModelPoints, values) : undefined]);
}

export async function putRunOutputs(tx: Tx, runId: string, outputs: readonly { modelId: string; step: number }[]): Promise<void> {
  await tx.runOutput.createMany({ data: outputs.map((one) => ({ run_id: runId, logged_model_id: one.modelId, step: one.step })), skipDuplicates: true });
}

/** The points of one metric in several runs, by run, time and step. */
export async function readBulkHistory(db: Db, input: { runIds: readonly string[]; key: string; limit: number }): Promise<RunMetricRecord[]> {
  const rows = await outside(db)<{ record: RunMetricRecord }>(
    `SELECT ${runMetricJson} AS record FROM run_metric x WHERE x.run_id = ANY($1::text[]) AND x.key = $2 ORDER BY x.run_id COLLATE "C", x.timestamp_ms, x.step, x.value, x.id LIMIT $3`, [input.runIds, input.key, input.limit]);
  return rows.map((row) => row.record);
}

/**
 * At most `limit` points of one metric for each run, evenly chosen: a run's points in order are cut into `limit` buckets,
 * the first of each counts, and the very last point takes the place of the last of these.
 */
export async function readSampledHistory(db: Db, input: { runIds: readonly string[]; key: string; limit: number; steps: [number, number] | null }): Promise<RunMetricRecord[]> {
  const rows = await outside(db)<{ record: RunMetricRecord }>(
    `WITH points AS (SELECT m.*, given.place, ntile($3) OVER run AS bucket, row_number() OVER run AS nth, count(*) OVER (PARTITION BY given.place) AS total
       FROM unnest($1::text[]) WITH ORDINALITY given(id, place) JOIN run_metric m ON m.run_id = given.id AND m.key = $2
       WHERE $4::bigint IS NULL OR m.step BETWEEN $4 AND $5 WINDOW run AS (PARTITION BY given.place ORDER BY m.step, m.timestamp_ms, m.value, m.id)),
     ranked AS (SELECT *, row_number() OVER (PARTITION BY place, bucket ORDER BY nth) AS rank FROM points)
     SELECT ${runMetricJson} AS record FROM ranked x WHERE nth = total OR (rank = 1 AND (total <= $3 OR bucket < $3)) ORDER BY place, nth`,
    [input.runIds, input.key, input.limit, input.steps?.[0] ?? null, input.steps?.[1] ?? null]);
  return rows.map((row) => row.record);
}

/** A metric's points by time; an unknown run or key has none. */
export async function readMetricHistory(db: Db, input: { runId: string; key: string; limit: number; offset: number }): Promise<OffsetPage<MetricRecord>> {
  const values = new Values();
  const text = `SELECT ${metricJson} AS record FROM run_metric x WHERE x.run_id = ${values.add(input.runId)} AND x.key = ${values.add(input.key)} ORDER BY x.timestamp_ms, x.step, x.value, x.id`;
  return offsetPage(outside(db), { text, values, ...input });
}

const target: FilterTarget = {
  attributes: { status: "r.status", run_name: "r.name", user_id: "r.user_id", artifact_uri: "r.artifact_uri", run_id: "r.id", start_time: "r.start_time_ms", end_time: "r.end_time_ms" },
  entities: { tag: { table: "run_tag", on: "t.run_id = r.id" }, param: { table: "run_param", on: "t.run_id = r.id" }, metric: { table: "run_latest_metric", on: "t.run_id = r.id" }, dataset: { table: datasetRows, on: "t.run_id = r.id" } },
};

/** MLflow's search over the runs of some experiments; newest first unless asked otherwise. */
export async function searchRuns(db: Db, input: { experimentIds: number[]; filter?: string; search: FilterNode | null; nowMs: number; orderBy: string[]; view: ViewType; limit: number; offset: number }): Promise<OffsetPage<RunRecord>> {
  const values = new Values();
  const where = [among("r.experiment_id", input.experimentIds, values), stageCondition("r.lifecycle_stage", input.view), ...conditions(parseFilter(input.filter, runFilter), target, values),
    ...searchConditions(input.search, "runs", { values, nowMs: input.nowMs })];
  const order = [...orderBy(parseOrder(input.orderBy, runFilter), target, values), "r.start_time_ms DESC", "r.id"];
  return offsetPage(outside(db), { text: `SELECT ${runJson} AS record FROM run r WHERE ${where.join(" AND ")} ORDER BY ${order.join(", ")}`, values, ...input });
}
