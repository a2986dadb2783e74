import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { OffsetPage, VersionRecord } from "./records.ts";
import { checkAliasName, parseStage, parseVersion } from "./rules/names.ts";
import { modelNotFound, type SearchInput } from "./store-models.ts";
import { readLatestVersions, readNewestVersion, readVersion, readVersionByAlias, searchVersions as searchRows } from "./store-versions.ts";

/** @throws not_found, invalid_input when the version is no whole number */
export async function readModelVersion(deps: Deps, actor: Actor, input: { name: string; version: string }): Promise<VersionRecord> {
  authorise(actor, "registry.read");
  return readVersion(deps.db, input.name, parseVersion(input.version));
}

/** `latest` is the highest version there is. @throws not_found for the model, invalid_input for an unknown alias (as MLflow answers it) */
export async function resolveAlias(deps: Deps, actor: Actor, input: { name: string; alias: string }): Promise<VersionRecord> {
  authorise(actor, "registry.read");
  const unknown = new SignalboxError("invalid_input", `Registered model alias ${input.alias} not found.`);
  const latest = input.alias.toLowerCase() === "latest";
  if (!latest) checkAliasName(input.alias);
  const found = await readVersionByAlias(deps.db, input.name, input.alias);
  if (found === undefined) throw modelNotFound(input.name);
  const version = latest ? await readNewestVersion(deps.db, input.name) : found;
  if (!version) throw unknown;
  return version;
}

/** The newest version of each stage, of those asked for. @throws not_found, invalid_input for an unknown stage */
export async function latestVersions(deps: Deps, actor: Actor, input: { name: string; stages: string[] }): Promise<VersionRecord[]> {
  authorise(actor, "registry.read");
  const stages = input.stages.map(parseStage);
  const found = await readLatestVersions(deps.db, input.name, stages.length > 0 ? stages : null);
  if (found === undefined) throw modelNotFound(input.name);
  return found;
}

/** Where a version's files are: a `models:/` source stands for the folder of what it names. @throws not_found */
export async function downloadUri(deps: Deps, actor: Actor, input: { name: string; version: string }): Promise<string> {
  const version = await readModelVersion(deps, actor, input);
  return version.source.startsWith("models:/") ? version.artifactUri : version.source;
}

/** MLflow's search over versions. @throws invalid_input in MLflow's words */
export async function searchVersions(deps: Deps, actor: Actor, input: SearchInput): Promise<OffsetPage<VersionRecord>> {
  authorise(actor, "registry.read");
  return searchRows(deps.db, input);
}
