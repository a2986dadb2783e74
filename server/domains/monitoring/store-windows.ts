import type { Db, Tx } from "../../platform/db.ts";
import type { WindowCounters } from "./contract.ts";

type Segment = { widthSeconds: number; fromMs: number; toMs: number };
export type StoredWindow = { widthSeconds: number; startsAt: Date; requests: number; errors: number; rows: number; part: unknown; sketches: unknown };
/** Which part of the counters leaves the database: all columns, some, or latency and codes alone. */
export type Part = ({ kind: "columns" } | { kind: "some"; names: readonly string[] } | { kind: "latency" }) & { sketches?: boolean };

const someOf = (document: string) => `(SELECT jsonb_object_agg(c.key, c.value) FROM jsonb_each(${document}) c WHERE c.key = ANY($6::text[]))`;
const partSql = {
  columns: `w.counters -> 'columns'`,
  some: someOf("w.counters -> 'columns'"),
  latency: `jsonb_build_object('latency', w.counters -> 'latency', 'codes', w.counters -> 'codes')`,
} as const satisfies Record<Part["kind"], string>;

/** Stored windows of the segments, in order of start. */
export async function readWindows(db: Db, of: { versionId: number; environment: string }, { segments, part }: { segments: readonly Segment[]; part: Part }): Promise<StoredWindow[]> {
  if (segments.length === 0) return [];
  const values: unknown[] = [of.versionId, of.environment, segments.map((s) => s.widthSeconds), segments.map((s) => new Date(s.fromMs)), segments.map((s) => new Date(s.toMs))];
  if (part.kind === "some") values.push(part.names);
  return db.hot<StoredWindow>(
    `monitoring.windows.${part.kind}${part.sketches ? ".sketches" : ""}`,
    `SELECT w.width_seconds AS "widthSeconds", w.starts_at AS "startsAt", w.requests, w.errors, w.rows, ${partSql[part.kind]} AS part, ${part.sketches ? (part.kind === "some" ? someOf("w.sketches") : "w.sketches") : "NULL"} AS sketches
     FROM unnest($3::int[], $4::timestamptz[], $5::timestamptz[]) AS s(width, lo, hi)
     JOIN monitoring_window w ON w.version_id = $1 AND w.environment = $2 AND w.width_seconds = s.width AND w.starts_at >= s.lo AND w.starts_at < s.hi
     ORDER BY w.starts_at, w.width_seconds`,
    values,
  );
}

/** From when to when anything of a version is kept there; null when nothing is. `lastEnd` is told by the narrowest windows that are left. */
export async function readExtent(db: Db, of: { versionId: number; environment: string }, widthsSeconds: readonly number[]): Promise<{ first: Date; lastEnd: Date; updatedAt: Date } | null> {
  const rows = await db.hot<{ width: number; first: Date; last: Date; updatedAt: Date }>(
    "monitoring.extent",
    `SELECT w.width, f.starts_at AS first, l.starts_at AS last, l.updated_at AS "updatedAt"
     FROM unnest($3::int[]) AS w(width)
     JOIN LATERAL (SELECT starts_at FROM monitoring_window WHERE version_id = $1 AND environment = $2 AND width_seconds = w.width ORDER BY starts_at LIMIT 1) f ON true
     JOIN LATERAL (SELECT starts_at, updated_at FROM monitoring_window WHERE version_id = $1 AND environment = $2 AND width_seconds = w.width ORDER BY starts_at DESC LIMIT 1) l ON true
     ORDER BY w.width`,
    [of.versionId, of.environment, widthsSeconds],
  );
  const [narrowest] = rows;
  if (narrowest === undefined) return null;
  const widest = rows.at(-1) ?? narrowest;
  // What goes, goes by whole days: the narrowest windows that still begin on the oldest day know the first counter.
  const first = rows.find((row) => Math.floor(row.first.getTime() / (widest.width * 1000)) * widest.width * 1000 <= widest.first.getTime()) ?? widest;
  return { first: first.first, lastEnd: new Date(narrowest.last.getTime() + narrowest.width * 1000), updatedAt: narrowest.updatedAt };
}

/** Keeps the highest certified lower bound of PSI judged at `at` beside the roll-ups that hold that moment, for the overview's heat strip. */
export async function noteMaxPsiLower(tx: Tx, of: { versionId: number; environment: string; at: Date; maxPsiLower: number; widths: readonly number[] }): Promise<void> {
  await tx.$executeRaw`
    UPDATE monitoring_window SET max_psi_lower = GREATEST(max_psi_lower, ${of.maxPsiLower}::float8)
    WHERE version_id = ${of.versionId}::int AND environment = ${of.environment} AND (width_seconds, starts_at) IN
      (SELECT w, to_timestamp(floor(extract(epoch FROM ${of.at}::timestamptz) / w) * w) FROM unnest(${[...of.widths]}::int[]) AS w)
      AND max_psi_lower IS DISTINCT FROM GREATEST(max_psi_lower, ${of.maxPsiLower}::float8)`;
}

export type FleetBucket = { versionId: number; bucket: number; requests: number; errors: number; maxPsiLower: number | null };
export type FleetVersion = { versionId: number; model: string; version: string; latency: WindowCounters["latency"] };

/** What every environment's routed version carried, in equal buckets of the range, from windows of one width. */
export async function readFleet(db: Db, ask: { environment: string; from: Date; to: Date; buckets: number; widthSeconds: number }): Promise<{ versions: FleetVersion[]; buckets: FleetBucket[] }> {
  const values = [ask.environment, ask.from, ask.to, ask.widthSeconds];
  const served = `SELECT e.version_id FROM route r JOIN route_entry e ON e.route_id = r.id WHERE r.environment = $1`;
  const [versions, buckets] = await Promise.all([
    db.hot<FleetVersion>(
      "monitoring.fleet.versions",
      `SELECT v.id AS "versionId", m.name AS model, v.version::text AS version, COALESCE(l.latency, '{}') AS latency
       FROM model_version v JOIN registered_model m ON m.id = v.model_id
       LEFT JOIN LATERAL (
         SELECT jsonb_object_agg(key, count) AS latency FROM (
           SELECT k.key, sum(k.value::bigint) AS count FROM monitoring_window w, jsonb_each_text(w.counters -> 'latency') k
           WHERE w.version_id = v.id AND w.environment = $1 AND w.width_seconds = $4 AND w.starts_at >= $2::timestamptz AND w.starts_at < $3::timestamptz GROUP BY k.key) sums
       ) l ON true
       WHERE v.id IN (${served}) ORDER BY m.name, v.version DESC`,
      values,
    ),
    db.hot<FleetBucket>(
      "monitoring.fleet.buckets",
      `SELECT w.version_id AS "versionId", floor(extract(epoch FROM w.starts_at - $2::timestamptz) * $5::int / extract(epoch FROM $3::timestamptz - $2::timestamptz))::int AS bucket,
         sum(w.requests)::float8 AS requests, sum(w.errors)::float8 AS errors, max(w.max_psi_lower) AS "maxPsiLower"
       FROM monitoring_window w
       WHERE w.version_id IN (${served}) AND w.environment = $1 AND w.width_seconds = $4 AND w.starts_at >= $2::timestamptz AND w.starts_at < $3::timestamptz
       GROUP BY 1, 2`,
      [...values, ask.buckets],
    ),
  ]);
  return { versions, buckets };
}
