import { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { MonitoredVersion, ServedVersion } from "./contract.ts";

/** Everything after this is of one moment. */
export async function holdOneMoment(tx: Tx): Promise<void> {
  await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`;
}

export async function epochIn(tx: Tx): Promise<number> {
  const rows = await tx.$queryRaw<{ epoch: bigint | number }[]>`SELECT (value #>> '{}')::bigint AS epoch FROM setting WHERE key = 'serving.epoch'`;
  return Number(rows[0]?.epoch ?? 0);
}

export type RouteRow = { environment: string; modelId: number; model: string; since: Date; releaseId: number; versionId: number; version: number; weight: number };

/** One row an entry of a route, heaviest first. */
export async function routeEntries(tx: Tx): Promise<RouteRow[]> {
  return tx.$queryRaw<RouteRow[]>`
    SELECT r.environment, m.id AS "modelId", m.name AS model, r.since, r.release_id AS "releaseId", v.id AS "versionId", v.version, e.weight
    FROM route r JOIN registered_model m ON m.id = r.model_id JOIN route_entry e ON e.route_id = r.id JOIN model_version v ON v.id = e.version_id
    ORDER BY r.environment, m.name, e.weight DESC, v.version DESC`;
}

/**
 * Versions to keep loaded beside the routed ones: those of open requests, and of each route what a rollback would go
 * back to, which is the latest spell of a version other than those routed whose latest ended spell no rollback ended.
 */
export async function warmVersionIds(tx: Tx): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT version_id AS id FROM release WHERE state = 'open' AND kind = 'promotion'
    UNION
    SELECT version_id FROM (
      SELECT DISTINCT ON (s.environment, s.model_id) s.version_id
      FROM (SELECT DISTINCT ON (environment, model_id, version_id) id, environment, model_id, version_id, rolled_back
            FROM route_history WHERE until IS NOT NULL ORDER BY environment, model_id, version_id, id DESC) s
      JOIN route r ON r.environment = s.environment AND r.model_id = s.model_id
      WHERE NOT s.rolled_back AND NOT EXISTS (SELECT 1 FROM route_entry e WHERE e.route_id = r.id AND e.version_id = s.version_id)
      ORDER BY s.environment, s.model_id, s.id DESC) p`;
  return rows.map((row) => row.id);
}

/** A model's tags on what is sampled: they hold at once, also for what a release froze. */
const modelTags = `COALESCE((SELECT jsonb_object_agg(key, value) FROM registered_model_tag t WHERE t.model_id = m.id AND t.key IN ('signalbox.samples', 'signalbox.sensitive_features')), '{}')`;
const versionTags = `COALESCE(f.tags, (SELECT jsonb_object_agg(key, value) FROM model_version_tag t WHERE t.version_id = v.id), '{}')`;

/** Versions as their releases froze them, with the reference profile where it is ready. */
export async function frozenVersions(tx: Tx, ids: number[]): Promise<ServedVersion[]> {
  const rows = await tx.$queryRaw<(Omit<ServedVersion, "version"> & { version: number })[]>`
    SELECT v.id AS "versionId", m.name AS model, v.version, f.artifacts, f.tags, ${Prisma.raw(modelTags)} AS "modelTags", f.signature, CASE WHEN b.state = 'ready' THEN b.profile END AS baseline
    FROM frozen_version f JOIN model_version v ON v.id = f.version_id JOIN registered_model m ON m.id = v.model_id LEFT JOIN baseline b ON b.version_id = v.id
    WHERE f.version_id = ANY(${ids}) ORDER BY m.name, v.version`;
  return rows.map((row) => ({ ...row, version: String(row.version) }));
}

/** Versions with a ready profile beside those that are served, the newest. */
export async function monitoredVersions(tx: Tx, ask: { except: number[]; limit: number }): Promise<MonitoredVersion[]> {
  const rows = await tx.$queryRaw<{ versionId: number; model: string; version: number; at: Date; said: string }[]>`
    SELECT v.id AS "versionId", m.name AS model, v.version, b.updated_at AS at, md5(${Prisma.raw(`${versionTags}::text || ${modelTags}::text`)}) AS said
    FROM baseline b JOIN model_version v ON v.id = b.version_id JOIN registered_model m ON m.id = v.model_id LEFT JOIN frozen_version f ON f.version_id = v.id
    WHERE b.state = 'ready' AND b.version_id <> ALL(${ask.except}) ORDER BY b.version_id DESC LIMIT ${ask.limit}`;
  return rows.map(({ at, said, version, ...row }) => ({ ...row, version: String(version), stamp: `${at.toISOString()} ${said}` }));
}

export type StoredProfile = { profile: unknown; signature: unknown; tags: unknown; modelTags: unknown };
/** A version's ready profile, and its signature and tags as its release froze them or as they are. */
export async function profileOf(db: Db, versionId: number): Promise<StoredProfile | null> {
  const rows = await db.hot<StoredProfile>("serving.profile",
    `SELECT b.profile, COALESCE(f.signature, v.signature) AS signature, ${versionTags} AS tags, ${modelTags} AS "modelTags"
     FROM baseline b JOIN model_version v ON v.id = b.version_id JOIN registered_model m ON m.id = v.model_id LEFT JOIN frozen_version f ON f.version_id = b.version_id
     WHERE b.version_id = $1 AND b.state = 'ready'`, [versionId]);
  return rows[0] ?? null;
}

// ---- replicas --------------------------------------------------------------------------------------------------------------

export type ReplicaRow = { id: string; incarnation: number; address: string; started_at: Date; last_seen_at: Date; loaded: Prisma.JsonValue; backends: Prisma.JsonValue; spool: Prisma.JsonValue };

/** What a replica says of itself. An older incarnation's late word changes nothing; its highest sequence is monitoring's. */
export async function putReplica(db: Db, replica: { id: string; incarnation: number; address: string; startedAt: Date; loaded: unknown; backends: unknown; spool: unknown; at: Date }): Promise<void> {
  await db.hot(
    "serving.report_replica",
    `INSERT INTO replica (id, incarnation, started_at, last_seen_at, loaded, address, backends, spool) VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb, $8::jsonb)
     ON CONFLICT (id) DO UPDATE SET incarnation = excluded.incarnation, started_at = excluded.started_at, last_seen_at = excluded.last_seen_at,
       loaded = excluded.loaded, address = excluded.address, backends = excluded.backends, spool = excluded.spool WHERE replica.incarnation <= excluded.incarnation`,
    [replica.id, replica.incarnation, replica.startedAt, replica.at, JSON.stringify(replica.loaded), replica.address, JSON.stringify(replica.backends), JSON.stringify(replica.spool)],
  );
}

export async function replicaRows(db: Db, limit: number): Promise<ReplicaRow[]> {
  return db.prisma.replica.findMany({ select: { id: true, incarnation: true, address: true, started_at: true, last_seen_at: true, loaded: true, backends: true, spool: true }, orderBy: [{ last_seen_at: "desc" }, { id: "asc" }], take: limit });
}
