import * as registry from "../../../domains/registry/index.ts";
import { deleteAliasOrAsk, setAliasOrAsk } from "../../../domains/releases/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { endpoint, nothing, type Endpoint } from "./endpoint.ts";
import { flag, required, saidText, tags, text, texts, whole, type Field } from "./params.ts";
import { modelJson, versionJson } from "./shapes.ts";

const name = required(text);
const version = required(text);
const key = required(text);
const read = "registry.read" as const;
const write = "registry.write" as const;
const base = "2.0/mlflow/registered-models";
const versions = "2.0/mlflow/model-versions";
// signalbox_filter: the console's own search language, beside MLflow's, which stays as it is.
const search = (max: Field<number>) => ({ filter: text, signalbox_filter: text, max_results: max, order_by: texts, page_token: text });
const searched = (input: { filter: string; signalbox_filter: string; max_results: number; order_by: string[]; page_token: string }) =>
  ({ filter: input.filter, extended: input.signalbox_filter, limit: input.max_results, orderBy: input.order_by, token: input.page_token });

/** One thing, and one page of things, that the registry hands over as JSON text. */
const wrapped = (field: string, thing: string) => `{"${field}":${thing}}`;
const wrappedPage = (field: string, page: registry.WirePage) => {
  const items = page.items === "" ? [] : [`"${field}":[${page.items}]`];
  return `{${[...items, ...(page.nextToken === null ? [] : [`"next_page_token":"${page.nextToken}"`])].join(",")}}`;
};

/** Registered models, model versions and aliases. */
export const registryEndpoints: Endpoint[] = [
  endpoint({ methods: ["POST"], path: `${base}/create`, right: write, input: { name, tags, description: text },
    answer: async (deps, actor, input) => ({ registered_model: modelJson(await registry.createModel(deps, actor, input)) }) }),
  endpoint({ methods: ["GET"], path: `${base}/get`, right: read, input: { name },
    answer: async (deps, actor, input) => wrapped("registered_model", await registry.readRegisteredModel(deps, actor, input)) }),
  endpoint({ methods: ["PATCH"], path: `${base}/update`, right: write, input: { name, description: text },
    answer: async (deps, actor, input) => ({ registered_model: modelJson(await registry.updateModel(deps, actor, input)) }) }),
  endpoint({ methods: ["POST"], path: `${base}/rename`, right: write, input: { name, new_name: required(text) },
    answer: async (deps, actor, input) => ({ registered_model: modelJson(await registry.renameModel(deps, actor, { name: input.name, newName: input.new_name })) }) }),
  endpoint({ methods: ["DELETE"], path: `${base}/delete`, right: write, input: { name },
    answer: (deps, actor, input) => nothing(registry.deleteModel(deps, actor, input)) }),
  endpoint({ methods: ["POST"], path: `${base}/set-tag`, right: write, input: { name, key, value: text },
    answer: (deps, actor, input) => nothing(registry.tagModel(deps, actor, { name: input.name, tag: { key: input.key, value: input.value } })) }),
  endpoint({ methods: ["DELETE"], path: `${base}/delete-tag`, right: write, input: { name, key },
    answer: (deps, actor, input) => nothing(registry.untagModel(deps, actor, input)) }),
  endpoint({ methods: ["POST", "GET"], path: `${base}/get-latest-versions`, right: read, input: { name, stages: texts },
    answer: async (deps, actor, input) => {
      const found = await registry.latestVersions(deps, actor, input);
      return found.length > 0 ? { model_versions: found.map(versionJson) } : {};
    } }),
  endpoint({ methods: ["GET"], path: `${base}/search`, right: read, input: search(whole(100, { min: 0, max: 1000 })),
    answer: async (deps, actor, input) => wrappedPage("registered_models", await registry.searchModels(deps, actor, searched(input))) }),
  endpoint({ methods: ["POST"], path: `${base}/alias`, right: write, input: { name, alias: required(text), version },
    answer: (deps, actor, input) => nothing(setAliasOrAsk(deps, actor, input)) }),
  endpoint({ methods: ["GET"], path: `${base}/alias`, right: read, input: { name, alias: required(text) },
    answer: async (deps, actor, input) => wrapped("model_version", await registry.resolveAlias(deps, actor, input)) }),
  endpoint({ methods: ["DELETE"], path: `${base}/alias`, right: write, input: { name, alias: required(text) },
    answer: (deps, actor, input) => nothing(deleteAliasOrAsk(deps, actor, input)) }),

  endpoint({ methods: ["POST"], path: `${versions}/create`, right: write, input: { name, source: required(text), run_id: text, model_id: text, tags, run_link: text, description: text },
    answer: async (deps, actor, input) => ({ model_version: versionJson(await registry.createVersion(deps, actor, {
      name: input.name, source: input.source, runId: input.run_id, modelId: input.model_id, runLink: input.run_link, description: input.description, tags: input.tags,
    })) }) }),
  endpoint({ methods: ["GET"], path: `${versions}/get`, right: read, input: { name, version },
    answer: async (deps, actor, input) => wrapped("model_version", await registry.readModelVersion(deps, actor, input)) }),
  endpoint({ methods: ["PATCH"], path: `${versions}/update`, right: write, input: { name, version, description: saidText },
    answer: async (deps, actor, input) => ({ model_version: versionJson(await registry.updateVersion(deps, actor, input)) }) }),
  endpoint({ methods: ["DELETE"], path: `${versions}/delete`, right: write, input: { name, version },
    answer: (deps, actor, input) => nothing(registry.deleteVersion(deps, actor, input)) }),
  endpoint({ methods: ["GET"], path: `${versions}/get-download-uri`, right: read, input: { name: text, version: text },
    answer: async (deps, actor, input) => {
      if (input.name.trim() === "") throw new SignalboxError("invalid_input", "Missing value for required parameter 'name'.");
      return { artifact_uri: await registry.downloadUri(deps, actor, input) };
    } }),
  endpoint({ methods: ["POST"], path: `${versions}/transition-stage`, right: write, input: { name, version, stage: required(text), archive_existing_versions: flag },
    answer: async (deps, actor, input) => ({ model_version: versionJson(await registry.moveStage(deps, actor, { ...input, archiveOthers: input.archive_existing_versions })) }) }),
  endpoint({ methods: ["POST"], path: `${versions}/set-tag`, right: write, input: { name, version, key, value: text },
    answer: (deps, actor, input) => nothing(registry.tagVersion(deps, actor, { name: input.name, version: input.version, tag: { key: input.key, value: input.value } })) }),
  endpoint({ methods: ["DELETE"], path: `${versions}/delete-tag`, right: write, input: { name, version, key },
    answer: (deps, actor, input) => nothing(registry.untagVersion(deps, actor, input)) }),
  endpoint({ methods: ["GET"], path: `${versions}/search`, right: read, input: search(whole(200_000, { min: 1, max: 200_000 })),
    answer: async (deps, actor, input) => wrappedPage("model_versions", await registry.searchVersions(deps, actor, searched(input))) }),
];
