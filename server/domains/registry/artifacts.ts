import type { Readable } from "node:stream";
import type { StoredBlob } from "../../platform/blobs.ts";
import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { baselinePathsOf, noticeBaselines } from "./baseline-source.ts";
import { readSignature } from "./read-signature.ts";
import { recordChange } from "./record-change.ts";
import type { ArtifactRecord, FileEntry } from "./records.ts";
import { cleanPath, relativeTo, storedPath } from "./rules/artifact-paths.ts";
import { checkArtifactChange } from "./rules/freezing.ts";
import { parseVersion } from "./rules/names.ts";
import { artifactChildren, clashAt, dropArtifacts, isFolder, placesAround, putArtifact, readArtifact, type VersionPlace } from "./store-artifacts.ts";
import { readLoggedModel } from "./store-logged-models.ts";
import { readRun } from "./store-runs.ts";
import { inTx } from "./store-sql.ts";
import { readVersion, updateVersion } from "./store-versions.ts";

/** The release that froze `path`, the folder around it or something below it, if one did. A baseline may still come where none was frozen. */
function holderOf(places: readonly VersionPlace[], path: string): { releaseId: number; subject: string } | null {
  for (const place of places) {
    if (place.frozenBy === null) continue;
    const root = storedPath(place.artifactUri);
    const held = [...place.frozenPaths.map((file) => (root ? `${root}/${file}` : file)), ...(place.hasBaseline ? baselinePathsOf(place).filter((file) => file === place.baselinePath) : [])];
    const added = root !== null && relativeTo(root, path) !== null && (place.hasBaseline || !baselinePathsOf(place).includes(path));
    if (added || held.some((file) => relativeTo(path, file) !== null)) return { releaseId: place.frozenBy, subject: `Model Version (name=${place.name}, version=${place.version})` };
  }
  return null;
}

/**
 * Stores a file under a path of the artifact root, in constant memory. A model file that arrives after its version gives
 * it its signature; a baseline file is noticed.
 * @throws invalid_input for a path that leaves the root, frozen for a file that a release holds
 */
export async function uploadArtifact(deps: Deps, actor: Actor, input: { path: string; body: Readable }): Promise<void> {
  authorise(actor, "registry.write");
  const path = cleanPath(input.path);
  if (path === "") throw new SignalboxError("invalid_input", "Invalid path");
  await deps.db.tx(async (tx) => checkArtifactChange(path, holderOf(await placesAround(tx, path), path)));
  await placeArtifact(deps, actor, { path, blob: await deps.blobs.put(input.body) });
}

/** Whether a file may come here: no release holds the place, and it is no folder and in no file. @throws frozen, invalid_input */
export async function checkPlace(tx: Tx, path: string): Promise<VersionPlace[]> {
  const places = await placesAround(tx, path);
  checkArtifactChange(path, holderOf(places, path));
  const clash = await clashAt(tx, path);
  if (clash !== null) throw new SignalboxError("invalid_input", `'${path}' cannot be a file: '${clash}' is one already.`);
  return places;
}

/** Puts stored bytes at their path. @param file.within also done in the transaction. @throws frozen, invalid_input */
export async function placeArtifact(deps: Deps, actor: Actor, file: { path: string; blob: StoredBlob; within?: (tx: Tx) => Promise<void> }): Promise<void> {
  const { path, blob } = file;
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await file.within?.(tx);
    const places = await checkPlace(tx, path);
    await putArtifact(tx, { path, ...blob, actorId: actor.id, at });
    await noticeBaselines(tx, places.filter((place) => baselinePathsOf(place).includes(path)), at);
    for (const place of places) {
      const root = storedPath(place.artifactUri);
      if (place.frozenBy !== null || root === null || path !== (root === "" ? "MLmodel" : `${root}/MLmodel`)) continue;
      const signature = await readSignature(deps, inTx(tx), root);
      if (!signature) continue;
      await updateVersion(tx, place.id, { signature, at });
      await recordChange(tx, { actor, at, action: "version.updated", event: "version.changed", model: place.name, version: place.version, detail: { signature: "read from MLmodel" } });
    }
  });
}

