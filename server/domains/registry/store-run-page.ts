import type { Db } from "../../platform/db.ts";
import type { RunView } from "./contract-runs.ts";
import { iso, isoMs, list, outside, pairs } from "./store-sql.ts";

/** A run's page but for its files. */
export type RunPageRow = Omit<RunView, "artifacts" | "artifactsBytes" | "artifactCount" | "modelFolders">;

const page = `SELECT json_build_object('runId', r.id, 'name', r.name, 'status', r.status, 'deleted', r.lifecycle_stage = 'deleted', 'user', COALESCE(NULLIF(r.user_id, ''), p.name, r.actor_id),
  'experimentId', e.id::text, 'experimentName', e.name, 'artifactUri', r.artifact_uri, 'startedAt', ${isoMs("r.start_time_ms")}, 'endedAt', ${isoMs("r.end_time_ms")},
  'metrics', ${list(`SELECT json_agg(json_build_object('key', x.key, 'value', x.value, 'step', x.step, 'at', ${isoMs("x.timestamp_ms")},
     'drawn', (SELECT count(*) > 1 FROM (SELECT 1 FROM run_metric m WHERE m.run_id = r.id AND m.key = x.key LIMIT 2) two)) ORDER BY x.key) FROM run_latest_metric x WHERE x.run_id = r.id`)},
  'params', ${pairs("run_param", "t.run_id = r.id")}, 'tags', ${pairs("run_tag", "t.run_id = r.id")},
  'datasets', ${list(`SELECT json_agg(json_build_object('name', d.name, 'digest', d.digest, 'sourceType', d.source_type, 'source', d.source,
     'context', (SELECT t ->> 'value' FROM jsonb_array_elements(i.tags) t WHERE t ->> 'key' = 'mlflow.data.context' LIMIT 1)) ORDER BY d.name, d.digest) FROM run_input i JOIN dataset d ON d.id = i.dataset_id WHERE i.run_id = r.id`)},
  'modelsRead', ${list("SELECT json_agg(json_build_object('id', l.id, 'name', l.name) ORDER BY l.name, l.id) FROM run_model_input i JOIN logged_model l ON l.id = i.logged_model_id WHERE i.run_id = r.id AND l.deleted_at IS NULL")},
  'modelsMade', ${list(`SELECT json_agg(json_build_object('id', l.id, 'name', l.name, 'status', l.status, 'type', l.model_type, 'createdAt', ${iso("l.created_at")}) ORDER BY l.created_at, l.id)
     FROM logged_model l WHERE l.deleted_at IS NULL AND (l.source_run_id = r.id OR l.id IN (SELECT o.logged_model_id FROM run_output o WHERE o.run_id = r.id))`)},
  'versions', ${list(`SELECT json_agg(json_build_object('model', m.name, 'version', v.version::text) ORDER BY m.name, v.version) FROM model_version v JOIN registered_model m ON m.id = v.model_id
     WHERE v.run_id = r.id OR v.logged_model_id IN (SELECT l.id FROM logged_model l WHERE l.source_run_id = r.id)`)}) AS page
  FROM run r JOIN experiment e ON e.id = r.experiment_id LEFT JOIN "user" p ON p.id = r.actor_id WHERE r.id = $1`;

/** Undefined for an unknown one; deleted ones too. */
export async function runPageOf(db: Db, id: string): Promise<RunPageRow | undefined> {
  return (await db.hot<{ page: RunPageRow }>("registry.run.page", page, [id]))[0]?.page;
}

export type HistoryPoint = { step: number; atMs: number; value: number | null };

/** A metric's points by step and time; of very many every so manyth and the last. NaN has no number. */
export async function runHistoryOf(db: Db, input: { runId: string; key: string; most: number }): Promise<{ total: number; points: HistoryPoint[] }> {
  const rows = await outside(db)<HistoryPoint & { total: number }>(
    `SELECT x.step::float8 AS step, x.timestamp_ms::float8 AS "atMs", NULLIF(x.value, 'NaN') AS value, x.total::int AS total
     FROM (SELECT m.*, row_number() OVER (ORDER BY m.step, m.timestamp_ms, m.id) AS place, count(*) OVER () AS total FROM run_metric m WHERE m.run_id = $1 AND m.key = $2) x
     WHERE (x.place - 1) % greatest(1, ceil(x.total / $3::float8)::bigint) = 0 OR x.place = x.total ORDER BY x.place`, [input.runId, input.key, input.most]);
  return { total: rows[0]?.total ?? 0, points: rows.map(({ step, atMs, value }) => ({ step, atMs, value })) };
}
