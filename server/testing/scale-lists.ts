/** More than 10,000 rows in each table whose lists page, beside a seeded registry. */
import pg from "pg";

export const manyRows = 10_200;

/** Each of these takes a row `n`; what it points at is row `n` of the registry. */
const fills: Record<string, [columns: string, values: string]> = {
  release: ["model_id, version_id, environment, state, requested_by, requested_at, evidence, evidence_digest", `n, n, (ARRAY['staging', 'production'])[n % 2 + 1], (ARRAY['live', 'withdrawn', 'rejected'])[n % 3 + 1], 'scale-' || n % 20 + 1, at, '{}', ''`],
  route_history: ["environment, model_id, version_id, release_id, since, until", `(ARRAY['staging', 'production'])[n % 2 + 1], n, n, n, at, CASE n % 2 WHEN 0 THEN at + interval '1 day' END`],
  audit_event: ["at, actor_id, actor_name, action, subject, detail", `at, 'scale-1', 'Person 1', (ARRAY['model.tagged', 'version.created', 'alias.set'])[n % 3 + 1], 'model-' || n, '{}'`],
  embed: ["id, title, slug, panel, model_name, created_by, created_at", `'embed-' || n, 'Embed ' || n, 'embed-' || n, '{}', 'model-' || n, 'scale-' || n % 20 + 1, at`],
  monitor: ["model_id, environment, subject, statistic, threshold, window_seconds, severity, created_by, created_at, updated_at", `n, 'production', '*', 'drift', 0.1, 86400, 'critical', 'scale-1', at, at`],
  alert: ["monitor_id, model_id, environment, version, subject, statistic, severity, threshold, window_seconds, for_seconds, state, under, closed, since, fired_at, looked_at", `n, n % 100 + 1, 'production', 1, 'x', 'drift', (ARRAY['critical', 'warning'])[n % 2 + 1], 0.1, 86400, 0, (ARRAY['ok', 'firing', 'resolved', 'undecided'])[n % 4 + 1], 'ok', n % 4 = 2, at, CASE WHEN n % 4 IN (1, 2) THEN at END, at`],
  alert_event: ["alert_id, at, kind, actor_id", `n, at, 'fired', 'system'`],
  webhook: ["id, name, url, events, created_by, created_at, updated_at", `'hook-' || n, 'Hook ' || n, 'https://hooks.example/' || n, '[]', 'scale-1', at, at`],
  webhook_delivery: ["delivery_id, webhook_id, event_id, entity, action, body, state, next_at, created_at", `'delivery-' || n, 'hook-' || n % 5 + 1, n, 'MODEL_VERSION', 'CREATED', '{}', 'delivered', at, at`],
  logged_model: ["id, experiment_id, name, source_run_id, artifact_uri, actor_id, created_at, updated_at", `'m-' || md5(n::text), 1, 'model-' || n, 'run-' || n, 'mlflow-artifacts:/1/models/' || n, 'scale-1', at, at`],
  experiment: ["id, name, artifact_location, created_at, updated_at, created_by", `n + 1000, 'study ' || n, 'mlflow-artifacts:/' || n, at, at, 'scale-1'`],
  experiment_tag: ["experiment_id, key, value", `n + 1000, 'team', 'team-' || n % 50`],
  // One experiment as large as this beside many small ones.
  run: ["id, experiment_id, name, user_id, actor_id, status, start_time_ms, end_time_ms, artifact_uri", `'r-' || n, 2, 'run ' || n, 'user', 'scale-1', 'FINISHED', 1767225600000 + n * 1000, 1767225600000 + n * 1000 + n % 977, 'mlflow-artifacts:/2/r-' || n`],
  run_latest_metric: ["run_id, key, value, timestamp_ms, step", `'r-' || n, 'metric_1', (n * 7) % 1000 / 1000.0, 1767225600000 + n, 0`],
  run_param: ["run_id, key, value", `'r-' || n, 'depth', (n % 40)::text`],
  version_feature: ["version_id, name, type", `n, 'feature_' || n % 3000, 'double'`],
  alias_change: ["model_id, alias, to_version, at, actor_id, actor_name", `n % 20 + 1, 'champion', 1, at, 'scale-1', 'Person 1'`],
  route: ["environment, model_id, since, release_id", `'production', n, at, n`],
  fleet_entry: ["model_id, environment, version_id, requests, errors, rate_milli, error_ppm, p99_us, drift_micro, heat, spark, measured_at", `n, 'production', n, n, 0, n % 911, n % 7 - 1, n % 613, n % 401 - 1, '[]', '[]', at`],
  storage_tally: ["model_id, rows, bytes, widths, measured_at", `n, n % 977, n % 977 * 1000, '[]', at`],
  trash_item: ["kind, name, payload, deleted_by, deleted_at, expires_at", `'model', 'gone-' || n, '{}', 'scale-1', at, at + interval '30 days'`],
  saved_view: ["owner_id, page, name, query, shared, created_at", `'scale-' || n, 'models', 'View ' || n, '', n % 50 = 0, at`],
  version_card: ["version_id, body, created_by, created_at", `n % 20 + 1, 'text ' || n, 'scale-1', at`],
  artifact: ["path, size, sha256, actor_id", `'1/' || md5('run ' || n) || '/artifacts/model/MLmodel', 10, md5(n::text), 'scale-1'`],
  invite: ["id, hash, role, created_at, expires_at", `'invite-' || n, md5(n::text), 'scientist', at, at + interval '7 days'`],
  api_token: ["id, user_id, name, hash, created_at", `'token-' || n, 'scale-' || n % 20 + 1, 'Token ' || n, md5(n::text), at`],
};

/** What has more rows than a plan may scan, with the registry's own. Routes are counted whole: one narrow row a served model. */
export const largeTables: readonly string[] = [...Object.keys(fills).filter((table) => table !== "route"), "registered_model", "registered_model_tag", "model_version", "model_version_tag", "model_alias", "run_tag", "run_metric"];

export async function seedLists(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    for (const [table, [columns, values]] of Object.entries(fills)) {
      await client.query(`INSERT INTO ${table} (${columns}) SELECT ${values} FROM (SELECT n, timestamptz '2026-01-01' + n * interval '1 second' AS at FROM generate_series(1, ${manyRows}) n) rows`);
    }
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}
