import { createExperiment, createLoggedModel, type ExperimentRecord, finishLoggedModel, loggedModelStatuses, readExperimentByName, readLoggedModel, stageExperiment, tagExperiment, tagLoggedModel } from "../../domains/registry/index.ts";
import { copyFiles } from "./copy-files.ts";
import { copyRuns, type ModelPoints } from "./copy-runs.ts";
import { asOf, claim, itemsOf, type Job, eachOf, note, refusalOf } from "./job.ts";
import { stampOf } from "./plan.ts";
import { pagesOf } from "./source.ts";
import { answers, type Experiment, type LoggedModel } from "./wire.ts";

const api = "/api/2.0/mlflow";
/** Written again as versions are registered from it here. */
const registrations = "mlflow.modelVersions";

/** The experiment of this name here, made if new. Null when one of that name was deleted here. */
async function experimentHere(job: Job, there: Experiment, ours: boolean): Promise<ExperimentRecord | null> {
  const { deps, actor } = job;
  const find = () => readExperimentByName(deps, actor, { name: there.name }).catch((error: unknown) => { if (refusalOf(error) === null) throw error; return null; });
  let here = await find();
  if (here === null) {
    await createExperiment(asOf(deps, { atMs: there.creation_time }), actor, { name: there.name, location: "", tags: there.tags });
    job.report.did("experiments");
    here = await find();
  }
  if (here?.stage !== "deleted") return here;
  if (!ours) return null;
  await stageExperiment(deps, actor, { id: here.id, stage: "active" });
  return { ...here, stage: "active" };
}

async function copyLoggedModel(job: Job, model: LoggedModel, into: { experimentId: number; points: ModelPoints }): Promise<void> {
  const { deps, actor } = job;
  const { info, data } = model;
  const item = await claim(job, "loggedModel", info.model_id);
  const stamp = stampOf(model);
  if (item.stamp === stamp) return;
  try {
    const known = await readLoggedModel(deps, actor, { id: item.localId }).catch((error: unknown) => { if (refusalOf(error) === null) throw error; return null; });
    const tags = info.tags.filter((tag) => tag.key !== registrations);
    const here = known ?? await createLoggedModel(asOf(deps, { atMs: info.creation_timestamp_ms, hex32: item.localId.slice(2) }), actor, {
      experimentId: into.experimentId, name: info.name, modelType: info.model_type, sourceRunId: info.source_run_id === "" ? "" : (await claim(job, "run", info.source_run_id)).localId, params: data.params, tags,
    });
    if (known !== null && tags.length > 0) await tagLoggedModel(deps, actor, { id: here.id, tags });
    await copyFiles(job, { kind: "loggedModel", id: info.model_id, rootThere: info.artifact_uri, rootHere: here.artifactUri, what: `the logged model ${info.name}` });
    await finishLoggedModel(asOf(deps, { atMs: info.last_updated_timestamp_ms }), actor, { id: here.id, status: loggedModelStatuses.find((status) => status === info.status) ?? "LOGGED_MODEL_READY" });
    for (const metric of data.metrics) {
      if (!metric.run_id) continue;
      const list = into.points.get(metric.run_id) ?? [];
      into.points.set(metric.run_id, list);
      list.push({ key: metric.key, value: metric.value, timestampMs: metric.timestamp, step: metric.step, modelId: here.id, ...(metric.dataset_name ? { datasetName: metric.dataset_name } : {}), ...(metric.dataset_digest ? { datasetDigest: metric.dataset_digest } : {}) });
    }
    await note(job, "loggedModel", { ...item, stamp });
    job.report.did("logged models");
  } catch (error) {
    job.signal.throwIfAborted();
    const why = refusalOf(error);
    if (why === null) throw error;
    job.report.skip(`the logged model ${info.name}`, why);
  }
}

async function copyExperiment(job: Job, there: Experiment): Promise<void> {
  const known = (await itemsOf(job, "experiment", [there.experiment_id])).get(there.experiment_id);
  const stamp = stampOf(there);
  const deleted = there.lifecycle_stage === "deleted";
  if (deleted && known?.stamp === stamp) return;
  const here = await experimentHere(job, there, known !== undefined);
  if (here === null) return job.report.skip(`the experiment ${there.name}`, "one of that name was deleted here: restore or rename it first");
  await note(job, "experiment", { sourceId: there.experiment_id, localId: String(here.id), stamp: known?.stamp ?? "" });
  if (known?.stamp !== stamp) for (const tag of there.tags) await tagExperiment(asOf(job.deps, { atMs: there.last_update_time }), job.actor, { id: here.id, tag });
  job.report.line(`Experiment ${there.name}`);
  const points: ModelPoints = new Map();
  const read = (token: string | undefined) => job.from.ask(answers.loggedModels, { path: `${api}/logged-models/search`, body: { experiment_ids: [there.experiment_id], max_results: 50, ...(token ? { page_token: token } : {}) } });
  for await (const page of pagesOf(read)) await eachOf(job, page.models, (model) => copyLoggedModel(job, model, { experimentId: here.id, points }));
  await copyRuns(job, { experimentId: here.id, sourceId: there.experiment_id, name: there.name, points });
  if (deleted) await stageExperiment(job.deps, job.actor, { id: here.id, stage: "deleted" });
  await note(job, "experiment", { sourceId: there.experiment_id, localId: String(here.id), stamp });
}

/** Experiments with their logged models, runs, histories and files, in the order they were made. */
export async function copyExperiments(job: Job): Promise<void> {
  const read = (token: string | undefined) => job.from.ask(answers.experiments, { path: `${api}/experiments/search`, body: { max_results: 1000, view_type: "ALL", order_by: ["creation_time ASC"], ...(token ? { page_token: token } : {}) } });
  for await (const page of pagesOf(read)) for (const experiment of page.experiments) await copyExperiment(job, experiment);
}
