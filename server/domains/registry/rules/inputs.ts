import { SignalboxError } from "../../../shared/errors.ts";
import { checkLength } from "./names.ts";

type Texts = Record<"name" | "digest" | "source", string> & Record<"schema" | "profile", string | null>;

/** MLflow's sizes of what a run says it read (mlflow 3.17, `mlflow/utils/validation.py`). */
const limits = { name: 500, digest: 36, source: 65_535, schema: 1_048_575, profile: 16_777_215 } as const;

/** @throws invalid_input for a text that is too long */
export function checkDatasetInput({ dataset, tags }: { dataset: Texts; tags: readonly { key: string; value: string }[] }): void {
  for (const [field, limit] of Object.entries(limits)) checkLength(field, dataset[field as keyof typeof limits] ?? "", limit);
  for (const tag of tags) {
    checkLength("key", tag.key, 255);
    checkLength("value", tag.value, 500);
  }
}

const kept = ["run_id", "artifact_path", "utc_time_created", "model_uuid"] as const;
const needed = ["artifact_path", "flavors", "utc_time_created", "run_id"] as const;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What the run's history keeps of a model's JSON: its identity and its flavors without their configuration. @throws invalid_input */
export function recordedModel(json: string): Record<string, unknown> {
  let model: unknown;
  try {
    model = JSON.parse(json);
  } catch {
    throw new SignalboxError("invalid_input", `Malformed model info. \n ${json} \n is not a valid JSON.`);
  }
  if (!isObject(model)) throw new SignalboxError("invalid_input", `Malformed model info. \n ${json} \n is not a JSON object.`);
  const absent = needed.filter((name) => !(name in model));
  if (absent.length > 0) throw new SignalboxError("invalid_input", `Model json is missing mandatory fields: {${absent.map((name) => `'${name}'`).join(", ")}}`);
  const flavors = isObject(model["flavors"]) ? model["flavors"] : {};
  return {
    ...Object.fromEntries(kept.map((name) => [name, model[name] ?? null])),
    flavors: Object.fromEntries(Object.entries(flavors).map(([name, config]) => [name, isObject(config) ? Object.fromEntries(Object.entries(config).filter(([key]) => key !== "config")) : config])),
  };
}
