import { promptTag } from "./names.ts";
import type { Comparison, Filter, FilterSpec, Operator } from "./filter.ts";

const text = ["=", "!=", "LIKE", "ILIKE"] as const satisfies readonly Operator[];
const textIn = [...text, "IN"] as const;
const textInNot = [...textIn, "NOT IN"] as const;
const number = ["=", "!=", ">", ">=", "<", "<="] as const satisfies readonly Operator[];
const nullable = [...text, "IS NULL", "IS NOT NULL"] as const;
const asText = { kind: "text", operators: textInNot } as const;
const asNumber = { kind: "number", operators: number } as const;

export const modelFilter: FilterSpec = {
  prefixes: { attribute: "attribute", tag: "tag", tags: "tag" },
  attributes: { name: asText },
  entities: { tag: text },
  order: ["name", "timestamp", "last_updated_timestamp"],
  orderByEntities: false,
  bareOrder: true,
};

export const versionFilter: FilterSpec = {
  prefixes: { attribute: "attribute", tag: "tag", tags: "tag" },
  attributes: { name: asText, run_id: asText, source_path: asText, version_number: { kind: "whole", operators: number } },
  entities: { tag: text },
  order: ["name", "version_number", "creation_timestamp", "last_updated_timestamp"],
  orderByEntities: false,
};

export const experimentFilter: FilterSpec = {
  prefixes: { attribute: "attribute", tag: "tag", tags: "tag" },
  attributes: {
    name: { kind: "text", operators: text },
    experiment_id: { kind: "text", operators: textInNot },
    creation_time: asNumber,
    last_update_time: asNumber,
  },
  entities: { tag: nullable },
  repeatedOrder: true,
  order: ["name", "experiment_id", "creation_time", "last_update_time"],
  orderByEntities: false,
};

const runText = { kind: "text", operators: text } as const;
export const runFilter: FilterSpec = {
  prefixes: {
    attribute: "attribute", attributes: "attribute", attr: "attribute", run: "attribute",
    metric: "metric", metrics: "metric", param: "param", params: "param", parameter: "param", parameters: "param", tag: "tag", tags: "tag", dataset: "dataset", datasets: "dataset",
  },
  attributes: {
    status: runText, run_name: runText, user_id: runText, artifact_uri: runText, run_id: { kind: "text", operators: textInNot },
    start_time: asNumber, end_time: asNumber,
  },
  entities: { metric: number, param: nullable, tag: nullable, dataset: textInNot },
  aliases: { "run name": "run_name", "Run name": "run_name", "Run Name": "run_name", created: "start_time", Created: "start_time" },
  order: ["status", "run_name", "user_id", "artifact_uri", "run_id", "start_time", "end_time"],
  orderByEntities: true,
};

export const loggedModelFilter: FilterSpec = {
  prefixes: { attribute: "attribute", attributes: "attribute", metric: "metric", metrics: "metric", param: "param", params: "param", tag: "tag", tags: "tag" },
  attributes: {
    name: { kind: "text", operators: textInNot }, model_id: { kind: "text", operators: textInNot }, model_type: { kind: "text", operators: textInNot },
    status: { kind: "text", operators: textInNot }, source_run_id: { kind: "text", operators: textInNot },
    creation_timestamp: asNumber, last_updated_timestamp: asNumber,
  },
  entities: { metric: number, param: textInNot, tag: textInNot },
  bareText: true,
  order: ["name", "model_id", "model_type", "status", "source_run_id", "creation_timestamp", "creation_time", "last_updated_timestamp"],
  orderByEntities: true,
};

/**
 * Prompts live beside models and are left out of every search that does not ask for them. The stock client adds
 * `tag.\`mlflow.prompt.is_prompt\` != 'true'` to its searches: that clause means "not a prompt" and is no test of a tag
 * (models without the tag stay).
 */
export function takePromptClause(filter: Filter): { filter: Filter; prompts: boolean } {
  const isClause = (one: Comparison) => one.entity === "tag" && one.key === promptTag;
  const said = (one: Comparison) => `${one.operator}${String(one.value).toLowerCase()}`;
  const wanted = filter.comparisons.some((one) => isClause(one) && (said(one) === "=true" || said(one) === "!=false"));
  return { filter: { ...filter, comparisons: filter.comparisons.filter((one) => !isClause(one)) }, prompts: wanted };
}
