import type { DatasetInput, ExperimentRecord, FileEntry, LoggedModelRecord, MetricRecord, ModelRecord, RunMetricRecord, RunRecord, Tag, VersionRecord } from "../../../domains/registry/index.ts";

/** Rows as MLflow writes them: unset fields and empty lists are left out, int64 are numbers, a version is text. */
export type Json = { [key: string]: unknown };

const some = <T>(items: readonly T[]): readonly T[] | undefined => (items.length > 0 ? items : undefined);
const tagsOf = (tags: readonly Tag[]) => some(tags);

export const versionJson = (version: VersionRecord): Json => ({
  name: version.name, version: String(version.version), creation_timestamp: version.createdMs, last_updated_timestamp: version.updatedMs,
  current_stage: version.stage, description: version.description ?? undefined, source: version.source, run_id: version.runId, status: version.status, run_link: version.runLink,
  tags: tagsOf(version.tags), aliases: some(version.aliases),
});

export const modelJson = (model: ModelRecord): Json => ({
  name: model.name, creation_timestamp: model.createdMs, last_updated_timestamp: model.updatedMs, description: model.description ?? undefined,
  latest_versions: some(model.latest.map(versionJson)), tags: tagsOf(model.tags),
  aliases: some(model.aliases.map((one) => ({ alias: one.alias, version: String(one.version) }))),
});

export const experimentJson = (experiment: ExperimentRecord): Json => ({
  experiment_id: String(experiment.id), name: experiment.name, artifact_location: experiment.artifactLocation, lifecycle_stage: experiment.stage,
  creation_time: experiment.createdMs, last_update_time: experiment.updatedMs, tags: tagsOf(experiment.tags), workspace: "default",
});

export const metricJson = (metric: MetricRecord): Json => ({ key: metric.key, value: metric.value, timestamp: metric.timestampMs, step: metric.step });

export const runMetricJson = (metric: RunMetricRecord): Json => ({ ...metricJson(metric), run_id: metric.runId });

export const runInfoJson = (run: RunRecord): Json => ({
  run_id: run.id, run_uuid: run.id, run_name: run.name, experiment_id: String(run.experimentId), user_id: run.userId, status: run.status,
  start_time: run.startMs, end_time: run.endMs ?? undefined, artifact_uri: run.artifactUri, lifecycle_stage: run.stage,
});

export const runJson = (run: RunRecord): Json => ({
  info: runInfoJson(run),
  data: { metrics: some(run.metrics.map(metricJson)), params: tagsOf(run.params), tags: tagsOf(run.tags) },
  inputs: { dataset_inputs: some(run.datasets.map(datasetInputJson)), model_inputs: some(run.modelInputs.map((id) => ({ model_id: id }))) },
  outputs: { model_outputs: some(run.outputs.map((one) => ({ model_id: one.modelId, step: one.step }))) },
});

const datasetInputJson = ({ dataset, tags }: DatasetInput): Json => ({
  tags: some(tags),
  dataset: { name: dataset.name, digest: dataset.digest, source_type: dataset.sourceType, source: dataset.source, schema: dataset.schema ?? undefined, profile: dataset.profile ?? undefined },
});

export const loggedModelJson = (model: LoggedModelRecord): Json => ({
  info: {
    model_id: model.id, experiment_id: String(model.experimentId), name: model.name, creation_timestamp_ms: model.createdMs, last_updated_timestamp_ms: model.updatedMs,
    artifact_uri: model.artifactUri, status: model.status, model_type: model.modelType, source_run_id: model.sourceRunId, tags: tagsOf(model.tags),
  },
  data: {
    params: tagsOf(model.params),
    metrics: some(model.metrics.map((one) => ({
      ...metricJson(one), model_id: model.id, run_id: one.runId, dataset_name: one.datasetName ?? undefined, dataset_digest: one.datasetDigest ?? undefined,
    }))),
  },
});

export const fileJson = (file: FileEntry): Json => ({ path: file.path, is_dir: file.isDirectory, file_size: file.isDirectory || file.size === 0 ? undefined : file.size });
