import type { Db, Tx } from "../../platform/db.ts";
import type { FileView } from "./contract-version.ts";
import type { ArtifactRecord, FileEntry } from "./records.ts";
import { artifactUri, foldersOf, relativeTo, storedPath } from "./rules/artifact-paths.ts";
import { epochMs, inTx, type Reader } from "./store-sql.ts";

const columns = `path, size::float8 AS size, sha256, ${epochMs("updated_at")}::float8 AS "updatedMs"`;
// Byte order makes "everything below a folder" a range: '0' is the character after '/'.
const below = (folder: string) => `path COLLATE "C" > ${folder} || '/' AND path COLLATE "C" < ${folder} || '0'`;

/** One prepared statement; null when there is no such file. */
export async function readArtifact(db: Db, path: string): Promise<ArtifactRecord | null> {
  return (await db.hot<ArtifactRecord>("registry.artifact", `SELECT ${columns} FROM artifact WHERE path = $1`, [path]))[0] ?? null;
}

/** All files there are and what they weigh. */
export async function allArtifacts(db: Db): Promise<{ files: number; bytes: number }> {
  const [row] = await db.hot<{ files: number; bytes: number }>("registry.artifact.all", `SELECT count(*)::float8 AS files, COALESCE(sum(size), 0)::float8 AS bytes FROM artifact`, []);
  return row ?? { files: 0, bytes: 0 };
}

/** Those of `paths` that exist. */
export async function artifactsAt(read: Reader, paths: readonly string[]): Promise<ArtifactRecord[]> {
  return paths.length === 0 ? [] : read<ArtifactRecord>(`SELECT ${columns} FROM artifact WHERE path = ANY($1::text[])`, [paths]);
}

/** Every file below a folder, by path. */
export async function artifactsBelow(read: Reader, folder: string): Promise<ArtifactRecord[]> {
  return read<ArtifactRecord>(`SELECT ${columns} FROM artifact WHERE ${below("$1::text")} ORDER BY path COLLATE "C"`, [folder]);
}

/** The direct children of a folder ("" is the root), folders once each. Paths are relative to it. */
export async function artifactChildren(db: Db, folder: string): Promise<FileEntry[]> {
  return db.hot<FileEntry>(
    `registry.artifact.children.${folder === "" ? "root" : "folder"}`,
    `SELECT child AS path, bool_or(deeper) AS "isDirectory", max(CASE WHEN deeper THEN 0 ELSE size END)::float8 AS size FROM
       (SELECT split_part(rest, '/', 1) AS child, strpos(rest, '/') > 0 AS deeper, size FROM
         (SELECT substr(path, CASE WHEN $1 = '' THEN 1 ELSE length($1) + 2 END) AS rest, size FROM artifact ${folder === "" ? "" : `WHERE ${below("$1::text")}`}) x) y
     GROUP BY child ORDER BY child COLLATE "C"`, [folder]);
}

/** One level of a folder after `after`, by name: files, and folders with what lies below them. */
export async function artifactLevel(db: Db, level: { folder: string; after: string; limit: number }): Promise<Omit<FileView, "path">[]> {
  return db.hot<Omit<FileView, "path">>("registry.artifact.level",
    `SELECT name, bool_or(deeper) AS folder, sum(size)::float8 AS size, count(*)::int AS files, CASE WHEN bool_or(deeper) THEN NULL ELSE max(sha256) END AS sha256 FROM
       (SELECT split_part(rest, '/', 1) AS name, strpos(rest, '/') > 0 AS deeper, size, sha256 FROM (SELECT substr(path, length($1) + 2) AS rest, size, sha256 FROM artifact WHERE ${below("$1::text")}) x) y
     WHERE name COLLATE "C" > $2 GROUP BY name ORDER BY name COLLATE "C" LIMIT $3`, [level.folder, level.after, level.limit]);
}

/** How many files lie below a folder, and how large they are. */
export async function artifactTotals(db: Db, folder: string): Promise<{ files: number; bytes: number }> {
  const [row] = await db.hot<{ files: number; bytes: number }>("registry.artifact.totals", `SELECT count(*)::int AS files, COALESCE(sum(size), 0)::float8 AS bytes FROM artifact WHERE ${below("$1::text")}`, [folder]);
  return row ?? { files: 0, bytes: 0 };
}

