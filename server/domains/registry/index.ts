/** What other rooms may use of the registry: the console's views, what releases and monitoring rest on, and the tracking dialect's use-cases. */
export { listModels } from "./list-models.ts";
export { getModel } from "./get-model.ts";
export { listVersions } from "./list-versions.ts";
export { getVersion } from "./get-version.ts";
export { versionTerms, type VersionTerms } from "./version-terms.ts";
export { setEnvironmentAlias } from "./set-environment-alias.ts";
export { baselineArtifactFor, versionColumnsSource, type BaselineFile, type VersionColumnsSource } from "./baseline-source.ts";

export { createModel } from "./create-model.ts";
export { readRegisteredModel, searchModels } from "./read-models.ts";
export { updateModel } from "./update-model.ts";
export { renameModel } from "./rename-model.ts";
export { deleteModel } from "./delete-model.ts";
export { tagModel, untagModel } from "./tag-model.ts";
export { deleteAlias, setAlias } from "./set-alias.ts";
export { downloadUri, latestVersions, readModelVersion, resolveAlias, searchVersions } from "./read-versions.ts";
export { createVersion } from "./create-version.ts";
export { deleteVersion, moveStage, updateVersion } from "./change-version.ts";
export { tagVersion, untagVersion } from "./tag-version.ts";
export { createExperiment, readExperiment, readExperimentByName, renameExperiment, searchExperiments, stageExperiment, tagExperiment, untagExperiment } from "./experiments.ts";
export { createRun, readRun, searchRuns, stageRun, untagRun, updateRun } from "./runs.ts";
export { logBatch, logOutputs, metricHistory } from "./log-batch.ts";
export { addLoggedModelParams, createLoggedModel, deleteLoggedModel, finishLoggedModel, readLoggedModel, searchLoggedModels, tagLoggedModel, untagLoggedModel } from "./logged-models.ts";
export { deleteArtifact, listArtifacts, listBelow, listRunArtifacts, openArtifact, openRunArtifact, openVersionArtifact, uploadArtifact } from "./artifacts.ts";
export { byteRange, contentTypeOf, escapes } from "./rules/artifact-paths.ts";
export * from "./records.ts";
