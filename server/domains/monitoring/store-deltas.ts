import { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { ColumnSketch, WindowCounters } from "./contract.ts";

export type LostCounts = { model: string; version: string; environment: string; requests: number; rows: number };
export type DeltaRow = { replicaId: string; sequence: number; payload: unknown };
export type WindowKey = { versionId: number; environment: string; widthSeconds: number; startsAtMs: number };
export type WindowRow = { key: WindowKey; counters: WindowCounters };

type NewDelta = { replicaId: string; incarnation: number; sequence: number; formatVersion: number; payload: unknown; startedAt: Date; address: string; now: Date };

/** Inserts the delta and raises the replica's highest sequence, both or neither. */
export async function insertDelta(db: Db, delta: NewDelta): Promise<{ accepted: boolean; highestSequence: number }> {
  // A repeat updates nothing; its snapshot may hold an older highest than the row it waited for, hence GREATEST.
  const rows = await db.hot<{ accepted: boolean; highest: number }>(
    "monitoring.ingest",
    `WITH seen AS (
       INSERT INTO replica AS r (id, incarnation, highest_sequence, started_at, last_seen_at, address) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET incarnation = EXCLUDED.incarnation, highest_sequence = EXCLUDED.highest_sequence,
         started_at = EXCLUDED.started_at, last_seen_at = EXCLUDED.last_seen_at, address = EXCLUDED.address
       WHERE r.highest_sequence < EXCLUDED.highest_sequence
       RETURNING highest_sequence
     ), kept AS (
       INSERT INTO monitoring_delta (replica_id, sequence, incarnation, format_version, payload, received_at)
       SELECT $1, $3, $2, $7, $8, $5 FROM seen RETURNING sequence
     )
     SELECT EXISTS (SELECT FROM kept) AS accepted, GREATEST($3::bigint, (SELECT highest_sequence FROM replica WHERE id = $1)) AS highest`,
    [delta.replicaId, delta.incarnation, delta.sequence, delta.startedAt, delta.now, delta.address, delta.formatVersion, JSON.stringify(delta.payload)],
  );
  const row = rows[0];
  return { accepted: row?.accepted ?? false, highestSequence: row?.highest ?? delta.sequence };
}

/** @returns false when this gap was recorded before */
export async function insertGap(db: Db, gap: { replicaId: string; incarnation: number; sequence: number; from: Date; to: Date; lost: LostCounts[]; now: Date }): Promise<boolean> {
  const result = await db.pool.query(
    `INSERT INTO monitoring_gap (replica_id, incarnation, sequence, from_at, to_at, lost, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [gap.replicaId, gap.incarnation, gap.sequence, gap.from, gap.to, JSON.stringify(gap.lost), gap.now],
  );
  return result.rowCount === 1;
}

/** Whether anything waits to be folded: one index look-up, asked ten times a second. */
export async function hasUnfolded(db: Db): Promise<boolean> {
  return (await db.hot("monitoring.unfolded", `SELECT 1 FROM monitoring_delta WHERE folded_at IS NULL AND format_version = 1 LIMIT 1`, [])).length > 0;
}

/** Locks up to `limit` unfolded deltas, oldest first, passing over those another worker holds. A format newer than ours waits for a newer worker. */
export async function claimUnfolded(tx: Tx, limit: number): Promise<DeltaRow[]> {
  const rows = await tx.$queryRaw<{ replica_id: string; sequence: bigint; payload: unknown }[]>`
    SELECT replica_id::text AS replica_id, sequence, payload FROM monitoring_delta
    WHERE folded_at IS NULL AND format_version = 1 ORDER BY received_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({ replicaId: row.replica_id, sequence: Number(row.sequence), payload: row.payload }));
}

/** Which of these ids are still versions, by "id model version": an id alone may belong to another after a reset. */
export async function knownVersions(tx: Tx, versionIds: number[]): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: number; name: string; version: number }[]>`
    SELECT v.id, m.name, v.version FROM model_version v JOIN registered_model m ON m.id = v.model_id WHERE v.id = ANY(${versionIds}::int[]) FOR KEY SHARE OF v`;
  return new Set(rows.map((row) => versionKey(row.id, row.name, String(row.version))));
}
export const versionKey = (id: number, model: string, version: string): string => JSON.stringify([id, model, version]);

