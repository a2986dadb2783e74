import type { Db, Sql } from "../../platform/db.ts";
import type { SampledRow } from "./contract-samples.ts";

export type SampleKey = { versionId: number; environment: string; startsAtMs: number };
/** `withheld`: names that were marked sensitive when the rows were last written, in text order, with commas between. */
export type StoredSamples = { key: SampleKey; rows: SampledRow[]; withheld: string };

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const keyColumns = (keys: readonly SampleKey[]) => [keys.map((key) => key.versionId), keys.map((key) => key.environment), keys.map((key) => new Date(key.startsAtMs))];
const unnested = "unnest($1::int[], $2::text[], $3::timestamptz[])";

/** Makes the windows that are not there and locks all of them, in one order for all who do. */
export async function lockSamples(sql: Sql, keys: readonly SampleKey[], now: Date): Promise<StoredSamples[]> {
  const columns = keyColumns(keys.toSorted((a, b) => a.versionId - b.versionId || compareText(a.environment, b.environment) || a.startsAtMs - b.startsAtMs));
  await sql(
    `INSERT INTO sample_window (version_id, environment, starts_at, rows, withheld, bytes, updated_at)
     SELECT v, e, s, '[]'::jsonb, '', 0, $4::timestamptz FROM ${unnested} AS k(v, e, s) ORDER BY v, e COLLATE "C", s ON CONFLICT DO NOTHING`, [...columns, now],
  );
  const rows = await sql<{ versionId: number; environment: string; startsAt: Date; rows: SampledRow[]; withheld: string }>(
    `SELECT w.version_id AS "versionId", w.environment, w.starts_at AS "startsAt", w.rows, w.withheld FROM sample_window w JOIN ${unnested} AS k(v, e, s)
     ON w.version_id = k.v AND w.environment = k.e AND w.starts_at = k.s ORDER BY w.version_id, w.environment COLLATE "C", w.starts_at FOR UPDATE OF w`, columns,
  );
  return rows.map(({ rows: kept, withheld, startsAt, ...key }) => ({ key: { ...key, startsAtMs: startsAt.getTime() }, rows: kept, withheld }));
}

export async function saveSamples(sql: Sql, windows: readonly StoredSamples[], now: Date): Promise<void> {
  const texts = windows.map(({ rows }) => JSON.stringify(rows));
  await sql(
    `UPDATE sample_window w SET rows = k.r::jsonb, withheld = k.h, bytes = k.b, updated_at = $7::timestamptz
     FROM unnest($1::int[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::int[]) AS k(v, e, s, r, h, b) WHERE w.version_id = k.v AND w.environment = k.e AND w.starts_at = k.s`,
    [...keyColumns(windows.map(({ key }) => key)), texts, windows.map(({ withheld }) => withheld), texts.map((text) => Buffer.byteLength(text)), now],
  );
}

export type TagsRow = { versionId: number; tags: Record<string, string>; modelTags: Record<string, string> };
/** What versions and their models say of samples now: a version as its release froze it. */
export const sampleTags = (sql: Sql, versionIds: readonly number[]): Promise<TagsRow[]> => sql<TagsRow>(
  `SELECT v.id AS "versionId", COALESCE(f.tags, (SELECT jsonb_object_agg(key, value) FROM model_version_tag t WHERE t.version_id = v.id), '{}') AS tags,
     COALESCE((SELECT jsonb_object_agg(key, value) FROM registered_model_tag t WHERE t.model_id = v.model_id AND t.key LIKE 'signalbox.%'), '{}') AS "modelTags"
   FROM model_version v LEFT JOIN frozen_version f ON f.version_id = v.id WHERE v.id = ANY($1::int[])`, [versionIds],
);

/** Each monitored column's tensor. */
export const columnTensors = (sql: Sql, versionIds: readonly number[]): Promise<{ versionId: number; columns: { name: string; tensor: string }[] }[]> => sql(
  `SELECT b.version_id AS "versionId", (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', c ->> 'name', 'tensor', c ->> 'tensor')), '[]') FROM jsonb_array_elements(b.profile -> 'columns') c) AS columns
   FROM baseline b WHERE b.version_id = ANY($1::int[]) AND b.state = 'ready'`, [versionIds],
);

