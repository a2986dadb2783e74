import * as registry from "../../../domains/registry/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { endpoint, nothing, type Endpoint } from "./endpoint.ts";
import { experimentId, flag, list, pageToken, required, tags, text, texts, tokenOf, whole, word, wrongType, type Field } from "./params.ts";
import { fileJson, loggedModelJson } from "./shapes.ts";

const read = "registry.read" as const;
const write = "registry.write" as const;
const base = "2.0/mlflow/logged-models";
/** Ascending unless told otherwise. */
const ascendingFlag: Field<boolean> = { read: (value, at) => value === undefined || value === null || flag.read(value, at) };
/** Needed, though it may be an empty list. */
const experimentIds: Field<string[]> = required({
  strict: true,
  read(value, at) {
    if (Array.isArray(value) && value.some((one) => typeof one !== "string")) throw wrongType(value, at);
    return texts.read(value, at);
  },
});
const id = (input: { segments: Record<string, string> }) => input.segments["id"] ?? "";

/** Logged models (MLflow 3), and what the client asks of the server itself. */
export const loggedModelEndpoints: Endpoint[] = [
  endpoint({ methods: ["POST"], path: base, right: write, input: { experiment_id: required(text), name: text, model_type: text, source_run_id: text, params: tags, tags },
    answer: async (deps, actor, input) => ({ model: loggedModelJson(await registry.createLoggedModel(deps, actor, {
      experimentId: experimentId("experiment_id", input.experiment_id), name: input.name, modelType: input.model_type, sourceRunId: input.source_run_id, params: input.params, tags: input.tags,
    })) }) }),
  endpoint({ methods: ["POST"], path: `${base}/search`, right: read,
    input: {
      experiment_ids: experimentIds, filter: text, max_results: whole(0, { max: 50_000 }), page_token: pageToken, datasets: list({ dataset_name: text, dataset_digest: text }),
      order_by: list({ field_name: text, ascending: ascendingFlag, dataset_name: text, dataset_digest: text }),
    },
    answer: async (deps, actor, input) => {
      if (input.max_results < 0) throw new SignalboxError("invalid_input", `Invalid value for max_results. It must be a positive integer, but got ${input.max_results}`);
      if (input.datasets.some((one) => one.dataset_name === "")) throw new SignalboxError("invalid_input", "`dataset_name` in the `datasets` clause must be specified.");
      const page = await registry.searchLoggedModels(deps, actor, {
        experimentIds: input.experiment_ids.map((one) => experimentId("experiment_ids", one)), filter: input.filter, limit: input.max_results || 50, offset: input.page_token,
        datasets: input.datasets.map((one) => ({ name: one.dataset_name, digest: one.dataset_digest })),
        orderBy: input.order_by.map((one) => ({ field: one.field_name, ascending: one.ascending, datasetName: one.dataset_name, datasetDigest: one.dataset_digest })),
      });
      return { models: page.items.length > 0 ? page.items.map(loggedModelJson) : undefined, next_page_token: tokenOf(page.nextOffset) };
    } }),
  endpoint({ methods: ["GET"], path: `${base}/:id`, right: read, input: {},
    answer: async (deps, actor, input) => ({ model: loggedModelJson(await registry.readLoggedModel(deps, actor, { id: id(input) })) }) }),
  endpoint({ methods: ["PATCH"], path: `${base}/:id`, right: write, input: { model_id: required(text), status: word(registry.loggedModelStatuses, 0) },
    answer: async (deps, actor, input) => {
      if (input.status === undefined) throw new SignalboxError("invalid_input", "Missing value for required parameter 'status'. See the API docs for more information about request parameters.");
      return { model: loggedModelJson(await registry.finishLoggedModel(deps, actor, { id: id(input), status: input.status })) };
    } }),
  endpoint({ methods: ["DELETE"], path: `${base}/:id`, right: write, input: {},
    answer: (deps, actor, input) => nothing(registry.deleteLoggedModel(deps, actor, { id: id(input) })) }),
  endpoint({ methods: ["PATCH"], path: `${base}/:id/tags`, right: write, input: { tags },
    answer: (deps, actor, input) => nothing(registry.tagLoggedModel(deps, actor, { id: id(input), tags: input.tags })) }),
  endpoint({ methods: ["DELETE"], path: `${base}/:id/tags/:key`, right: write, input: {},
    answer: (deps, actor, input) => nothing(registry.untagLoggedModel(deps, actor, { id: id(input), key: input.segments["key"] ?? "" })) }),
  endpoint({ methods: ["POST"], path: `${base}/:id/params`, right: write, input: { model_id: required(text), params: tags },
    answer: (deps, actor, input) => nothing(registry.addLoggedModelParams(deps, actor, { id: id(input), params: input.params })) }),
  endpoint({ methods: ["GET"], path: `${base}/:id/artifacts/directories`, right: read, input: { artifact_directory_path: text },
    answer: async (deps, actor, input) => {
      const model = await registry.readLoggedModel(deps, actor, { id: id(input) });
      const files = await registry.listBelow(deps, actor, { root: model.artifactUri, path: input.artifact_directory_path });
      return { root_uri: model.artifactUri, files: files.length > 0 ? files.map(fileJson) : undefined };
    } }),
  endpoint({ methods: ["GET"], path: "2.0/mlflow-artifacts/artifacts", right: read, input: { path: text },
    answer: async (deps, actor, input) => {
      const files = await registry.listArtifacts(deps, actor, { path: input.path });
      return files.length > 0 ? { files: files.map(fileJson) } : {};
    } }),
  endpoint({ methods: ["GET"], path: "3.0/mlflow/server-info", right: read, input: {},
    answer: async () => ({
      store_type: "SqlStore", workspaces_enabled: false, trace_archival_enabled: false, multipart_uploads_enabled: true, multipart_downloads_enabled: false,
      presigned_upload_run_id_supported: false, presigned_upload_model_id_supported: false, artifacts_presigned_only: false, features_enabled: { gateway: false },
    }) }),
];
