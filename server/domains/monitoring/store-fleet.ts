import type { Db } from "../../platform/db.ts";
import type { FleetSort } from "./contract-fleet.ts";

export type DueRoute = { modelId: number; environment: string; versionId: number };

/** Routed models that were not summed since `before`, those never summed first. */
export const loadDueRoutes = (db: Db, ask: { before: Date; limit: number }): Promise<DueRoute[]> => db.hot<DueRoute>(
  "monitoring.fleet.due",
  `SELECT r.model_id AS "modelId", r.environment, e.version_id AS "versionId"
   FROM route r JOIN LATERAL (SELECT version_id FROM route_entry WHERE route_id = r.id ORDER BY weight DESC, version_id DESC LIMIT 1) e ON true
   LEFT JOIN fleet_entry f ON f.model_id = r.model_id AND f.environment = r.environment AND f.version_id = e.version_id
   WHERE f.measured_at IS NULL OR f.measured_at < $1 ORDER BY f.measured_at NULLS FIRST, r.id LIMIT $2`,
  [ask.before, ask.limit],
);

type Range = { widthSeconds: number; from: Date; to: Date; buckets: number };
export type Bucket = { versionId: number; environment: string; bucket: number; requests: number; errors: number; maxPsiLower: number | null };

/** What some routed versions carried, in equal buckets of a range. */
export const loadBuckets = (db: Db, routes: readonly DueRoute[], { widthSeconds, from, to, buckets }: Range): Promise<Bucket[]> => db.hot<Bucket>(
  "monitoring.fleet.sums",
  `SELECT w.version_id AS "versionId", w.environment, floor(extract(epoch FROM w.starts_at - $4::timestamptz) * $6::int / extract(epoch FROM $5::timestamptz - $4::timestamptz))::int AS bucket,
     sum(w.requests)::float8 AS requests, sum(w.errors)::float8 AS errors, max(w.max_psi_lower) AS "maxPsiLower"
   FROM unnest($1::int[], $2::text[]) AS k(version_id, environment) JOIN monitoring_window w ON w.version_id = k.version_id AND w.environment = k.environment AND w.width_seconds = $3 AND w.starts_at >= $4 AND w.starts_at < $5
   GROUP BY 1, 2, 3`,
  [routes.map((route) => route.versionId), routes.map((route) => route.environment), widthSeconds, from, to, buckets],
);

export type Latency = { versionId: number; environment: string; latency: Record<string, number> };

/** Their latency histograms over a range. */
export const loadLatency = (db: Db, routes: readonly DueRoute[], { widthSeconds, from, to }: Omit<Range, "buckets">): Promise<Latency[]> => db.hot<Latency>(
  "monitoring.fleet.latency",
  `SELECT "versionId", environment, jsonb_object_agg(key, count) AS latency FROM (
     SELECT w.version_id AS "versionId", w.environment, l.key, sum(l.value::bigint) AS count
     FROM unnest($1::int[], $2::text[]) AS k(version_id, environment) JOIN monitoring_window w ON w.version_id = k.version_id AND w.environment = k.environment AND w.width_seconds = $3 AND w.starts_at >= $4 AND w.starts_at < $5,
       jsonb_each_text(w.counters -> 'latency') l GROUP BY 1, 2, 3) sums GROUP BY 1, 2`,
  [routes.map((route) => route.versionId), routes.map((route) => route.environment), widthSeconds, from, to],
);

export type EntryRow = DueRoute & { requests: number; errors: number; rateMilli: number; errorPpm: number; p99Us: number; driftMicro: number; heat: (number | null)[]; spark: number[]; driftHours: (number | null)[] };

/** Writes the sums of some routes, and takes out those that no route names any more. */
export async function saveEntries(db: Db, entries: readonly EntryRow[], now: Date): Promise<void> {
  await db.pool.query(
    `INSERT INTO fleet_entry (model_id, environment, version_id, requests, errors, rate_milli, error_ppm, p99_us, drift_micro, heat, spark, drift_hours, measured_at)
     SELECT k."modelId", k.environment, k."versionId", k.requests, k.errors, k."rateMilli", k."errorPpm", k."p99Us", k."driftMicro", k.heat, k.spark, k."driftHours", $2
     FROM jsonb_to_recordset($1::jsonb) AS k("modelId" int, environment text, "versionId" int, requests bigint, errors bigint, "rateMilli" bigint, "errorPpm" bigint, "p99Us" bigint, "driftMicro" bigint, heat jsonb, spark jsonb, "driftHours" jsonb)
     WHERE EXISTS (SELECT FROM registered_model m WHERE m.id = k."modelId")
     ON CONFLICT (model_id, environment) DO UPDATE SET version_id = EXCLUDED.version_id, requests = EXCLUDED.requests, errors = EXCLUDED.errors, rate_milli = EXCLUDED.rate_milli, error_ppm = EXCLUDED.error_ppm,
       p99_us = EXCLUDED.p99_us, drift_micro = EXCLUDED.drift_micro, heat = EXCLUDED.heat, spark = EXCLUDED.spark, drift_hours = EXCLUDED.drift_hours, measured_at = EXCLUDED.measured_at`,
    [JSON.stringify(entries), now],
  );
  await db.pool.query(`DELETE FROM fleet_entry f WHERE measured_at < $1::timestamptz - interval '1 minute' AND NOT EXISTS (SELECT FROM route r WHERE r.model_id = f.model_id AND r.environment = f.environment)`, [now]);
}

