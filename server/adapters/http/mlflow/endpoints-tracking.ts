import * as registry from "../../../domains/registry/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { endpoint, nothing, type Endpoint } from "./endpoint.ts";
import { experimentId, list, missing, number, one, optionalText, optionalWhole, pageToken, required, tags, text, texts, tokenOf, whole, word, type Field } from "./params.ts";
import { experimentJson, fileJson, metricJson, runInfoJson, runJson, runMetricJson } from "./shapes.ts";

const read = "registry.read" as const;
const write = "registry.write" as const;
const experiments = "2.0/mlflow/experiments";
const runs = "2.0/mlflow/runs";
const key = required(text);
const experiment = { experiment_id: required(text) };
/** Clients send both names of a run's id; either is enough. */
const run = { run_id: text, run_uuid: text };
const runId = (input: { run_id: string; run_uuid: string }): string => {
  const id = input.run_id || input.run_uuid;
  if (id === "") throw missing("run_id");
  return id;
};
const views = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"] as const;
const capped = (max: number): Field<number | undefined> => ({
  read(value, at) {
    const given = optionalWhole.read(value, at);
    if (given !== undefined && given > max) throw new SignalboxError("invalid_input", `Invalid value ${given} for parameter '${at}' supplied. It must be at most ${max}`);
    return given;
  },
});
/** @param end MLflow ends this sentence with a full stop in one place only */
const positive = (value: number | undefined, end = ""): number => {
  if (value === undefined || value < 1) throw new SignalboxError("invalid_input", `Invalid value ${value ?? 0} for parameter 'max_results' supplied. It must be a positive integer${end}`);
  return value;
};
const historyMost = 50_000;
const bulkMost = 25_000;
const sampleMost = 2500;
const dataset = { name: text, digest: text, source_type: text, source: text, schema: optionalText, profile: optionalText };
const datasetOf = (given: { name: string; digest: string; source_type: string; source: string; schema?: string; profile?: string }): registry.Dataset =>
  ({ name: given.name, digest: given.digest, sourceType: given.source_type, source: given.source, schema: given.schema ?? null, profile: given.profile ?? null });
const point = { key, value: required(number), timestamp: required(whole(0)), step: whole(0), model_id: optionalText, dataset_name: optionalText, dataset_digest: optionalText };
const pointOf = (one: { key: string; value: number; timestamp: number; step: number; model_id?: string; dataset_name?: string; dataset_digest?: string }): registry.MetricPoint =>
  ({ key: one.key, value: one.value, timestampMs: one.timestamp, step: one.step, modelId: one.model_id, datasetName: one.dataset_name, datasetDigest: one.dataset_digest });

