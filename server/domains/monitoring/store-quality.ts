import type { Db, Sql } from "../../platform/db.ts";
import type { LabelCounters, QualityCounters, QualityTask } from "./contract-quality.ts";

export type PageKey = { day: string; replicaId: string; incarnation: number; versionId: number; page: number };
export type QualityKey = { versionId: number; environment: string; widthSeconds: number; startsAtMs: number; task: QualityTask };
const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Which of these ids are versions; they stay so until the transaction ends. */
export async function holdVersions(sql: Sql, versionIds: readonly number[]): Promise<Map<number, { model: string; version: string }>> {
  const rows = await sql<{ id: number; model: string; version: string }>(
    `SELECT v.id, m.name AS model, v.version::text AS version FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.id = ANY($1::int[]) FOR KEY SHARE OF v`, [versionIds],
  );
  return new Map(rows.map(({ id, ...named }) => [id, named]));
}

/** Makes the pages that are not there and locks all of them, in one order for all who do. The partitions of their days are there. */
export async function lockPages(sql: Sql, keys: readonly PageKey[]): Promise<{ key: PageKey; labels: Buffer }[]> {
  const sorted = keys.toSorted((a, b) => compareText(a.day, b.day) || compareText(a.replicaId, b.replicaId) || a.incarnation - b.incarnation || a.versionId - b.versionId || a.page - b.page);
  const columns = [sorted.map((key) => key.day), sorted.map((key) => key.replicaId), sorted.map((key) => key.incarnation), sorted.map((key) => key.versionId), sorted.map((key) => key.page)];
  await sql(
    `INSERT INTO label_page (day, replica_id, incarnation, version_id, page, labels)
     SELECT d, r, i, v, p, ''::bytea FROM unnest($1::date[], $2::uuid[], $3::int[], $4::int[], $5::int[]) AS k(d, r, i, v, p) ORDER BY d, r, i, v, p ON CONFLICT DO NOTHING`, columns,
  );
  const rows = await sql<PageKey & { labels: Buffer }>(
    `SELECT l.day::text AS day, l.replica_id::text AS "replicaId", l.incarnation, l.version_id AS "versionId", l.page, l.labels FROM label_page l
     JOIN unnest($1::date[], $2::uuid[], $3::int[], $4::int[], $5::int[]) AS k(d, r, i, v, p) ON l.day = k.d AND l.replica_id = k.r AND l.incarnation = k.i AND l.version_id = k.v AND l.page = k.p
     ORDER BY l.day, l.replica_id, l.incarnation, l.version_id, l.page FOR UPDATE OF l`, columns,
  );
  return rows.map(({ labels, ...key }) => ({ key, labels }));
}

export async function savePages(sql: Sql, pages: readonly { key: PageKey; labels: Buffer }[]): Promise<void> {
  await sql(
    `UPDATE label_page l SET labels = k.b FROM unnest($1::date[], $2::uuid[], $3::int[], $4::int[], $5::int[], $6::bytea[]) AS k(d, r, i, v, p, b)
     WHERE l.day = k.d AND l.replica_id = k.r AND l.incarnation = k.i AND l.version_id = k.v AND l.page = k.p`,
    [pages.map(({ key }) => key.day), pages.map(({ key }) => key.replicaId), pages.map(({ key }) => key.incarnation), pages.map(({ key }) => key.versionId), pages.map(({ key }) => key.page), pages.map(({ labels }) => labels)],
  );
}

const windowColumns = (keys: readonly QualityKey[]) => [keys.map((key) => key.versionId), keys.map((key) => key.environment), keys.map((key) => key.widthSeconds), keys.map((key) => new Date(key.startsAtMs)), keys.map((key) => key.task)];

/** Makes the windows that are not there and locks all of them, in one order. Null counters: it was just made. */
export async function lockQuality(sql: Sql, keys: readonly QualityKey[], now: Date): Promise<{ key: QualityKey; counters: LabelCounters | null }[]> {
  const sorted = keys.toSorted((a, b) => a.versionId - b.versionId || compareText(a.environment, b.environment) || a.widthSeconds - b.widthSeconds || a.startsAtMs - b.startsAtMs || compareText(a.task, b.task));
  const unnested = `unnest($1::int[], $2::text[], $3::int[], $4::timestamptz[], $5::text[]) AS k(v, e, w, s, t)`;
  await sql(
    `INSERT INTO quality_window (version_id, environment, width_seconds, starts_at, task, labelled, counters, updated_at)
     SELECT v, e, w, s, t, 0, 'null'::jsonb, $6::timestamptz FROM ${unnested} ORDER BY v, e COLLATE "C", w, s, t COLLATE "C" ON CONFLICT DO NOTHING`, [...windowColumns(sorted), now],
  );
  const rows = await sql<{ versionId: number; environment: string; widthSeconds: number; startsAt: Date; task: QualityTask; counters: LabelCounters | null }>(
    `SELECT q.version_id AS "versionId", q.environment, q.width_seconds AS "widthSeconds", q.starts_at AS "startsAt", q.task, q.counters FROM quality_window q
     JOIN ${unnested} ON q.version_id = k.v AND q.environment = k.e AND q.width_seconds = k.w AND q.starts_at = k.s AND q.task = k.t
     ORDER BY q.version_id, q.environment COLLATE "C", q.width_seconds, q.starts_at, q.task COLLATE "C" FOR UPDATE OF q`, windowColumns(sorted),
  );
  return rows.map(({ counters, startsAt, ...key }) => ({ key: { ...key, startsAtMs: startsAt.getTime() }, counters }));
}