export async function isFolder(db: Db, path: string): Promise<boolean> {
  return (await db.hot<{ yes: number }>("registry.artifact.folder", `SELECT 1 AS yes FROM artifact WHERE ${below("$1::text")} LIMIT 1`, [path])).length > 0;
}

/** A file where `path` would need a folder, or a file below `path`: a path is one or the other. Null when there is none. */
export async function clashAt(tx: Tx, path: string): Promise<string | null> {
  const rows = await inTx(tx)<{ path: string }>(`SELECT path FROM artifact WHERE path = ANY($2::text[]) OR (${below("$1::text")}) LIMIT 1`, [path, foldersOf(path)]);
  return rows[0]?.path ?? null;
}

export async function putArtifact(tx: Tx, one: { path: string; size: number; sha256: string; actorId: string; at: Date }): Promise<void> {
  const set = { size: one.size, sha256: one.sha256, updated_at: one.at, actor_id: one.actorId };
  await tx.artifact.upsert({ where: { path: one.path }, create: { path: one.path, created_at: one.at, ...set }, update: set, select: { path: true } });
}

/** Forgets a file, or a folder with everything below it; the bytes stay for whoever froze them. @returns how many files */
export async function dropArtifacts(tx: Tx, path: string): Promise<number> {
  return tx.$executeRawUnsafe(`DELETE FROM artifact WHERE path = $1 OR (${below("$1::text")})`, path);
}

export type VersionPlace = {
  id: number; modelId: number; name: string; version: number; artifactUri: string; runUri: string | null; baselineTag: string | null;
  frozenBy: number | null; hasSignature: boolean; hasBaseline: boolean; baselinePath: string | null;
  /** Paths relative to the version's folder, when frozen. */
  frozenPaths: string[];
};

const placeColumns = `v.id, v.model_id AS "modelId", m.name, v.version, v.artifact_uri AS "artifactUri", r.artifact_uri AS "runUri", f.release_id AS "frozenBy", v.signature IS NOT NULL AS "hasSignature",
  b.state = 'ready' AS "hasBaseline", b.artifact_path AS "baselinePath",
  (SELECT t.value FROM model_version_tag t WHERE t.version_id = v.id AND t.key = 'signalbox.baseline') AS "baselineTag",
  COALESCE((SELECT json_agg(a.value ->> 'path') FROM jsonb_array_elements(f.artifacts) a), '[]'::json) AS "frozenPaths"`;
const placeFrom = `FROM model_version v JOIN registered_model m ON m.id = v.model_id LEFT JOIN run r ON r.id = v.run_id LEFT JOIN frozen_version f ON f.version_id = v.id LEFT JOIN baseline b ON b.version_id = v.id`;

/** Where these versions keep their files, and what a release froze of them. */
export async function placesOf(read: Reader, versionIds: readonly number[]): Promise<VersionPlace[]> {
  return read<VersionPlace>(`SELECT ${placeColumns} ${placeFrom} WHERE v.id = ANY($1::int[])`, [versionIds]);
}

/**
 * Versions whose folder, or whose run's folder, holds `path` (with `deep`: or lies below it). A run's folder has the
 * run's id among its segments, so the segments find the run by its key. Locks their models, as a release does: nothing is
 * frozen between this look and what is written after it.
 */
export async function placesAround(tx: Tx, path: string, deep = false): Promise<VersionPlace[]> {
  const folders = [path, ...foldersOf(path)];
  const inside = (column: string) => `${column} COLLATE "C" > $3 || '/' AND ${column} COLLATE "C" < $3 || '0'`;
  const deeper = deep ? `OR (${inside("v.artifact_uri")}) OR v.run_id IN (SELECT id FROM run WHERE ${inside("artifact_uri")})` : "OR $3::text IS NULL";
  const found = await inTx(tx)<VersionPlace>(
    `SELECT ${placeColumns} ${placeFrom} WHERE v.artifact_uri = ANY($1::text[]) OR v.run_id = ANY($2::text[]) ${deeper} ORDER BY m.id FOR NO KEY UPDATE OF m`,
    [folders.map(artifactUri), path.split("/"), artifactUri(path)]);
  return found.filter((place) => [place.artifactUri, place.runUri].some((uri) => {
    const root = uri === null ? null : storedPath(uri);
    return root !== null && (relativeTo(root, path) !== null || relativeTo(path, root) !== null);
  }));
}
