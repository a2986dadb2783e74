import type { Db, Tx } from "../../platform/db.ts";
import type { EnvironmentName } from "./contract.ts";
import { releaseColumns, releaseTables, type ReleaseRow } from "./store.ts";

/** Several reads of one moment of the database; writes are refused. */
export async function inOneMoment<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.tx(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`;
    return work(tx);
  });
}

/** Newest first; `after` is the sort key of the last row seen. */
export async function releasePage(db: Db, ask: { state: string | null; model: string | null; environment: string | null; kind: string | null; alias: string | null; after: { at: string; id: number } | null; limit: number }): Promise<ReleaseRow[]> {
  return db.hot<ReleaseRow>(
    "releases.page",
    `SELECT ${releaseColumns} FROM ${releaseTables}
     WHERE ($1::text IS NULL OR r.state = $1) AND ($2::text IS NULL OR m.name = $2) AND ($3::text IS NULL OR r.environment = $3)
       AND ($4::timestamptz IS NULL OR (r.requested_at, r.id) < ($4::timestamptz, $5::int))
       AND ($7::text IS NULL OR r.kind = $7) AND ($8::text IS NULL OR r.alias = $8)
     ORDER BY r.requested_at DESC, r.id DESC LIMIT $6`,
    [ask.state, ask.model, ask.environment, ask.after?.at ?? null, ask.after?.id ?? null, ask.limit, ask.kind, ask.alias],
  );
}

/** Open requests that somebody with the right, who neither asked nor made the version, could decide. */
export async function countOpenFor(db: Db, personId: string): Promise<number> {
  const rows = await db.hot<{ count: number }>(
    "releases.waiting",
    `SELECT count(*) AS count FROM release r JOIN model_version v ON v.id = r.version_id WHERE r.state = 'open' AND r.requested_by <> $1 AND v.created_by <> $1`,
    [personId],
  );
  return rows[0]?.count ?? 0;
}

export type RouteRow = { environment: EnvironmentName; modelId: number; model: string; owner: string | null; versionId: number; version: number; since: Date; releaseId: number };

/** One row for each environment and model that it routes, the heaviest version; environments without routes give none. */
export async function routeRows(db: Db, ask: { environment: string | null; model: string | null }): Promise<RouteRow[]> {
  return db.hot<RouteRow>(
    "releases.routes",
    `SELECT r.environment, m.id AS "modelId", m.name AS model, m.owner_team AS owner, v.id AS "versionId", v.version, r.since, r.release_id AS "releaseId"
     FROM route r JOIN environment e ON e.name = r.environment JOIN registered_model m ON m.id = r.model_id
     JOIN LATERAL (SELECT version_id FROM route_entry WHERE route_id = r.id ORDER BY weight DESC, version_id DESC LIMIT 1) t ON true
     JOIN model_version v ON v.id = t.version_id
     WHERE ($1::text IS NULL OR r.environment = $1) AND ($2::text IS NULL OR m.name = $2)
     ORDER BY e.position, m.name`,
    [ask.environment, ask.model],
  );
}

export type SpellRow = { id: number; modelId: number; versionId: number; version: number; until: Date | null; rolledBack: boolean };

export async function spellRows(db: Db, ask: { environment: string; modelIds: number[] }): Promise<SpellRow[]> {
  return db.hot<SpellRow>(
    "releases.spells",
    `SELECT h.id, h.model_id AS "modelId", h.version_id AS "versionId", v.version, h.until, h.rolled_back AS "rolledBack"
     FROM route_history h JOIN model_version v ON v.id = h.version_id WHERE h.environment = $1 AND h.model_id = ANY($2) ORDER BY h.id DESC`,
    [ask.environment, ask.modelIds],
  );
}

export type WaitingRow = { modelId: number; releaseId: number; version: number };

export async function waitingRows(db: Db, environment: string): Promise<WaitingRow[]> {
  return db.hot<WaitingRow>(
    "releases.waiting_by_model",
    `SELECT r.model_id AS "modelId", r.id AS "releaseId", v.version FROM release r JOIN model_version v ON v.id = r.version_id
     WHERE r.state = 'open' AND r.kind = 'promotion' AND r.environment = $1 ORDER BY r.requested_at, r.id`,
    [environment],
  );
}

export type RouteChange = { at: Date; version: number; releaseId: number; rollback: boolean };

/** When another version began to serve, in [from, to], oldest first. */
export async function routeChangeRows(db: Db, ask: { model: string; environment: string; from: Date; to: Date }): Promise<RouteChange[]> {
  return db.hot<RouteChange>(
    "releases.route_changes",
    `SELECT h.since AS at, v.version, h.release_id AS "releaseId", r.kind = 'rollback' AS rollback
     FROM route_history h JOIN registered_model m ON m.id = h.model_id JOIN model_version v ON v.id = h.version_id JOIN release r ON r.id = h.release_id
     WHERE m.name = $1 AND h.environment = $2 AND h.since BETWEEN $3 AND $4 ORDER BY h.id`,
    [ask.model, ask.environment, ask.from, ask.to],
  );
}

/** The id of a version of a routed model; null when the model has no such version. */
export async function versionIdOf(db: Db, at: { modelId: number; version: number }): Promise<number | null> {
  return (await db.hot<{ id: number }>("releases.version_id", `SELECT id FROM model_version WHERE model_id = $1 AND version = $2`, [at.modelId, at.version]))[0]?.id ?? null;
}

/** Whether a version's reference profile is there, and what came of it when not. */
export async function baselineOf(db: Db, versionId: number): Promise<{ state: string; reason: string | null }> {
  const rows = await db.hot<{ state: string; reason: string | null }>("releases.baseline", `SELECT state, reason FROM baseline WHERE version_id = $1`, [versionId]);
  return rows[0] ?? { state: "none", reason: null };
}
