/** What is read of another MLflow server's answers; fields that are not named here are not copied. */
import { z } from "zod";

const whole = z.coerce.number().int();
const pair = z.object({ key: z.string(), value: z.string().default("") });
const pairs = z.array(pair).default([]);
const page = { next_page_token: z.string().optional() };
/** NaN and the infinities come as words. */
const double = z.union([z.number(), z.string().transform(Number)]);

export const metric = z.object({ key: z.string(), value: double, timestamp: whole.default(0), step: whole.default(0), run_id: z.string().optional(), dataset_name: z.string().optional(), dataset_digest: z.string().optional() });
export const experiment = z.object({
  experiment_id: z.string(), name: z.string(), lifecycle_stage: z.string().default("active"), creation_time: whole.optional(), last_update_time: whole.optional(), tags: pairs,
});
export const run = z.object({
  info: z.object({
    run_id: z.string(), run_name: z.string().default(""), user_id: z.string().default(""), status: z.string().default("FINISHED"), start_time: whole.default(0), end_time: whole.optional(),
    artifact_uri: z.string().default(""), lifecycle_stage: z.string().default("active"),
  }),
  data: z.object({ metrics: z.array(metric).default([]), params: pairs, tags: pairs }).prefault({}),
  inputs: z.object({
    dataset_inputs: z.array(z.object({ tags: pairs, dataset: z.object({ name: z.string(), digest: z.string(), source_type: z.string().default(""), source: z.string().default(""), schema: z.string().optional(), profile: z.string().optional() }) })).default([]),
    model_inputs: z.array(z.object({ model_id: z.string() })).default([]),
  }).prefault({}),
  outputs: z.object({ model_outputs: z.array(z.object({ model_id: z.string(), step: whole.default(0) })).default([]) }).prefault({}),
});
export const loggedModel = z.object({
  info: z.object({
    model_id: z.string(), name: z.string(), creation_timestamp_ms: whole, last_updated_timestamp_ms: whole, artifact_uri: z.string().default(""), status: z.string().default("LOGGED_MODEL_READY"),
    model_type: z.string().default(""), source_run_id: z.string().default(""), tags: pairs,
  }),
  data: z.object({ params: pairs, metrics: z.array(metric).default([]) }).prefault({}),
});
export const model = z.object({
  name: z.string(), description: z.string().default(""), creation_timestamp: whole, last_updated_timestamp: whole.default(0), tags: pairs,
  aliases: z.array(z.object({ alias: z.string(), version: z.coerce.string() })).default([]),
});
export const version = z.object({
  name: z.string(), version: z.coerce.number().int(), creation_timestamp: whole, current_stage: z.string().default("None"), description: z.string().default(""), source: z.string().default(""),
  run_id: z.string().default(""), run_link: z.string().default(""), status: z.string().default("READY"), tags: pairs,
});
const file = z.object({ path: z.string(), is_dir: z.boolean().default(false), file_size: whole.default(0) });

export type Metric = z.infer<typeof metric>;
export type Experiment = z.infer<typeof experiment>;
export type Run = z.infer<typeof run>;
export type LoggedModel = z.infer<typeof loggedModel>;
export type Model = z.infer<typeof model>;
export type Version = z.infer<typeof version>;
export type File = z.infer<typeof file>;

export const answers = {
  experiments: z.object({ experiments: z.array(experiment).default([]), ...page }),
  runs: z.object({ runs: z.array(run).default([]), ...page }),
  run: z.object({ run }),
  history: z.object({ metrics: z.array(metric).default([]), ...page }),
  loggedModels: z.object({ models: z.array(loggedModel).default([]), ...page }),
  models: z.object({ registered_models: z.array(model).default([]), ...page }),
  versions: z.object({ model_versions: z.array(version).default([]), ...page }),
  files: z.object({ files: z.array(file).default([]), ...page }),
} as const;