/** Reads outside of a transaction. */
export const reader = (db: Db): Sql => async <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => (await db.pool.query<Row>(text, [...values])).rows;

/** Windows of a version that overlap a range, the newest first. */
export async function readSamples(db: Db, of: { versionId: number; environment: string; from: Date; to: Date; limit: number }): Promise<{ startsAt: Date; rows: SampledRow[] }[]> {
  return db.hot<{ startsAt: Date; rows: SampledRow[] }>(
    "monitoring.samples",
    `SELECT starts_at AS "startsAt", rows FROM sample_window WHERE version_id = $1 AND environment = $2 AND starts_at >= $3 AND starts_at < $4 ORDER BY starts_at DESC LIMIT $5`,
    [of.versionId, of.environment, of.from, of.to, of.limit],
  );
}

/** Rows counted in stored windows. */
export async function countRows(db: Db, of: { versionId: number; environment: string }, segments: readonly { widthSeconds: number; fromMs: number; toMs: number }[]): Promise<number> {
  const [sum] = await db.hot<{ rows: number }>(
    "monitoring.samples.rows",
    `SELECT COALESCE(sum(w.rows), 0)::float8 AS rows FROM unnest($3::int[], $4::timestamptz[], $5::timestamptz[]) AS s(width, lo, hi)
     JOIN monitoring_window w ON w.version_id = $1 AND w.environment = $2 AND w.width_seconds = s.width AND w.starts_at >= s.lo AND w.starts_at < s.hi`,
    [of.versionId, of.environment, segments.map((one) => one.widthSeconds), segments.map((one) => new Date(one.fromMs)), segments.map((one) => new Date(one.toMs))],
  );
  return sum?.rows ?? 0;
}

// ---- letting go ------------------------------------------------------------------------------------------------------------

/** @returns how many windows went */
export async function deleteSamplesBefore(db: Db, before: Date): Promise<number> {
  return (await db.pool.query(`DELETE FROM sample_window WHERE starts_at < $1`, [before])).rowCount ?? 0;
}
export async function deleteSamplesOf(db: Db, versionIds: readonly number[]): Promise<number> {
  return (await db.pool.query(`DELETE FROM sample_window WHERE version_id = ANY($1::int[])`, [versionIds])).rowCount ?? 0;
}
/** Versions that have samples. */
export async function sampledVersions(db: Db): Promise<number[]> {
  return (await db.pool.query<{ id: number }>(`SELECT v.id FROM model_version v WHERE EXISTS (SELECT FROM sample_window w WHERE w.version_id = v.id)`)).rows.map(({ id }) => id);
}
/** Some windows of a version that were written under other marks. */
export async function otherwiseWithheld(db: Db, of: { versionId: number; withheld: string; limit: number }): Promise<SampleKey[]> {
  const { rows } = await db.pool.query<{ environment: string; startsAt: Date }>(
    `SELECT environment, starts_at AS "startsAt" FROM sample_window WHERE version_id = $1 AND withheld <> $2 LIMIT $3`, [of.versionId, of.withheld, of.limit],
  );
  return rows.map(({ environment, startsAt }) => ({ versionId: of.versionId, environment, startsAtMs: startsAt.getTime() }));
}

/** All windows with samples. */
export async function weighSamples(db: Db): Promise<{ rows: number; bytes: number; oldestAt: Date | null }> {
  const [sum] = await db.hot<{ rows: number; bytes: number; oldestAt: Date | null }>(
    "monitoring.samples.sums", `SELECT count(*)::float8 AS rows, COALESCE(sum(bytes), 0)::float8 AS bytes, min(starts_at) AS "oldestAt" FROM sample_window`, [],
  );
  return sum ?? { rows: 0, bytes: 0, oldestAt: null };
}
