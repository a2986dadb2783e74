/** A registry of any size in seconds, for plans and for benches: rows come from the database's own series. */
import pg from "pg";

export type ScaleSize = { models: number; versionsPerModel: number; metricsPerRun: number; experiments: number };

/** The goal's size: 10,000 models, 100,000 versions, a million tags and metrics. */
export const goalSize: ScaleSize = { models: 10_000, versionsPerModel: 10, metricsPerRun: 6, experiments: 100 };

/** SQL of the name of model `i`, from 1. */
export const nameSql = (i: string): string =>
  `((ARRAY['churn', 'fraud', 'flight', 'price', 'demand', 'vision', 'ranker', 'speech', 'risk', 'basket'])[${i} % 10 + 1] || '-' || lpad(${i}::text, 5, '0'))`;
/** SQL of the id of run `i`, from 1: version `v` of model `i` has run (i − 1) × versions + v. */
export const runSql = (i: string): string => `md5('run ' || ${i})`;
export const versionTags = ["framework", "quality", "dataset"] as const;
const words = (column: string, key: string) => `('${key}-' || ${column} % 97)`;
export const versionTagSql = (n: string): string => versionTags.map((key, index) => `(${n}, '${key}', ${words(`(${n} + ${index})`, key)})`).join(", ");
export const stageSql = (v: string, last: number): string => `CASE ${v} WHEN ${last} THEN 'None' WHEN ${last - 1} THEN 'Staging' WHEN ${last - 2} THEN 'Production' ELSE 'Archived' END`;
/** Epoch milliseconds of the birth of row `n`: one a second, none twice. */
export const bornSql = (n: string): string => `(1767225600000::bigint + ${n} * 1000)`;

/** Fills an empty, migrated database. */
export async function seedScale(databaseUrl: string, { models, versionsPerModel, metricsPerRun, experiments }: ScaleSize): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const at = (n: string) => `to_timestamp(${bornSql(n)} / 1000.0)`;
  const versions = models * versionsPerModel;
  const model = `((n - 1) / ${versionsPerModel} + 1)`;
  const number = `((n - 1) % ${versionsPerModel} + 1)`;
  const insert = (table: string, columns: string, select: string) => client.query(`INSERT INTO ${table} (${columns}) ${select}`);
  try {
    // Foreign keys and triggers rest while the rows arrive; the last two statements have the triggers' work done once.
    await client.query(`SET session_replication_role = replica`);
    await insert(`"user"`, `id, name, email, role, teams, "createdAt", "updatedAt"`, `SELECT 'scale-' || n, 'Person ' || n, 'person' || n || '@scale.local', 'scientist', '{}', now(), now() FROM generate_series(1, 20) n`);
    await insert("registered_model", "id, name, description, owner_team, last_version, created_by, created_at, updated_at",
      `SELECT n, ${nameSql("n")}, 'Predicts what model ' || n || ' is for', 'team-' || n % 50, ${versionsPerModel}, 'scale-' || n % 20 + 1, ${at("n")}, ${at("n")} FROM generate_series(1, ${models}) n`);
    await insert("registered_model_tag", "model_id, key, value",
      `SELECT n, t.key, t.value FROM generate_series(1, ${models}) n, LATERAL (VALUES ('team', 'team-' || n % 200), ('tier', 'tier-' || n % 3), ('domain', ${words("n", "domain")})) t(key, value)`);
    await insert("experiment", "id, name, artifact_location, created_at, updated_at", `SELECT n, 'trials of ' || n, 'mlflow-artifacts:/' || n, ${at("n")}, ${at("n")} FROM generate_series(1, ${experiments}) n`);
    await insert("run", "id, experiment_id, name, user_id, actor_id, status, start_time_ms, end_time_ms, artifact_uri",
      `SELECT ${runSql("n")}, n % ${experiments} + 1, 'run-' || n, 'user-' || n % 20, 'scale-' || n % 20 + 1, 'FINISHED', ${bornSql("n")}, ${bornSql("n")} + 60000, 'mlflow-artifacts:/' || n % ${experiments} + 1 || '/' || ${runSql("n")} || '/artifacts' FROM generate_series(1, ${versions}) n`);
    await insert("run_tag", "run_id, key, value", `SELECT ${runSql("n")}, 'mlflow.source.name', 'train-' || n % 31 || '.py' FROM generate_series(1, ${versions}) n`);
    await insert("run_latest_metric", "run_id, key, value, timestamp_ms, step", `SELECT ${runSql("n")}, 'metric_' || k, (n * 7 + k) % 1000 / 1000.0, ${bornSql("n")}, k FROM generate_series(1, ${versions}) n, generate_series(1, ${metricsPerRun}) k`);
    await insert("run_metric", "run_id, key, value, timestamp_ms, step", `SELECT run_id, key, value, timestamp_ms, step FROM run_latest_metric`);
    await insert("model_version", "id, model_id, version, source, artifact_uri, run_id, stage, created_by, created_at, updated_at",
      `SELECT n, ${model}, ${number}, 'mlflow-artifacts:/' || n % ${experiments} + 1 || '/' || ${runSql("n")} || '/artifacts/model', 'mlflow-artifacts:/' || n % ${experiments} + 1 || '/' || ${runSql("n")} || '/artifacts/model', ${runSql("n")},
         ${stageSql(number, versionsPerModel)}, 'scale-' || n % 20 + 1, ${at("n")}, ${at("n")} FROM generate_series(1, ${versions}) n`);
    await insert("model_version_tag", "version_id, key, value", `SELECT t.* FROM generate_series(1, ${versions}) n, LATERAL (VALUES ${versionTagSql("n")}) t`);
    await insert("model_alias", "model_id, alias, version_id, set_by, set_at", `SELECT n, 'champion', n * ${versionsPerModel}, 'scale-1', ${at("n")} FROM generate_series(1, ${models}) n`);
    for (const table of ["registered_model", "model_version", "experiment"]) await client.query(`SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`);
    await client.query(`SET session_replication_role = origin`);
    await client.query(`UPDATE model_version SET wire = ''`);
    await client.query(`UPDATE registered_model SET version_count = ${versionsPerModel}`);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}