const sortColumns = { "-requests": "f.rate_milli", "-errors": "f.error_ppm", "-p99": "f.p99_us", "-drift": "f.drift_micro" } as const satisfies Record<Exclude<FleetSort, "name">, string>;
const shown = `m.id AS "modelId", m.name AS model, v.version::text AS version, m.owner_team AS owner, r.since, r.release_id::text AS "releaseId", COALESCE(s.lamp, 'unknown') AS lamp, COALESCE(s.drifting, 0) AS drifting, COALESCE(s.columns, 0) AS columns,
  f.requests::float8 AS requests, f.errors::float8 AS errors, f.rate_milli::float8 AS "rateMilli", f.error_ppm::float8 AS "errorPpm", f.p99_us::float8 AS "p99Us", f.drift_micro::float8 AS "driftMicro", f.heat, f.spark, f.measured_at AS "measuredAt",
  (SELECT count(*)::int FROM alert a WHERE a.model_id = m.id AND a.environment = f.environment AND NOT a.closed AND a.state = 'firing') AS alerts`;
const joined = `JOIN route r ON r.model_id = f.model_id AND r.environment = f.environment JOIN model_version v ON v.id = f.version_id
  LEFT JOIN model_state s ON s.model_id = f.model_id AND s.environment = f.environment AND s.version_id = f.version_id`;

export type FleetRow = { modelId: number; model: string; version: string; owner: string | null; since: Date; releaseId: string; lamp: string; drifting: number; columns: number; alerts: number; measuredAt: Date } & Omit<EntryRow, keyof DueRoute | "driftHours">;
export type FleetAsk = { environment: string; like: string | null; limit: number };

/** The fleet by name, after `after`. */
export const fleetByName = (db: Db, ask: FleetAsk & { after: string | null }): Promise<FleetRow[]> => db.hot<FleetRow>(
  `monitoring.fleet.name${ask.like === null ? "" : ".like"}`,
  `SELECT ${shown} FROM registered_model m JOIN fleet_entry f ON f.model_id = m.id AND f.environment = $1 ${joined}
   WHERE ${ask.like === null ? "$2::text IS NULL" : "m.name ILIKE $2"} AND ($3::text IS NULL OR m.name > $3) ORDER BY m.name LIMIT $4`,
  [ask.environment, ask.like, ask.after, ask.limit],
);

/** The fleet by one of its numbers, the largest first, after that number and that id. */
export const fleetByNumber = (db: Db, sort: Exclude<FleetSort, "name">, ask: FleetAsk & { after: { value: number; modelId: number } | null }): Promise<FleetRow[]> => {
  const column = sortColumns[sort];
  return db.hot<FleetRow>(
    `monitoring.fleet.${sort}${ask.like === null ? "" : ".like"}`,
    `SELECT ${shown} FROM fleet_entry f JOIN registered_model m ON m.id = f.model_id ${joined}
     WHERE f.environment = $1 AND ${ask.like === null ? "$2::text IS NULL" : "m.name ILIKE $2"} AND ($3::bigint IS NULL OR (${column} <= $3 AND (${column} < $3 OR f.model_id > $4))) ORDER BY ${column} DESC, f.model_id LIMIT $5`,
    [ask.environment, ask.like, ask.after?.value ?? null, ask.after?.modelId ?? 0, ask.limit],
  );
};

/** How many models each environment routes. */
export const countRoutes = (db: Db): Promise<{ environment: string; routes: number }[]> => db.hot<{ environment: string; routes: number }>(
  "monitoring.fleet.routes", `SELECT n.name AS environment, (SELECT count(*)::int FROM route r WHERE r.environment = n.name) AS routes FROM environment n ORDER BY n.position DESC`, [],
);
