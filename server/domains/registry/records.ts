import { runStatuses } from "./contract-runs.ts";

/** What the tracking dialect's use-cases answer: rows as they are, times in epoch milliseconds. */
export type Tag = { key: string; value: string };

export type VersionRecord = {
  id: number; modelId: number; name: string; version: number;
  /** Null once an update left it out. */
  description: string | null;
  source: string; artifactUri: string; runId: string; runLink: string; loggedModelId: string | null;
  status: string; stage: string; createdBy: string; createdMs: number; updatedMs: number;
  tags: Tag[]; aliases: string[];
};

export type ModelRecord = {
  id: number; name: string; description: string | null; createdMs: number; updatedMs: number;
  tags: Tag[]; aliases: { alias: string; version: number }[];
  /** The newest version of each stage. */
  latest: VersionRecord[];
};

export type ExperimentRecord = { id: number; name: string; artifactLocation: string; stage: "active" | "deleted"; createdMs: number; updatedMs: number; tags: Tag[] };

/** A stored value is never infinite; NaN is a word, as JSON has none for it. */
export type MetricRecord = { key: string; value: number | "NaN"; timestampMs: number; step: number };

export type RunMetricRecord = MetricRecord & { runId: string };

export { runStatuses };
export type RunStatus = (typeof runStatuses)[number];

export type Dataset = { name: string; digest: string; sourceType: string; source: string; schema: string | null; profile: string | null };
/** A data set that a run read; its tags say what for. */
export type DatasetInput = { dataset: Dataset; tags: Tag[] };
export type DatasetSummary = { experimentId: number; name: string; digest: string; context: string | null };

export type RunRecord = {
  id: string; name: string; experimentId: number; userId: string; status: RunStatus; startMs: number; endMs: number | null;
  artifactUri: string; stage: "active" | "deleted";
  metrics: MetricRecord[]; params: Tag[]; tags: Tag[]; outputs: { modelId: string; step: number }[];
  datasets: DatasetInput[]; modelInputs: string[];
};

export const loggedModelStatuses = ["LOGGED_MODEL_STATUS_UNSPECIFIED", "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"] as const;
export type LoggedModelStatus = (typeof loggedModelStatuses)[number];

export type LoggedModelRecord = {
  id: string; experimentId: number; name: string; createdMs: number; updatedMs: number; artifactUri: string; status: LoggedModelStatus;
  modelType: string; sourceRunId: string; tags: Tag[]; params: Tag[];
  metrics: (MetricRecord & { runId: string; datasetName: string | null; datasetDigest: string | null })[];
};

/** One stored file; `path` is what follows `mlflow-artifacts:/`. */
export type ArtifactRecord = { path: string; size: number; sha256: string; updatedMs: number };
export type FileEntry = { path: string; isDirectory: boolean; size: number };

/** One page of an offset list, as the tracking dialect pages. */
export type OffsetPage<T> = { items: T[]; nextOffset: number | null };

/** What a metric point says; `modelId` ties it to a logged model too. */
export type MetricPoint = { key: string; value: number; timestampMs: number; step: number; modelId?: string; datasetName?: string; datasetDigest?: string };