export async function saveQuality(sql: Sql, windows: readonly { key: QualityKey; counters: LabelCounters }[], now: Date): Promise<void> {
  await sql(
    `UPDATE quality_window q SET labelled = k.n, counters = k.c::jsonb, updated_at = $8::timestamptz
     FROM unnest($1::int[], $2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::bigint[], $7::text[]) AS k(v, e, w, s, t, n, c)
     WHERE q.version_id = k.v AND q.environment = k.e AND q.width_seconds = k.w AND q.starts_at = k.s AND q.task = k.t`,
    [...windowColumns(windows.map(({ key }) => key)), windows.map(({ counters }) => counters.labelled), windows.map(({ counters }) => JSON.stringify(counters)), now],
  );
}

/** Windows of one width that begin before a moment. @returns how many went */
export async function deleteQualityBefore(db: Db, of: { widthSeconds: number; before: Date }): Promise<number> {
  return (await db.pool.query(`DELETE FROM quality_window WHERE width_seconds = $1 AND starts_at < $2`, [of.widthSeconds, of.before])).rowCount ?? 0;
}

// ---- the log of predictions without a receipt of their own -----------------------------------------------------------------

/** SHA-256 of an id and the body of its prediction, base64. */
export type LogEntry = [hash: string, body: string];
/** The first 63 bits of the hash. */
export const logKey = (hash: string): string => String(Buffer.from(hash, "base64").readBigUInt64BE(0) >> 1n);

export async function insertLog(sql: Sql, log: { day: string; replicaId: string; sequence: number; entries: readonly LogEntry[] }): Promise<void> {
  await sql(
    `INSERT INTO prediction_log (day, replica_id, sequence, keys, entries) VALUES ($1::date, $2::uuid, $3::bigint, $4::bigint[], $5::jsonb) ON CONFLICT DO NOTHING`,
    [log.day, log.replicaId, log.sequence, log.entries.map(([hash]) => logKey(hash)), JSON.stringify(log.entries)],
  );
}

/** Bodies by the hashes that are in the log; of several the newest. */
export async function findLogged(db: Db, hashes: readonly string[]): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const rows = await db.hot<{ hash: string; body: string }>(
    "monitoring.logged",
    `SELECT e.value ->> 0 AS hash, e.value ->> 1 AS body FROM prediction_log p CROSS JOIN LATERAL jsonb_array_elements(p.entries) e
     WHERE p.keys && $1::bigint[] AND e.value ->> 0 = ANY($2::text[]) ORDER BY p.day, p.sequence`,
    [hashes.map(logKey), [...hashes]],
  );
  return new Map(rows.map(({ hash, body }) => [hash, body]));
}

// ---- reading ---------------------------------------------------------------------------------------------------------------

/** What a version says about itself: as a release froze it, else as its tags are now. */
export async function loadTags(db: Db, versionId: number): Promise<Record<string, string>> {
  const rows = await db.hot<{ tags: Record<string, string> | null }>(
    "monitoring.quality.tags",
    `SELECT COALESCE((SELECT tags FROM frozen_version WHERE version_id = $1), (SELECT jsonb_object_agg(key, value) FROM model_version_tag WHERE version_id = $1)) AS tags`, [versionId],
  );
  return rows[0]?.tags ?? {};
}

type Segment = { widthSeconds: number; fromMs: number; toMs: number };
export type StoredQuality = { widthSeconds: number; startsAt: Date; scores: QualityCounters | null; labels: LabelCounters[] };

/** Score counters and labels of stored windows, in order of start. */
export async function readQuality(db: Db, of: { versionId: number; environment: string }, segments: readonly Segment[]): Promise<StoredQuality[]> {
  if (segments.length === 0) return [];
  return db.hot<StoredQuality>(
    "monitoring.quality",
    `SELECT width AS "widthSeconds", starts_at AS "startsAt", (jsonb_agg(scores) FILTER (WHERE scores IS NOT NULL)) -> 0 AS scores, COALESCE(jsonb_agg(labels) FILTER (WHERE labels IS NOT NULL), '[]') AS labels
     FROM unnest($3::int[], $4::timestamptz[], $5::timestamptz[]) AS s(width, lo, hi) CROSS JOIN LATERAL (
       SELECT w.starts_at, w.counters -> 'quality' AS scores, NULL::jsonb AS labels FROM monitoring_window w
         WHERE w.version_id = $1 AND w.environment = $2 AND w.width_seconds = s.width AND w.starts_at >= s.lo AND w.starts_at < s.hi
       UNION ALL
       SELECT q.starts_at, NULL, q.counters FROM quality_window q
         WHERE q.version_id = $1 AND q.environment = $2 AND q.width_seconds = s.width AND q.starts_at >= s.lo AND q.starts_at < s.hi AND q.labelled > 0
     ) both_kinds GROUP BY width, starts_at ORDER BY starts_at, width`,
    [of.versionId, of.environment, segments.map((one) => one.widthSeconds), segments.map((one) => new Date(one.fromMs)), segments.map((one) => new Date(one.toMs))],
  );
}
