import type { Db } from "../../platform/db.ts";
import type { SeriesAxis, SeriesPoint } from "./contract-metrics.ts";
import type { RawPoint } from "./rules/metric-series.ts";

/** Metrics of a run that have more than one point, by name. */
export async function drawnMetrics(db: Db, runId: string): Promise<string[]> {
  const rows = await db.hot<{ key: string }>("registry.metrics.drawn",
    `SELECT l.key FROM run_latest_metric l WHERE l.run_id = $1 AND (SELECT count(*) > 1 FROM (SELECT 1 FROM run_metric m WHERE m.run_id = l.run_id AND m.key = l.key LIMIT 2) two) ORDER BY l.key`, [runId]);
  return rows.map((row) => row.key);
}

export type Bounds = { steps: [number, number]; times: [number, number]; total: number };

/** Null where nothing was logged under this name. */
export async function metricBounds(db: Db, runId: string, key: string): Promise<Bounds | null> {
  const [row] = await db.hot<{ s0: number; s1: number; t0: number; t1: number; total: number }>("registry.metrics.bounds",
    `SELECT min(step)::float8 AS s0, max(step)::float8 AS s1, min(timestamp_ms)::float8 AS t0, max(timestamp_ms)::float8 AS t1, count(*)::int AS total FROM run_metric WHERE run_id = $1 AND key = $2`, [runId, key]);
  return row === undefined || row.total === 0 ? null : { steps: [row.s0, row.s1], times: [row.t0, row.t1], total: row.total };
}

const column = { step: "step", time: "timestamp_ms" } as const satisfies Record<SeriesAxis, string>;
type Of = { runId: string; key: string; axis: SeriesAxis };

export async function metricPoints(db: Db, { runId, key, axis }: Of): Promise<RawPoint[]> {
  return db.hot<RawPoint>(`registry.metrics.points.${axis}`, `SELECT ${column[axis]}::float8 AS x, value FROM run_metric WHERE run_id = $1 AND key = $2 ORDER BY 1, timestamp_ms, step, id`, [runId, key]);
}

const finite = "value > -1.797e308 AND value < 1.797e308";

/** The points summed up over `buckets` equal stretches of [from, to]; empty stretches are left out. `x` is where a stretch's first point is. */
export async function metricBuckets(db: Db, { runId, key, axis }: Of, { from, to, buckets }: { from: number; to: number; buckets: number }): Promise<SeriesPoint[]> {
  return db.hot<SeriesPoint>(`registry.metrics.buckets.${axis}`,
    `SELECT min(${column[axis]})::float8 AS x, min(value) FILTER (WHERE ${finite}) AS low, max(value) FILTER (WHERE ${finite}) AS high, avg(value / 2) FILTER (WHERE ${finite}) * 2 AS mean, count(*)::int AS count,
       count(*) FILTER (WHERE value = 'NaN')::int AS nan, count(*) FILTER (WHERE value >= 1.797e308 AND value <> 'NaN')::int AS up, count(*) FILTER (WHERE value <= -1.797e308)::int AS down
     FROM run_metric WHERE run_id = $1 AND key = $2 GROUP BY least($5::int, width_bucket(${column[axis]}::float8, $3::float8, $4::float8, $5::int)) ORDER BY 1`, [runId, key, from, to, buckets]);
}
