import { createRun, logBatch, logInputs, logOutputs, type MetricPoint, readRun, type RunStatus, runStatuses, stageRun, updateRun } from "../../domains/registry/index.ts";
import { copyFiles } from "./copy-files.ts";
import { asOf, claim, eachOf, itemsOf, type Job, note, refusalOf } from "./job.ts";
import { batchesOf, stampOf } from "./plan.ts";
import { pagesOf } from "./source.ts";
import { answers, type Metric, type Run } from "./wire.ts";

const api = "/api/2.0/mlflow";
const historyPage = 25_000;
const runsPage = 500;
const saidEvery = 500;

/** Points that a run logged of logged models, as the models tell of them. */
export type ModelPoints = Map<string, MetricPoint[]>;
type Into = { experimentId: number; sourceId: string; name: string; points: ModelPoints };

const pointOf = (metric: Metric): MetricPoint => ({ key: metric.key, value: metric.value, timestampMs: metric.timestamp, step: metric.step });

/** A run that is there already is brought up to date; what is there is not logged twice. */
async function prepare(job: Job, run: Run, at: { localId: string; experimentId: number }): Promise<void> {
  const { deps, actor } = job;
  const { info } = run;
  const known = await readRun(deps, actor, { id: at.localId }).catch((error: unknown) => { if (refusalOf(error) === null) throw error; return null; });
  if (known === null) {
    await createRun(asOf(deps, { hex32: at.localId }), actor, { experimentId: at.experimentId, userId: info.user_id, startMs: info.start_time, name: info.run_name, tags: run.data.tags.filter((tag) => tag.key !== "mlflow.runName").slice(0, 100) });
  } else if (known.stage === "deleted") await stageRun(deps, actor, { id: at.localId, stage: "active" });
}

const placeOf = (point: MetricPoint) => `${point.key}\n${point.timestampMs}\n${point.step}`;

/**
 * A point as the run has it, tied to the logged models that tell of it too. A model tells of NaN as of 0, so the run's
 * own value counts (mlflow 3.17, logged-models/search).
 */
function tied(metric: Metric, told: Map<string, MetricPoint[]>): MetricPoint[] {
  const point = pointOf(metric);
  const models = told.get(placeOf(point)) ?? [];
  told.delete(placeOf(point));
  return models.length === 0 ? [point] : models.map((one) => ({ ...one, value: point.value }));
}

async function logAll(job: Job, run: Run, at: { localId: string; points: readonly MetricPoint[] }): Promise<void> {
  const { localId } = at;
  const told = Map.groupBy(at.points, placeOf);
  const { deps, actor } = job;
  for (const batch of batchesOf({ metrics: [], params: run.data.params, tags: run.data.tags })) await logBatch(deps, actor, { runId: localId, ...batch });
  for (const { key } of run.data.metrics) {
    const read = (token: string | undefined) => job.from.ask(answers.history, { path: `${api}/metrics/get-history`, query: { run_id: run.info.run_id, metric_key: key, max_results: historyPage, page_token: token } });
    for await (const page of pagesOf(read)) {
      for (const batch of batchesOf({ metrics: page.metrics.flatMap((metric) => tied(metric, told)), params: [], tags: [] })) await logBatch(deps, actor, { runId: localId, ...batch });
    }
  }
  for (const batch of batchesOf({ metrics: [...told.values()].flat(), params: [], tags: [] })) await logBatch(deps, actor, { runId: localId, ...batch });
}

async function tie(job: Job, run: Run, localId: string): Promise<void> {
  const { deps, actor } = job;
  const here = async (ids: readonly string[]) => {
    const items = await itemsOf(job, "loggedModel", ids);
    return ids.flatMap((id) => { const item = items.get(id); return item === undefined || item.stamp === "" ? [] : [{ id, localId: item.localId }]; });
  };
  const read = await here(run.inputs.model_inputs.map((one) => one.model_id));
  const datasets = run.inputs.dataset_inputs.map(({ tags, dataset }) => ({ tags, dataset: { name: dataset.name, digest: dataset.digest, sourceType: dataset.source_type, source: dataset.source, schema: dataset.schema ?? null, profile: dataset.profile ?? null } }));
  if (datasets.length > 0 || read.length > 0) await logInputs(deps, actor, { runId: localId, datasets, modelIds: read.map((one) => one.localId) });
  const steps = new Map(run.outputs.model_outputs.map((one) => [one.model_id, one.step]));
  const made = await here([...steps.keys()]);
  if (made.length > 0) await logOutputs(deps, actor, { runId: localId, outputs: made.map((one) => ({ modelId: one.localId, step: steps.get(one.id) ?? 0 })) });
}

const statusOf = (status: string): RunStatus => runStatuses.find((known) => known === status) ?? "FINISHED";

async function copyRun(job: Job, run: Run, into: Into): Promise<void> {
  const { info } = run;
  const stamp = stampOf(run);
  const item = await claim(job, "run", info.run_id);
  const points = into.points.get(info.run_id) ?? [];
  into.points.delete(info.run_id);
  if (item.stamp === stamp && points.length === 0) return;
  const what = `run ${info.run_name || info.run_id} of ${into.name}`;
  try {
    await prepare(job, run, { localId: item.localId, experimentId: into.experimentId });
    await logAll(job, run, { localId: item.localId, points });
    await tie(job, run, item.localId);
    const here = await updateRun(job.deps, job.actor, { id: item.localId, status: statusOf(info.status), endMs: info.end_time, name: info.run_name || undefined });
    await copyFiles(job, { kind: "run", id: info.run_id, rootThere: info.artifact_uri, rootHere: here.artifactUri, what });
    if (info.lifecycle_stage === "deleted") await stageRun(job.deps, job.actor, { id: item.localId, stage: "deleted" });
    await note(job, "run", { ...item, stamp });
    job.report.did("runs");
  } catch (error) {
    job.signal.throwIfAborted();
    const why = refusalOf(error);
    if (why === null) throw error;
    job.report.skip(what, why);
  }
}

/** Every run of an experiment that is new or has changed, deleted ones too; what models say of them goes with them. */
export async function copyRuns(job: Job, into: Into): Promise<void> {
  let seen = 0;
  const read = (token: string | undefined) => job.from.ask(answers.runs, { path: `${api}/runs/search`, body: { experiment_ids: [into.sourceId], run_view_type: "ALL", max_results: runsPage, order_by: ["attributes.start_time ASC"], ...(token ? { page_token: token } : {}) } });
  for await (const page of pagesOf(read)) {
    const known = await itemsOf(job, "run", page.runs.map((run) => run.info.run_id));
    const due = page.runs.filter((run) => known.get(run.info.run_id)?.stamp !== stampOf(run) || into.points.has(run.info.run_id));
    await eachOf(job, due, (run) => copyRun(job, run, into));
    seen += page.runs.length;
    if (seen % saidEvery === 0) job.report.line(`  ${into.name}: ${seen} runs so far`);
  }
}