const asRecordset = (rows: unknown) => Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`;
const keyRow = (key: WindowKey) => ({ v: key.versionId, e: key.environment, w: key.widthSeconds, s: key.startsAtMs });

/**
 * Makes the windows that are not there yet and locks all of them, in the keys' order. Every caller passes keys sorted
 * by `compareKeys`, so that two workers wait for each other but never in a circle.
 */
export async function lockWindows(tx: Tx, keys: readonly WindowKey[], now: Date): Promise<{ key: WindowKey; counters: WindowCounters | null }[]> {
  const set = asRecordset(keys.map(keyRow));
  await tx.$executeRaw`
    INSERT INTO monitoring_window (version_id, environment, width_seconds, starts_at, counters, updated_at)
    SELECT v, e, w, to_timestamp(s / 1000.0), 'null'::jsonb, ${now}::timestamptz FROM ${set} AS k(v int, e text, w int, s float8)
    ORDER BY v, e COLLATE "C", w, s ON CONFLICT DO NOTHING`;
  const rows = await tx.$queryRaw<{ version_id: number; environment: string; width_seconds: number; starts_at: Date; counters: WindowCounters | null; sketches: Record<string, ColumnSketch> | null }[]>`
    SELECT w.version_id, w.environment, w.width_seconds, w.starts_at, w.counters, w.sketches FROM monitoring_window w
    JOIN ${set} AS k(v int, e text, w int, s float8) ON w.version_id = k.v AND w.environment = k.e AND w.width_seconds = k.w AND w.starts_at = to_timestamp(k.s / 1000.0)
    ORDER BY w.version_id, w.environment COLLATE "C", w.width_seconds, w.starts_at FOR UPDATE OF w`;
  return rows.map((row) => ({
    key: { versionId: row.version_id, environment: row.environment, widthSeconds: row.width_seconds, startsAtMs: row.starts_at.getTime() },
    counters: row.counters && row.sketches ? { ...row.counters, sketches: row.sketches } : row.counters,
  }));
}

/** Writes merged counters back into locked windows. */
export async function saveWindows(tx: Tx, windows: readonly WindowRow[], now: Date): Promise<void> {
  const rows = windows.map(({ key, counters }) => ({ ...keyRow(key), q: counters.requests, x: counters.errors, r: counters.rows, c: { ...counters, sketches: undefined }, k: counters.sketches ?? null }));
  await tx.$executeRaw`
    UPDATE monitoring_window w SET requests = k.q, errors = k.x, rows = k.r, counters = k.c, sketches = NULLIF(k.k, 'null'::jsonb), updated_at = ${now}::timestamptz
    FROM ${asRecordset(rows)} AS k(v int, e text, w int, s float8, q bigint, x bigint, r bigint, c jsonb, k jsonb)
    WHERE w.version_id = k.v AND w.environment = k.e AND w.width_seconds = k.w AND w.starts_at = to_timestamp(k.s / 1000.0)`;
}

/**
 * Notes models whose events were folded and that no route of their environment names. Of two versions that are told of at
 * the same time, the newer one is what serves; an older one is again once the newer was silent for an hour.
 */
export async function noteReported(tx: Tx, reported: readonly { versionId: number; environment: string }[], now: Date): Promise<void> {
  if (reported.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO reported_model AS p (model_id, environment, version_id, since, last_at)
    SELECT v.model_id, k.e, max(v.id), ${now}::timestamptz, ${now}::timestamptz
    FROM ${asRecordset(reported.map(({ versionId, environment }) => ({ v: versionId, e: environment })))} AS k(v int, e text) JOIN model_version v ON v.id = k.v
    WHERE NOT EXISTS (SELECT 1 FROM route r WHERE r.model_id = v.model_id AND r.environment = k.e)
    GROUP BY v.model_id, k.e ORDER BY v.model_id, k.e COLLATE "C"
    ON CONFLICT (model_id, environment) DO UPDATE SET version_id = excluded.version_id, last_at = excluded.last_at, since = CASE WHEN p.version_id = excluded.version_id THEN p.since ELSE excluded.since END
    WHERE p.version_id <= excluded.version_id OR p.last_at < excluded.last_at - interval '1 hour'`;
}

/** Raw rows are kept with their window alone: a folded delta has none. */
export async function markFolded(tx: Tx, deltas: readonly DeltaRow[], now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE monitoring_delta d SET folded_at = ${now}::timestamptz, payload = CASE WHEN d.payload ? 'samples' THEN d.payload - 'samples' ELSE d.payload END
    FROM ${asRecordset(deltas.map((delta) => ({ r: delta.replicaId, s: delta.sequence })))} AS k(r uuid, s bigint)
    WHERE d.replica_id = k.r AND d.sequence = k.s`;
}

export async function deleteFoldedBefore(db: Db, before: Date): Promise<number> {
  const result = await db.pool.query(
    `DELETE FROM monitoring_delta WHERE (replica_id, sequence) IN
       (SELECT replica_id, sequence FROM monitoring_delta WHERE folded_at < $1 ORDER BY folded_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
    [before],
  );
  return result.rowCount ?? 0;
}
