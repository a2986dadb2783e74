import type { Db, Sql } from "../../platform/db.ts";
import type { QualityTask } from "./contract-quality.ts";
import type { SegmentKey } from "./rules/segments/rollup.ts";
import type { SegmentLabelCounters } from "./rules/segments/labels.ts";

const keyColumns = (keys: readonly SegmentKey[]): unknown[] => [
  keys.map((key) => key.versionId), keys.map((key) => key.environment), keys.map((key) => key.widthSeconds), keys.map((key) => new Date(key.startsAtMs)), keys.map((key) => key.layout), keys.map((key) => key.feature),
];
const unnested = `unnest($1::int[], $2::text[], $3::int[], $4::timestamptz[], $5::text[], $6::text[]`;
const sameKey = `x.version_id = k.v AND x.environment = k.e AND x.width_seconds = k.w AND x.starts_at = k.s AND x.layout = k.l AND x.feature = k.f`;
const keySql = `x.version_id AS "versionId", x.environment, x.width_seconds AS "widthSeconds", x.starts_at AS "startsAt", x.layout, x.feature`;
const inOrder = `x.version_id, x.environment COLLATE "C", x.width_seconds, x.starts_at, x.layout COLLATE "C", x.feature COLLATE "C"`;
type KeyRow = Omit<SegmentKey, "startsAtMs"> & { startsAt: Date };
const keyOf = ({ startsAt, versionId, environment, widthSeconds, layout, feature }: KeyRow): SegmentKey => ({ versionId, environment, widthSeconds, startsAtMs: startsAt.getTime(), layout, feature });

/** Makes the rows that are not there and locks all of them; keys come sorted by `compareSegmentKeys`, one order for all who do. */
export async function lockSegments(sql: Sql, keys: readonly SegmentKey[], now: Date): Promise<{ key: SegmentKey; counts: Buffer }[]> {
  if (keys.length === 0) return [];
  const columns = keyColumns(keys);
  await sql(
    `INSERT INTO segment_window (version_id, environment, width_seconds, starts_at, layout, feature, counts, updated_at)
     SELECT v, e, w, s, l, f, ''::bytea, $7::timestamptz FROM ${unnested}) WITH ORDINALITY AS k(v, e, w, s, l, f, n) ORDER BY n ON CONFLICT DO NOTHING`, [...columns, now],
  );
  const rows = await sql<KeyRow & { counts: Buffer }>(`SELECT ${keySql}, x.counts FROM segment_window x JOIN ${unnested}) AS k(v, e, w, s, l, f) ON ${sameKey} ORDER BY ${inOrder} FOR UPDATE OF x`, columns);
  return rows.map((row) => ({ key: keyOf(row), counts: row.counts }));
}

/** Writes locked rows. */
export async function saveSegments(sql: Sql, rows: readonly { key: SegmentKey; counts: Buffer }[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql(
    `UPDATE segment_window x SET counts = k.c, updated_at = $8::timestamptz FROM ${unnested}, $7::bytea[]) AS k(v, e, w, s, l, f, c) WHERE ${sameKey}`,
    [...keyColumns(rows.map(({ key }) => key)), rows.map(({ counts }) => counts), now],
  );
}

export type SegmentLabelKey = SegmentKey & { task: QualityTask };
/** By place of the segment. */
export type LabelsByPlace = Record<string, SegmentLabelCounters>;

/** As `lockSegments`, for labels. */
export async function lockSegmentLabels(sql: Sql, keys: readonly SegmentLabelKey[], now: Date): Promise<{ key: SegmentLabelKey; counters: LabelsByPlace }[]> {
  if (keys.length === 0) return [];
  const columns = [...keyColumns(keys), keys.map((key) => key.task)];
  await sql(
    `INSERT INTO segment_labels (version_id, environment, width_seconds, starts_at, layout, feature, task, counters, updated_at)
     SELECT v, e, w, s, l, f, t, '{}'::jsonb, $8::timestamptz FROM ${unnested}, $7::text[]) WITH ORDINALITY AS k(v, e, w, s, l, f, t, n) ORDER BY n ON CONFLICT DO NOTHING`, [...columns, now],
  );
  const rows = await sql<KeyRow & { task: QualityTask; counters: LabelsByPlace }>(
    `SELECT ${keySql}, x.task, x.counters FROM segment_labels x JOIN ${unnested}, $7::text[]) AS k(v, e, w, s, l, f, t) ON ${sameKey} AND x.task = k.t ORDER BY ${inOrder}, x.task COLLATE "C" FOR UPDATE OF x`, columns,
  );
  return rows.map((row) => ({ key: { ...keyOf(row), task: row.task }, counters: row.counters }));
}

export async function saveSegmentLabels(sql: Sql, rows: readonly { key: SegmentLabelKey; counters: LabelsByPlace }[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql(
    `UPDATE segment_labels x SET counters = k.c::jsonb, updated_at = $9::timestamptz FROM ${unnested}, $7::text[], $8::text[]) AS k(v, e, w, s, l, f, t, c) WHERE ${sameKey} AND x.task = k.t`,
    [...keyColumns(rows.map(({ key }) => key)), rows.map(({ key }) => key.task), rows.map(({ counters }) => JSON.stringify(counters)), now],
  );
}

// ---- reading ---------------------------------------------------------------------------------------------------------------

type Segment = { widthSeconds: number; fromMs: number; toMs: number };
type Of = { versionId: number; environment: string; layout: string; features: readonly string[] };
const stored = (table: "segment_window" | "segment_labels", of: string) =>
  `SELECT x.feature, x.starts_at AS "startsAt", x.width_seconds AS "widthSeconds", ${of} FROM unnest($5::int[], $6::timestamptz[], $7::timestamptz[]) AS s(width, lo, hi)
   JOIN ${table} x ON x.version_id = $1 AND x.environment = $2 AND x.width_seconds = s.width AND x.starts_at >= s.lo AND x.starts_at < s.hi AND x.layout = $3 AND x.feature = ANY($4::text[])
   ORDER BY x.starts_at, x.width_seconds`;
const valuesOf = (of: Of, segments: readonly Segment[]) => [of.versionId, of.environment, of.layout, [...of.features], segments.map((one) => one.widthSeconds), segments.map((one) => new Date(one.fromMs)), segments.map((one) => new Date(one.toMs))];
type StoredAt = { feature: string; startsAt: Date; widthSeconds: number };

/** Counts by input of stored windows, in order of start. */
export const readSegments = (db: Db, of: Of, segments: readonly Segment[]): Promise<(StoredAt & { counts: Buffer })[]> => db.hot("monitoring.segments", stored("segment_window", "x.counts"), valuesOf(of, segments));

/** Labels by input of stored windows. */
export const readSegmentLabels = (db: Db, of: Of, segments: readonly Segment[]): Promise<(StoredAt & { task: QualityTask; counters: LabelsByPlace })[]> =>
  db.hot("monitoring.segments.labels", stored("segment_labels", "x.task, x.counters"), valuesOf(of, segments));

/** Rows of one width that begin before a moment. @returns how many went */
export async function deleteSegmentsBefore(db: Db, of: { widthSeconds: number; before: Date }): Promise<number> {
  let count = 0;
  for (const table of ["segment_window", "segment_labels"]) count += (await db.pool.query(`DELETE FROM ${table} WHERE width_seconds = $1 AND starts_at < $2`, [of.widthSeconds, of.before])).rowCount ?? 0;
  return count;
}
