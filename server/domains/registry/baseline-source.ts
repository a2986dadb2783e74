import type { Sql, Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { enqueue } from "../../platform/jobs.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { SignatureView } from "./contract.ts";
import type { ArtifactRecord } from "./records.ts";
import { baselinePaths, storedPath } from "./rules/artifact-paths.ts";
import { artifactsAt, artifactsBelow, placesOf, type VersionPlace } from "./store-artifacts.ts";
import { versionPageOf } from "./store-console.ts";
import { inTx, outside, type Reader } from "./store-sql.ts";

export type BaselineFile = { path: string; sha256: string; size: number };

const rootsOf = (place: VersionPlace) => [storedPath(place.artifactUri), place.runUri === null ? null : storedPath(place.runUri)];
export const baselinePathsOf = (place: VersionPlace): string[] => baselinePaths(rootsOf(place), place.baselineTag ?? undefined);

async function baselineOf(read: Reader, place: VersionPlace): Promise<ArtifactRecord | null> {
  const paths = baselinePathsOf(place);
  const found = new Map((await artifactsAt(read, paths)).map((file) => [file.path, file]));
  return paths.map((path) => found.get(path)).find((file) => file !== undefined) ?? null;
}

/** The file a version's baseline is computed from: of its own folder, else of its run's; null when there is none yet. */
export async function baselineArtifactFor(deps: Deps, versionId: number): Promise<BaselineFile | null> {
  const read = outside(deps.db);
  const [place] = await placesOf(read, [versionId]);
  const file = place ? await baselineOf(read, place) : null;
  return file && { path: file.path, sha256: file.sha256, size: file.size };
}

export type VersionColumnsSource = {
  model: string; version: number; tags: Record<string, string>; signature: SignatureView | null;
  /** Paths relative to the version's folder; bytes are in the blob store by `sha256`. */
  artifacts: BaselineFile[];
};

/** What the profiler needs to know of a version. @throws not_found */
export async function versionColumnsSource(deps: Deps, versionId: number): Promise<VersionColumnsSource> {
  const read = outside(deps.db);
  const [place] = await placesOf(read, [versionId]);
  if (!place) throw new SignalboxError("not_found", `There is no version with the id ${versionId}.`);
  const root = storedPath(place.artifactUri);
  const [page, files] = await Promise.all([versionPageOf(deps.db, place.name, place.version), root ? artifactsBelow(read, root) : []]);
  return {
    model: place.name, version: place.version, signature: page.signature, tags: Object.fromEntries(page.tags.map((tag) => [tag.key, tag.value])),
    artifacts: files.map((file) => ({ path: file.path.slice((root ?? "").length + 1), sha256: file.sha256, size: file.size })),
  };
}

/**
 * Queues the profile of each of these versions that has a baseline file, in the transaction that brought it.
 * A frozen version keeps the baseline it was released with.
 */
export async function noticeBaselines(tx: Tx | Sql, places: readonly VersionPlace[], at: Date): Promise<void> {
  for (const place of places) {
    if (place.frozenBy !== null && place.hasBaseline) continue;
    const file = await baselineOf(inTx(tx), place);
    if (file) await enqueue(tx, { kind: "baseline.profile", key: String(place.id), payload: { versionId: place.id }, runAt: at });
  }
}