/** Forgets a file or a folder; what is not there is no error. @throws invalid_input, frozen */
export async function deleteArtifact(deps: Deps, actor: Actor, input: { path: string }): Promise<void> {
  authorise(actor, "registry.write");
  const path = cleanPath(input.path);
  if (path === "") throw new SignalboxError("invalid_input", "Invalid path");
  await deps.db.tx(async (tx) => {
    checkArtifactChange(path, holderOf(await placesAround(tx, path, true), path));
    await dropArtifacts(tx, path);
  });
}

/** @throws not_found, invalid_input for a folder or a path that leaves the root */
export async function openArtifact(deps: Deps, actor: Actor, input: { path: string }): Promise<ArtifactRecord> {
  authorise(actor, "registry.read");
  const path = cleanPath(input.path);
  const file = await readArtifact(deps.db, path);
  if (file) return file;
  if (path === "" || (await isFolder(deps.db, path))) throw new SignalboxError("invalid_input", `Artifact path refers to a directory, not a file: '${path}'`);
  throw new SignalboxError("not_found", `No such artifact: '${path}'`);
}

/** The direct children of a folder; a file or nothing has none. @throws invalid_input */
export async function listArtifacts(deps: Deps, actor: Actor, input: { path: string }): Promise<FileEntry[]> {
  authorise(actor, "registry.read");
  return artifactChildren(deps.db, cleanPath(input.path));
}

/** A run's folder and its children at `path`, named from the run's root. @throws not_found */
export async function listRunArtifacts(deps: Deps, actor: Actor, input: { runId: string; path: string }): Promise<{ root: string; files: FileEntry[] }> {
  const run = await readRun(deps.db, input.runId);
  return { root: run.artifactUri, files: await listBelow(deps, actor, { root: run.artifactUri, path: input.path }) };
}

/** Children of `path` inside an artifact root, named from that root. */
export async function listBelow(deps: Deps, actor: Actor, input: { root: string; path: string }): Promise<FileEntry[]> {
  const root = storedPath(input.root);
  const path = cleanPath(input.path);
  if (root === null) return [];
  const files = await listArtifacts(deps, actor, { path: [root, path].filter((part) => part !== "").join("/") });
  return files.map((file) => ({ ...file, path: path === "" ? file.path : `${path}/${file.path}` }));
}

/** A file of a run's folder. @throws not_found */
export async function openRunArtifact(deps: Deps, actor: Actor, input: { runId: string; path: string }): Promise<ArtifactRecord> {
  const run = await readRun(deps.db, input.runId);
  return openBelow(deps, actor, { root: run.artifactUri, path: input.path });
}

/** A file of a version's folder. @throws not_found */
export async function openVersionArtifact(deps: Deps, actor: Actor, input: { name: string; version: string; path: string }): Promise<ArtifactRecord> {
  const version = await readVersion(deps.db, input.name, parseVersion(input.version));
  return openBelow(deps, actor, { root: version.artifactUri, path: input.path });
}

/** A file of a logged model's folder. @throws not_found */
export async function openLoggedModelArtifact(deps: Deps, actor: Actor, input: { id: string; path: string }): Promise<ArtifactRecord> {
  const model = await readLoggedModel(deps.db, input.id);
  return openBelow(deps, actor, { root: model.artifactUri, path: input.path });
}

async function openBelow(deps: Deps, actor: Actor, input: { root: string; path: string }): Promise<ArtifactRecord> {
  const root = storedPath(input.root);
  const path = cleanPath(input.path);
  if (root === null || path === "") throw new SignalboxError("not_found", `No such artifact: '${input.path}'`);
  return openArtifact(deps, actor, { path: root === "" ? path : `${root}/${path}` });
}
