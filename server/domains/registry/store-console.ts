import type { Db, Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { FilterNode } from "../../shared/filter/index.ts";
import type { ModelView, SignatureView, VersionListItem, VersionView, modelSorts } from "./contract.ts";
import type { Tag } from "./records.ts";
import { asksForArchived } from "./rules/search-language.ts";
import { modelWords, searchConditions, versionLogged } from "./store-filter.ts";
import { inTx, iso, isoMs, list, pairs, tagEquals, Values } from "./store-sql.ts";

const routes = (where: string) => list(`SELECT json_agg(json_build_object('environment', r.environment, 'version', rv.version::text, 'weight', e.weight, 'since', ${iso("r.since")}, 'releaseId', r.release_id::text) ORDER BY env.position, rv.version)
  FROM route r JOIN route_entry e ON e.route_id = r.id JOIN model_version rv ON rv.id = e.version_id JOIN environment env ON env.name = r.environment WHERE ${where}`);

/** The metrics of a model's newest version that `keys` names; NaN has no number. */
const newestMetrics = (keys: string) => list(`SELECT json_agg(json_build_object('key', k.key, 'value', NULLIF(${versionLogged("metric", "k.key")}, 'NaN')) ORDER BY k.key)
  FROM (SELECT n.run_id, n.logged_model_id FROM model_version n WHERE n.model_id = m.id ORDER BY n.version DESC LIMIT 1) v, unnest(${keys}) k(key)`);

const modelView = (metrics: string) => `json_build_object('name', m.name, 'description', m.description, 'owner', m.owner_team,
  'latestVersion', (SELECT max(v.version)::text FROM model_version v WHERE v.model_id = m.id), 'versionCount', m.version_count,
  'routes', ${routes("r.model_id = m.id")},
  'aliases', ${list(`SELECT json_agg(json_build_object('alias', a.alias, 'version', av.version::text) ORDER BY a.alias) FROM model_alias a JOIN model_version av ON av.id = a.version_id WHERE a.model_id = m.id`)},
  'tags', ${pairs("registered_model_tag", "t.model_id = m.id")},
  'health', (SELECT json_build_object('environment', s.environment, 'lamp', s.lamp, 'drifting', s.drifting, 'columns', s.columns, 'asOf', ${iso("s.as_of")})
     FROM model_state s JOIN environment env ON env.name = s.environment JOIN route r ON r.environment = s.environment AND r.model_id = s.model_id WHERE s.model_id = m.id ORDER BY env.position DESC LIMIT 1),
  'live', (SELECT json_build_object('environment', f.environment, 'requestsPerSecond', f.rate_milli / 1000.0, 'driftByHour', f.drift_hours, 'measuredAt', ${iso("f.measured_at")})
     FROM fleet_entry f JOIN environment env ON env.name = f.environment JOIN route r ON r.environment = f.environment AND r.model_id = f.model_id WHERE f.model_id = m.id ORDER BY env.position DESC LIMIT 1),
  'metrics', ${metrics},
  'openReleases', ${list(`SELECT json_agg(json_build_object('id', o.id::text, 'version', ov.version::text, 'environment', o.environment) ORDER BY o.id) FROM release o JOIN model_version ov ON ov.id = o.version_id WHERE o.model_id = m.id AND o.state = 'open' AND o.kind = 'promotion'`)},
  'archivedAt', ${iso("m.archived_at")}, 'createdAt', ${iso("m.created_at")}, 'updatedAt', ${iso("m.updated_at")})`;

type Sort = (typeof modelSorts)[number];
/** Unowned models come last going up; byte order, so that the index serves it whatever the database's language. */
export const ownerOrder = `(COALESCE(lower(m.owner_team), chr(1114111)) COLLATE "C")`;
const sortColumn = { name: "m.name", updated: "m.updated_at", created: "m.created_at", owner: ownerOrder } as const;
const sortType = { name: "text", updated: "timestamptz", created: "timestamptz", owner: "text" } as const;

/** A row and the sort key its cursor is made of. */
export type ModelRow = { view: ModelView; key: string; name: string };

export type ModelSearch = { query?: string; tag?: { key: string; value?: string }; search: FilterNode | null; nowMs: number };

/** What narrows the list: prompts never stand in it, archived models where the filter asks about them. */
function modelConditions(input: ModelSearch, values: Values): string[] {
  const where = ["NOT m.is_prompt", ...searchConditions(input.search, "models", { values, nowMs: input.nowMs })];
  if (!asksForArchived(input.search)) where.push("m.archived_at IS NULL");
  if (input.query) where.push(modelWords(input.query, values));
  if (input.tag) {
    const value = input.tag.value === undefined ? "" : ` AND ${tagEquals(values.add(input.tag.value, "text"))}`;
    where.push(`EXISTS (SELECT 1 FROM registered_model_tag t WHERE t.model_id = m.id AND t.key = ${values.add(input.tag.key, "text")}${value})`);
  }
  return where;
}

/** Models by sort key and name, `limit` + 1 of them: the page is cut by index before anything is joined. */
export async function listModelRows(db: Db, input: ModelSearch & { sort: Sort; limit: number; metrics: readonly string[]; after?: { key: string; name: string } }): Promise<ModelRow[]> {
  const values = new Values();
  const descending = input.sort.startsWith("-");
  const by = input.sort.replace("-", "") as keyof typeof sortColumn;
  const where = modelConditions(input, values);
  const direction = descending ? "DESC" : "ASC";
  const pageKey = by === "name" ? [sortColumn.name] : [sortColumn[by], "m.name"];
  if (input.after) {
    const bound = by === "name" ? [values.add(input.after.name, "text")] : [values.add(input.after.key, sortType[by]), values.add(input.after.name, "text")];
    where.push(`(${pageKey.join(", ")}) ${descending ? "<" : ">"} (${bound.join(", ")})`);
  }
  const order = (column: string) => `${column} ${direction}`;
  const keyText = by === "updated" || by === "created" ? iso(sortColumn[by]) : sortColumn[by];
  const text = `WITH page AS MATERIALIZED (SELECT m.id, row_number() OVER () AS position FROM (SELECT m.id FROM registered_model m WHERE ${where.join(" AND ")} ORDER BY ${pageKey.map(order).join(", ")} LIMIT ${values.add(input.limit + 1)}) m)
    SELECT ${modelView(input.metrics.length === 0 ? "'[]'::json" : newestMetrics(values.add(input.metrics, "text[]")))} AS view, ${keyText} AS key, m.name FROM page JOIN registered_model m ON m.id = page.id ORDER BY page.position`;
  return (await db.pool.query<ModelRow>(text, values.list)).rows;
}

/** Names of the models that fit, `limit` at most. */
export async function fittingModels(db: Db, input: ModelSearch, limit: number): Promise<string[]> {
  const values = new Values();
  const where = modelConditions(input, values).join(" AND ");
  const rows = await db.pool.query<{ name: string }>(`SELECT m.name FROM registered_model m WHERE ${where} ORDER BY m.name LIMIT ${values.add(limit)}`, values.list);
  return rows.rows.map((row) => row.name);
}

/** @throws not_found */
export async function modelViewOf(db: Db, name: string): Promise<ModelView> {
  const [row] = await db.hot<{ view: ModelView }>("registry.model.view", `SELECT ${modelView("'[]'::json")} AS view FROM registered_model m WHERE m.name = $1`, [name]);
  if (!row) throw new SignalboxError("not_found", `There is no model named ${name}.`);
  return row.view;
}

/** The run's latest metrics and the logged model's, which win: they are said of this very model. NaN has no number. */
const metricRows = `SELECT DISTINCT ON (x.key) x.key, NULLIF(x.value, 'NaN') AS value, x.step, x.timestamp_ms FROM
  (SELECT 1 AS rank, key, value, step, timestamp_ms FROM logged_model_metric WHERE logged_model_id = v.logged_model_id
   UNION ALL SELECT 2, key, value, step, timestamp_ms FROM run_latest_metric WHERE run_id = v.run_id AND v.run_id <> '') x ORDER BY x.key, x.rank, x.step DESC, x.timestamp_ms DESC`;
const baseline = `COALESCE((SELECT json_build_object('state', b.state, 'rows', b.rows, 'progress', b.progress, 'reason', b.reason, 'artifactPath', b.artifact_path, 'unmatchedColumns', COALESCE(b.profile -> 'unmatchedColumns', '[]'::jsonb)) FROM baseline b WHERE b.version_id = v.id),
  (SELECT json_build_object('state', 'pending', 'rows', NULL, 'progress', 0, 'reason', NULL, 'artifactPath', NULL, 'unmatchedColumns', '[]'::json) FROM job j WHERE j.kind = 'baseline.profile' AND j.key = v.id::text AND j.state IN ('queued', 'running')),
  json_build_object('state', 'none', 'rows', NULL, 'progress', 0, 'reason', NULL, 'artifactPath', NULL, 'unmatchedColumns', '[]'::json))`;
const versionItem = `json_build_object('model', m.name, 'version', v.version::text, 'description', NULLIF(v.description, ''), 'status', v.status, 'stage', v.stage,
  'aliases', ${list("SELECT json_agg(a.alias ORDER BY a.alias) FROM model_alias a WHERE a.version_id = v.id")}, 'tags', ${pairs("model_version_tag", "t.version_id = v.id")},
  'metrics', ${list(`SELECT json_agg(json_build_object('key', k.key, 'value', k.value, 'step', k.step, 'at', ${isoMs("k.timestamp_ms")})) FROM (${metricRows}) k`)},
  'createdBy', v.created_by, 'createdAt', ${iso("v.created_at")}, 'updatedAt', ${iso("v.updated_at")}, 'routes', ${routes("e.version_id = v.id")}, 'baseline', ${baseline})`;

/** Versions of a model that fit, the newest first, below `before`; undefined for an unknown model. */
export async function listVersionRows(db: Db, input: { model: string; limit: number; before: number | null; search: FilterNode | null; nowMs: number }): Promise<VersionListItem[] | undefined> {
  if (input.search !== null) return filteredVersionRows(db, input);
  const [row] = await db.hot<{ items: VersionListItem[] }>("registry.versions.list",
    `SELECT ${list(`SELECT json_agg(${versionItem} ORDER BY v.version DESC) FROM (SELECT * FROM model_version WHERE model_id = m.id AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3) v`)} AS items FROM registered_model m WHERE m.name = $1`,
    [input.model, input.before, input.limit + 1]);
  return row?.items;
}

async function filteredVersionRows(db: Db, input: Parameters<typeof listVersionRows>[1]): Promise<VersionListItem[] | undefined> {
  const values = new Values();
  const [model, before] = [values.add(input.model, "text"), values.add(input.before, "int")];
  const where = [`v.model_id = m.id`, `(${before} IS NULL OR v.version < ${before})`, ...searchConditions(input.search, "versions", { values, nowMs: input.nowMs })];
  const text = `SELECT ${list(`SELECT json_agg(${versionItem} ORDER BY v.version DESC) FROM (SELECT v.* FROM model_version v WHERE ${where.join(" AND ")} ORDER BY v.version DESC LIMIT ${values.add(input.limit + 1)}) v`)} AS items FROM registered_model m WHERE m.name = ${model}`;
  return (await db.pool.query<{ items: VersionListItem[] }>(text, values.list)).rows[0]?.items;
}

/** A version's page but for its artifacts. */
export type VersionRow = Omit<VersionView, "artifacts" | "artifactsBytes"> & { artifactUri: string };

const versionPage = `SELECT ${versionItem}::jsonb || jsonb_build_object('source', v.source, 'artifactUri', v.artifact_uri, 'signature', v.signature,
    'frozenBy', (SELECT f.release_id::text FROM frozen_version f WHERE f.version_id = v.id),
    'run', (SELECT json_build_object('runId', r.id, 'name', r.name, 'experimentId', r.experiment_id::text, 'experimentName', x.name, 'status', r.status, 'userId', r.user_id,
       'startedAt', ${isoMs("r.start_time_ms")}, 'endedAt', ${isoMs("r.end_time_ms")}) FROM run r JOIN experiment x ON x.id = r.experiment_id WHERE r.id = v.run_id),
    'params', ${list(`SELECT json_agg(json_build_object('key', p.key, 'value', p.value) ORDER BY p.key) FROM
       (SELECT DISTINCT ON (key) key, value FROM (SELECT 1 AS rank, key, value FROM logged_model_param WHERE logged_model_id = v.logged_model_id UNION ALL SELECT 2, key, value FROM run_param WHERE run_id = v.run_id AND v.run_id <> '') q ORDER BY key, rank) p`)},
    'environments', (SELECT json_agg(CASE
       WHEN s.since IS NOT NULL THEN json_build_object('environment', env.name, 'state', 'serving', 'since', ${iso("s.since")}, 'until', NULL, 'releaseId', s.release_id::text)
       WHEN o.id IS NOT NULL THEN json_build_object('environment', env.name, 'state', 'requested', 'since', ${iso("o.requested_at")}, 'until', NULL, 'releaseId', o.id::text)
       WHEN h.id IS NOT NULL THEN json_build_object('environment', env.name, 'state', 'served', 'since', ${iso("h.since")}, 'until', ${iso("h.until")}, 'releaseId', h.release_id::text)
       ELSE json_build_object('environment', env.name, 'state', 'never', 'since', NULL, 'until', NULL, 'releaseId', NULL) END ORDER BY env.position)
       FROM environment env
       LEFT JOIN LATERAL (SELECT r.since, r.release_id FROM route r JOIN route_entry e ON e.route_id = r.id WHERE r.environment = env.name AND e.version_id = v.id LIMIT 1) s ON true
       LEFT JOIN LATERAL (SELECT id, requested_at FROM release WHERE version_id = v.id AND environment = env.name AND state = 'open' AND kind = 'promotion' LIMIT 1) o ON true
       LEFT JOIN LATERAL (SELECT id, since, until, release_id FROM route_history WHERE version_id = v.id AND environment = env.name ORDER BY since DESC LIMIT 1) h ON true)) AS page
  FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE m.name = $1 AND v.version = $2`;

/** @throws not_found */
export async function versionPageOf(db: Db, name: string, version: number): Promise<VersionRow> {
  const [row] = await db.hot<{ page: VersionRow }>("registry.version.page", versionPage, [name, version]);
  if (!row) throw new SignalboxError("not_found", `There is no version ${version} of a model named ${name}.`);
  return row.page;
}

export type TermsRow = {
  versionId: number; modelId: number; model: string; prompt: boolean; version: number; createdBy: string; artifactUri: string; signature: SignatureView | null;
  metrics: { key: string; value: number | null }[]; tags: Tag[]; baseline: { state: string; sha256: string | null };
};

/** What a release is about to rest on; reads inside its transaction, locks nothing. @throws not_found */
export async function termsOf(tx: Tx, name: string, version: number): Promise<TermsRow> {
  const [row] = await inTx(tx)<{ terms: TermsRow }>(
    `SELECT json_build_object('versionId', v.id, 'modelId', m.id, 'model', m.name, 'prompt', m.is_prompt, 'version', v.version, 'createdBy', v.created_by, 'artifactUri', v.artifact_uri, 'signature', v.signature,
       'metrics', ${list(`SELECT json_agg(json_build_object('key', k.key, 'value', k.value)) FROM (${metricRows}) k`)}, 'tags', ${pairs("model_version_tag", "t.version_id = v.id")},
       'baseline', COALESCE((SELECT json_build_object('state', b.state, 'sha256', b.sha256) FROM baseline b WHERE b.version_id = v.id),
         (SELECT json_build_object('state', 'pending', 'sha256', NULL) FROM job j WHERE j.kind = 'baseline.profile' AND j.key = v.id::text AND j.state IN ('queued', 'running')),
         json_build_object('state', 'none', 'sha256', NULL))) AS terms
     FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE m.name = $1 AND v.version = $2`, [name, version]);
  if (!row) throw new SignalboxError("not_found", `There is no version ${version} of a model named ${name}.`);
  return row.terms;
}
