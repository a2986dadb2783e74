/**
 * Registers the demo's models through the product's own MLflow API, call by call as the stock client does (run,
 * logged model, artifacts, version), so that the demo is made of nothing a user could not have made.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const seedFolder = fileURLToPath(new URL(".", import.meta.url));

/** What its runs read; the digest is the head of the source file's SHA-256. */
type SeedDataset = { name: string; digest: string; context: string; source: string };
export type SeedModel = { name: string; description: string; owner: string; datasets?: SeedDataset[]; versions: { dir: string; description: string }[] };
export const seedModels = (): SeedModel[] => (JSON.parse(readFileSync(join(seedFolder, "manifest.json"), "utf8")) as { models: SeedModel[] }).models;

export type Api = { url: string; token: string };

/** One call of the console's API. @throws Error with the status and the answer when it is not 2xx */
export async function call<Answer = Record<string, unknown>>(api: Api, path: string, request: { method?: string; body?: unknown; raw?: Buffer } = {}): Promise<Answer> {
  const headers: Record<string, string> = { authorization: `Bearer ${api.token}` };
  if (request.raw) headers["content-type"] = "application/octet-stream";
  else if (request.body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(`${api.url}${path}`, {
    method: request.method ?? (request.body !== undefined ? "POST" : "GET"),
    headers,
    body: request.raw ? new Uint8Array(request.raw) : request.body === undefined ? null : JSON.stringify(request.body),
  });
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`), { status: answer.status });
  return (text ? JSON.parse(text) : {}) as Answer;
}

const mlflow = "/api/2.0/mlflow";
const readJson = (folder: string, name: string) => JSON.parse(readFileSync(join(seedFolder, folder, name), "utf8")) as Record<string, string | number>;
const pairs = (values: Record<string, string | number>) => Object.entries(values).map(([key, value]) => ({ key, value: String(value) }));

async function experimentId(api: Api, name: string): Promise<string> {
  try {
    const found = await call<{ experiment: { experiment_id: string } }>(api, `${mlflow}/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`);
    return found.experiment.experiment_id;
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
    return (await call<{ experiment_id: string }>(api, `${mlflow}/experiments/create`, { body: { name } })).experiment_id;
  }
}

async function upload(api: Api, artifactUri: string, file: { name: string; bytes: Buffer }): Promise<void> {
  const path = artifactUri.replace("mlflow-artifacts:/", "");
  await call(api, `/api/2.0/mlflow-artifacts/artifacts/${path}/${file.name}`, { method: "PUT", raw: file.bytes });
}

async function ensureModel(api: Api, model: SeedModel): Promise<void> {
  try {
    await call(api, `${mlflow}/registered-models/create`, { body: { name: model.name, description: model.description, tags: [{ key: "signalbox.owner", value: model.owner }] } });
  } catch (error) {
    if (!String(error).includes("RESOURCE_ALREADY_EXISTS")) throw error;
  }
}

/** Whether a version is there already: a seed that was interrupted goes on where it stopped. */
async function hasVersion(api: Api, name: string, version: number): Promise<boolean> {
  try {
    await call(api, `${mlflow}/model-versions/get?name=${encodeURIComponent(name)}&version=${version}`);
    return true;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return false;
    throw error;
  }
}

/** Registers version `index + 1` of `model` unless it is there. */
export async function registerVersion(api: Api, { model, index, now }: { model: SeedModel; index: number; now: () => number }): Promise<void> {
  const version = model.versions[index];
  if (!version) throw new Error(`${model.name} has no version ${index + 1}`);
  await ensureModel(api, model);
  if (await hasVersion(api, model.name, index + 1)) return;
  const params = pairs(readJson(version.dir, "params.json"));
  const tags = pairs(readJson(version.dir, "tags.json"));
  const metrics = Object.entries(readJson(version.dir, "metrics.json")).map(([key, value]) => ({ key, value: Number(value), timestamp: now(), step: 0 }));
  const experiment = await experimentId(api, model.name);
  const { run } = await call<{ run: { info: { run_id: string; artifact_uri: string } } }>(api, `${mlflow}/runs/create`, {
    body: { experiment_id: experiment, start_time: now(), run_name: `${model.name} ${basename(version.dir)}`, tags: [{ key: "mlflow.source.name", value: `prisma/seed/${dirname(version.dir).split("/")[0]}/train.py` }] },
  });
  const runId = run.info.run_id;
  await call(api, `${mlflow}/runs/log-batch`, { body: { run_id: runId, metrics, params, tags: [] } });
  const datasets = (model.datasets ?? []).map(({ name, digest, context, source }) => ({ tags: [{ key: "mlflow.data.context", value: context }], dataset: { name, digest, source_type: "local", source: JSON.stringify({ uri: source }) } }));
  await call(api, `${mlflow}/runs/log-inputs`, { body: { run_id: runId, datasets } });
  const logged = await call<{ model: { info: { model_id: string; artifact_uri: string } } }>(api, `${mlflow}/logged-models`, {
    body: { experiment_id: experiment, name: "model", source_run_id: runId, params, tags: [] },
  });
  const { model_id: modelId, artifact_uri: modelUri } = logged.model.info;
  await call(api, `${mlflow}/runs/outputs`, { body: { run_id: runId, models: [{ model_id: modelId, step: 0 }] } });
  const folder = join(seedFolder, version.dir, "model");
  for (const name of readdirSync(folder)) await upload(api, modelUri, { name, bytes: readFileSync(join(folder, name)) });
  await upload(api, run.info.artifact_uri, { name: "baseline.parquet", bytes: readFileSync(join(seedFolder, version.dir, "baseline.parquet")) });
  await call(api, `${mlflow}/logged-models/${modelId}`, { method: "PATCH", body: { model_id: modelId, status: "LOGGED_MODEL_READY" } });
  await call(api, `${mlflow}/model-versions/create`, { body: { name: model.name, source: `models:/${modelId}`, run_id: runId, model_id: modelId, tags, description: version.description } });
  await call(api, `${mlflow}/runs/update`, { body: { run_id: runId, status: "FINISHED", end_time: now() } });
}
