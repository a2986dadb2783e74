/** A stock MLflow server on the same PostgreSQL: its own schema, the same rows, its default workers. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { bornSql, nameSql, runSql, type ScaleSize, stageSql, versionTags } from "../../server/testing/scale.ts";

/** SIGNALBOX_PYTHON, or a virtual environment of our own with MLflow from PyPI. */
export function pythonWithMlflow(): string {
  const given = process.env["SIGNALBOX_PYTHON"];
  if (given) return given;
  const folder = resolve(".signalbox/bench/mlflow");
  const python = join(folder, "bin/python");
  if (!existsSync(join(folder, "bin/mlflow"))) {
    execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", "mlflow", "psycopg2-binary"], { stdio: "inherit" });
  }
  return python;
}

const storeUrl = (databaseUrl: string) => databaseUrl.replace(/^postgres(ql)?:/, "postgresql+psycopg2:");

/** Lets MLflow make its tables, and fills them by SQL. */
export async function seedPeer(python: string, databaseUrl: string, { models, versionsPerModel, metricsPerRun }: ScaleSize): Promise<void> {
  execFileSync(python, ["-m", "mlflow", "db", "upgrade", storeUrl(databaseUrl)], { stdio: ["ignore", "ignore", "pipe"] });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const versions = models * versionsPerModel;
  const model = `((n - 1) / ${versionsPerModel} + 1)`;
  const number = `((n - 1) % ${versionsPerModel} + 1)`;
  const source = `'mlflow-artifacts:/' || n % 100 + 1 || '/' || ${runSql("n")} || '/artifacts'`;
  const insert = (table: string, columns: string, select: string) => client.query(`INSERT INTO ${table} (${columns}) ${select}`);
  try {
    await client.query(`SET session_replication_role = replica`);
    await insert("registered_models", "name, creation_time, last_updated_time, description", `SELECT ${nameSql("n")}, ${bornSql("n")}, ${bornSql("n")}, 'Predicts what model ' || n || ' is for' FROM generate_series(1, ${models}) n`);
    await insert("registered_model_tags", "name, key, value",
      `SELECT ${nameSql("n")}, t.key, t.value FROM generate_series(1, ${models}) n, LATERAL (VALUES ('team', 'team-' || n % 200), ('tier', 'tier-' || n % 3), ('domain', 'domain-' || n % 97)) t(key, value)`);
    await insert("experiments", "experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time", `SELECT n, 'trials of ' || n, 'mlflow-artifacts:/' || n, 'active', ${bornSql("n")}, ${bornSql("n")} FROM generate_series(0, 100) n`);
    await insert("runs", "run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id",
      `SELECT ${runSql("n")}, 'run-' || n, 'UNKNOWN', '', '', 'user-' || n % 20, 'FINISHED', ${bornSql("n")}, ${bornSql("n")} + 60000, '', 'active', ${source}, n % 100 + 1 FROM generate_series(1, ${versions}) n`);
    await insert("tags", "run_uuid, key, value", `SELECT ${runSql("n")}, 'mlflow.source.name', 'train-' || n % 31 || '.py' FROM generate_series(1, ${versions}) n`);
    await insert("latest_metrics", "run_uuid, key, value, timestamp, step, is_nan", `SELECT ${runSql("n")}, 'metric_' || k, (n * 7 + k) % 1000 / 1000.0, ${bornSql("n")}, k, false FROM generate_series(1, ${versions}) n, generate_series(1, ${metricsPerRun}) k`);
    await insert("metrics", "run_uuid, key, value, timestamp, step, is_nan", `SELECT run_uuid, key, value, timestamp, step, is_nan FROM latest_metrics`);
    await insert("model_versions", "name, version, creation_time, last_updated_time, description, user_id, current_stage, source, run_id, status, run_link, storage_location",
      `SELECT ${nameSql(model)}, ${number}, ${bornSql("n")}, ${bornSql("n")}, '', NULL, ${stageSql(number, versionsPerModel)}, ${source} || '/model', ${runSql("n")}, 'READY', '', ${source} || '/model' FROM generate_series(1, ${versions}) n`);
    const tags = versionTags.map((key, index) => `('${key}', '${key}-' || (n + ${index}) % 97)`).join(", ");
    await insert("model_version_tags", "name, version, key, value", `SELECT ${nameSql(model)}, ${number}, t.key, t.value FROM generate_series(1, ${versions}) n, LATERAL (VALUES ${tags}) t(key, value)`);
    await insert("registered_model_aliases", "name, alias, version", `SELECT ${nameSql("n")}, 'champion', ${versionsPerModel} FROM generate_series(1, ${models}) n`);
    await client.query(`SET session_replication_role = origin`);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}

export type Peer = { port: number; version: string; stop(): void };

/** `mlflow server` as its manual starts it. @throws Error when it does not answer within three minutes */
export async function startPeer(python: string, databaseUrl: string, port: number): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-peer-"));
  const child = spawn(python, ["-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port), "--backend-store-uri", storeUrl(databaseUrl), "--artifacts-destination", folder], { stdio: "ignore", cwd: folder, detached: true });
  const deadlineMs = Date.now() + 180_000;
  for (;;) {
    const version = await fetch(`http://127.0.0.1:${port}/version`).then((answer) => answer.text(), () => null);
    if (version !== null) return { port, version, stop: () => { process.kill(-(child.pid ?? 0), "SIGTERM"); } };
    if (Date.now() > deadlineMs || child.exitCode !== null) throw new Error("The MLflow server did not come up");
    await new Promise((wait) => { setTimeout(wait, 300); });
  }
}
