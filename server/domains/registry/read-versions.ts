import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { versionVocabulary } from "../../shared/filter/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { VersionRecord } from "./records.ts";
import { checkAliasName, parseStage, parseVersion } from "./rules/names.ts";
import type { SearchAsked } from "./read-models.ts";
import { extensionField, readSearch } from "./rules/search-language.ts";
import { modelNotFound } from "./store-models.ts";
import { readLatestVersions, versionNotFound } from "./store-versions.ts";
import { aliasWire, newestWire, searchVersions as searchRows, versionSource, versionWire, type Wire, type WirePage } from "./store-wire.ts";

/** One version as MLflow writes it. @throws not_found, invalid_input when the version is no whole number */
export async function readModelVersion(deps: Deps, actor: Actor, input: { name: string; version: string }): Promise<Wire> {
  authorise(actor, "registry.read");
  const number = parseVersion(input.version);
  const version = await versionWire(deps.db, input.name, number);
  if (version === undefined) throw versionNotFound(input.name, number);
  return version;
}

/** `latest` is the highest version there is. @throws not_found for the model, invalid_input for an unknown alias (as MLflow answers it) */
export async function resolveAlias(deps: Deps, actor: Actor, input: { name: string; alias: string }): Promise<Wire> {
  authorise(actor, "registry.read");
  const unknown = new SignalboxError("invalid_input", `Registered model alias ${input.alias} not found.`);
  const latest = input.alias.toLowerCase() === "latest";
  if (!latest && !/^v\d+$/i.test(input.alias)) checkAliasName(input.alias);
  const found = await aliasWire(deps.db, input.name, input.alias);
  if (found === undefined) throw modelNotFound(input.name);
  const version = latest ? await newestWire(deps.db, input.name) : found;
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
  authorise(actor, "registry.read");
  const number = parseVersion(input.version);
  const place = await versionSource(deps.db, input.name, number);
  if (!place) throw versionNotFound(input.name, number);
  return place.source.startsWith("models:/") ? place.artifactUri : place.source;
}

/** MLflow's search over versions. @throws invalid_input in MLflow's words, and for the extension field with the place */
export async function searchVersions(deps: Deps, actor: Actor, input: SearchAsked): Promise<WirePage> {
  authorise(actor, "registry.read");
  return searchRows(deps.db, { ...input, search: readSearch(input.extended, versionVocabulary, extensionField), nowMs: deps.clock.now().getTime() });
}