/** Experiments, runs and what is logged to them. */
export const trackingEndpoints: Endpoint[] = [
  endpoint({ methods: ["POST"], path: `${experiments}/create`, right: write, input: { name: required(text), artifact_location: text, tags },
    answer: async (deps, actor, input) => ({ experiment_id: String(await registry.createExperiment(deps, actor, { name: input.name, location: input.artifact_location, tags: input.tags })) }) }),
  endpoint({ methods: ["GET"], path: `${experiments}/get`, right: read, input: experiment,
    answer: async (deps, actor, input) => ({ experiment: experimentJson(await registry.readExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id) })) }) }),
  endpoint({ methods: ["GET"], path: `${experiments}/get-by-name`, right: read, input: { experiment_name: required(text) },
    answer: async (deps, actor, input) => ({ experiment: experimentJson(await registry.readExperimentByName(deps, actor, { name: input.experiment_name })) }) }),
  endpoint({ methods: ["POST"], path: `${experiments}/update`, right: write, input: { ...experiment, new_name: required(text) },
    answer: (deps, actor, input) => nothing(registry.renameExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id), name: input.new_name }).catch((error: unknown) => {
      // MLflow answers this clash, and no other, with BAD_REQUEST.
      throw error instanceof SignalboxError && error.code === "already_exists" ? new SignalboxError("wrong_state", error.message) : error;
    })) }),
  endpoint({ methods: ["POST"], path: `${experiments}/delete`, right: write, input: experiment,
    answer: (deps, actor, input) => nothing(registry.stageExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id), stage: "deleted" })) }),
  endpoint({ methods: ["POST"], path: `${experiments}/restore`, right: write, input: experiment,
    answer: (deps, actor, input) => nothing(registry.stageExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id), stage: "active" })) }),
  endpoint({ methods: ["POST"], path: `${experiments}/set-experiment-tag`, right: write, input: { ...experiment, key, value: text },
    answer: (deps, actor, input) => nothing(registry.tagExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id), tag: { key: input.key, value: input.value } })) }),
  endpoint({ methods: ["POST"], path: `${experiments}/delete-experiment-tag`, right: write, input: { ...experiment, key },
    answer: (deps, actor, input) => nothing(registry.untagExperiment(deps, actor, { id: experimentId("experiment_id", input.experiment_id), key: input.key })) }),
  endpoint({ methods: ["POST", "GET"], path: `${experiments}/search`, right: read, input: { filter: text, max_results: capped(50_000), order_by: texts, view_type: word(views), page_token: pageToken },
    answer: async (deps, actor, input) => {
      const page = await registry.searchExperiments(deps, actor, { filter: input.filter, orderBy: input.order_by, limit: positive(input.max_results), offset: input.page_token, view: input.view_type ?? "ACTIVE_ONLY" });
      return { experiments: page.items.length > 0 ? page.items.map(experimentJson) : undefined, next_page_token: tokenOf(page.nextOffset) };
    } }),

  endpoint({ methods: ["POST"], path: `${runs}/create`, right: write, input: { experiment_id: text, user_id: text, start_time: optionalWhole, run_name: text, tags },
    answer: async (deps, actor, input) => ({ run: { ...runJson(await registry.createRun(deps, actor, {
      experimentId: experimentId("experiment_id", input.experiment_id || "0"), userId: input.user_id, startMs: input.start_time ?? deps.clock.now().getTime(), name: input.run_name, tags: input.tags,
    })), outputs: undefined } }) }),
  endpoint({ methods: ["GET"], path: `${runs}/get`, right: read, input: run,
    answer: async (deps, actor, input) => ({ run: runJson(await registry.readRun(deps, actor, { id: runId(input) })) }) }),
  endpoint({ methods: ["POST"], path: `${runs}/update`, right: write, input: { ...run, status: word(registry.runStatuses), end_time: optionalWhole, run_name: text },
    answer: async (deps, actor, input) => ({ run_info: runInfoJson(await registry.updateRun(deps, actor, { id: runId(input), status: input.status, endMs: input.end_time, name: input.run_name })) }) }),
  endpoint({ methods: ["POST"], path: `${runs}/delete`, right: write, input: run,
    answer: (deps, actor, input) => nothing(registry.stageRun(deps, actor, { id: runId(input), stage: "deleted" })) }),
  endpoint({ methods: ["POST"], path: `${runs}/restore`, right: write, input: run,
    answer: (deps, actor, input) => nothing(registry.stageRun(deps, actor, { id: runId(input), stage: "active" })) }),
  endpoint({ methods: ["POST"], path: `${runs}/log-metric`, right: write, input: { ...run, ...point },
    answer: (deps, actor, input) => nothing(registry.logBatch(deps, actor, { runId: runId(input), metrics: [pointOf(input)], params: [], tags: [], single: true })) }),
  endpoint({ methods: ["POST"], path: `${runs}/log-parameter`, right: write, input: { ...run, key, value: text },
    answer: (deps, actor, input) => nothing(registry.logBatch(deps, actor, { runId: runId(input), metrics: [], params: [{ key: input.key, value: input.value }], tags: [], single: true })) }),
  endpoint({ methods: ["POST"], path: `${runs}/set-tag`, right: write, input: { ...run, key, value: text },
    answer: (deps, actor, input) => nothing(registry.logBatch(deps, actor, { runId: runId(input), metrics: [], params: [], tags: [{ key: input.key, value: input.value }], single: true })) }),
  endpoint({ methods: ["POST"], path: `${runs}/delete-tag`, right: write, input: { ...run, key },
    answer: (deps, actor, input) => nothing(registry.untagRun(deps, actor, { id: runId(input), key: input.key })) }),
  endpoint({ methods: ["POST"], path: `${runs}/log-batch`, right: write, input: { ...run, metrics: list(point), params: tags, tags },
    answer: (deps, actor, input) => nothing(registry.logBatch(deps, actor, { runId: runId(input), metrics: input.metrics.map(pointOf), params: input.params, tags: input.tags })) }),
  endpoint({ methods: ["POST"], path: `${runs}/outputs`, right: write, input: { ...run, models: required(list({ model_id: required(text), step: whole(0) })) },
    answer: (deps, actor, input) => nothing(registry.logOutputs(deps, actor, { runId: runId(input), outputs: input.models.map((one) => ({ modelId: one.model_id, step: one.step })) })) }),
  endpoint({ methods: ["POST"], path: `${runs}/log-inputs`, right: write, input: { ...run, datasets: list({ tags, dataset: one(dataset) }), models: list({ model_id: required(text) }) },
    answer: (deps, actor, input) => nothing(registry.logInputs(deps, actor, { runId: runId(input), datasets: input.datasets.map((given) => ({ tags: given.tags, dataset: datasetOf(given.dataset) })), modelIds: input.models.map((given) => given.model_id) })) }),
  endpoint({ methods: ["POST"], path: `${runs}/log-model`, right: write, input: { ...run, model_json: required(text) },
    answer: (deps, actor, input) => nothing(registry.logModelJson(deps, actor, { runId: runId(input), json: input.model_json })) }),
  endpoint({ methods: ["POST"], path: `${experiments}/search-datasets`, right: read, input: { experiment_ids: texts },
    answer: async (deps, actor, input) => {
      const found = await registry.searchDatasets(deps, actor, { experimentIds: input.experiment_ids.map((id) => experimentId("experiment_ids", id)) });
      return found.length > 0 ? { dataset_summaries: found.map((row) => ({ experiment_id: String(row.experimentId), name: row.name, digest: row.digest, context: row.context ?? undefined })) } : {};
    } }),
  endpoint({ methods: ["POST"], path: `${runs}/search`, right: read, input: { experiment_ids: texts, filter: text, signalbox_filter: text, run_view_type: word(views), max_results: whole(1000, { max: 50_000 }), order_by: texts, page_token: pageToken },
    answer: async (deps, actor, input) => {
      const page = await registry.searchRuns(deps, actor, {
        experimentIds: input.experiment_ids.map((id) => experimentId("experiment_ids", id)), filter: input.filter, extended: input.signalbox_filter, orderBy: input.order_by, view: input.run_view_type ?? "ACTIVE_ONLY",
        limit: positive(input.max_results), offset: input.page_token,
      });
      return { runs: page.items.length > 0 ? page.items.map(runJson) : undefined, next_page_token: tokenOf(page.nextOffset) };
    } }),
  endpoint({ methods: ["GET"], path: "2.0/mlflow/metrics/get-history", right: read, input: { ...run, metric_key: required(text), max_results: whole(historyMost), page_token: pageToken },
    answer: async (deps, actor, input) => {
      const page = await registry.metricHistory(deps, actor, { runId: runId(input), key: input.metric_key, limit: Math.min(positive(input.max_results, "."), historyMost), offset: input.page_token });
      return { metrics: page.items.length > 0 ? page.items.map(metricJson) : undefined, next_page_token: tokenOf(page.nextOffset) };
    } }),
  endpoint({ methods: ["GET"], path: "2.0/mlflow/metrics/get-history-bulk", right: read, input: { run_id: texts, metric_key: text, max_results: whole(bulkMost) },
    answer: async (deps, actor, input) => {
      if (input.run_id.length > 0 && input.metric_key === "") throw new SignalboxError("invalid_input", "GetMetricHistoryBulk request must specify a metric_key.");
      const found = await registry.bulkMetricHistory(deps, actor, { runIds: input.run_id, key: input.metric_key, limit: Math.max(0, Math.min(input.max_results, bulkMost)) });
      return { metrics: found.map(runMetricJson) };
    } }),
  endpoint({ methods: ["GET"], path: "2.0/mlflow/metrics/get-history-bulk-interval", right: read, input: { run_ids: texts, metric_key: required(text), start_step: optionalWhole, end_step: optionalWhole, max_results: whole(sampleMost) },
    answer: async (deps, actor, input) => {
      if (input.run_ids.length === 0) throw missing("run_ids");
      if (input.max_results < 1 || input.max_results > sampleMost) throw new SignalboxError("invalid_input", `max_results must be between 1 and ${sampleMost}. See the API docs for more information about request parameters.`);
      const found = await registry.sampledMetricHistory(deps, actor, { runIds: input.run_ids, key: input.metric_key, limit: input.max_results, startStep: input.start_step, endStep: input.end_step });
      return found.length > 0 ? { metrics: found.map(runMetricJson) } : {};
    } }),
  endpoint({ methods: ["GET"], path: "2.0/mlflow/artifacts/list", right: read, input: { ...run, path: text },
    answer: async (deps, actor, input) => {
      const listed = await registry.listRunArtifacts(deps, actor, { runId: runId(input), path: input.path });
      return { root_uri: listed.root, files: listed.files.length > 0 ? listed.files.map(fileJson) : undefined };
    } }),
];
