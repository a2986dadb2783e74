import type { Db, Tx } from "../../platform/db.ts";
import type { BackendView, Health } from "./contract-backends.ts";

export type BackendRow = {
  name: string; url: string; timeoutMs: number; health: Health; reason: string | null; since: Date; checkedAt: Date | null; latencyMs: number | null; createdAt: Date; versions: BackendView["versions"];
};

/** Routed versions whose frozen tag names the backend of the row `b`. */
const versions = `COALESCE((
    SELECT jsonb_agg(jsonb_build_object('model', m.name, 'version', v.version::text, 'environment', r.environment) ORDER BY m.name, v.version, r.environment)
    FROM route r JOIN route_entry e ON e.route_id = r.id JOIN frozen_version f ON f.version_id = e.version_id JOIN model_version v ON v.id = e.version_id JOIN registered_model m ON m.id = v.model_id
    WHERE f.tags ->> 'signalbox.backend' = b.name), '[]') AS versions`;
const columns = `b.name, b.url, b.timeout_ms AS "timeoutMs", b.health, b.reason, b.since, b.checked_at AS "checkedAt", b.latency_ms AS "latencyMs", b.created_at AS "createdAt", ${versions}`;

export async function backendPage(db: Db, ask: { after: string | null; limit: number }): Promise<BackendRow[]> {
  return db.hot<BackendRow>("serving.backends", `SELECT ${columns} FROM backend b WHERE $1::text IS NULL OR b.name > $1 ORDER BY b.name LIMIT $2`, [ask.after, ask.limit]);
}

export async function backendByName(db: Db, name: string): Promise<BackendRow | null> {
  return (await db.hot<BackendRow>("serving.backend", `SELECT ${columns} FROM backend b WHERE b.name = $1`, [name]))[0] ?? null;
}

/** @returns false when there is one of this name */
export async function insertBackend(tx: Tx, of: { name: string; url: string; timeoutMs: number; actorId: string; at: Date }): Promise<boolean> {
  const made = await tx.backend.createMany({ data: [{ name: of.name, url: of.url, timeout_ms: of.timeoutMs, created_by: of.actorId, created_at: of.at, since: of.at, probe_at: of.at }], skipDuplicates: true });
  return made.count === 1;
}

export const hasBackend = async (tx: Tx, name: string): Promise<boolean> => (await tx.backend.count({ where: { name } })) === 1;

/** Locks it. Null: there is none. */
export async function lockBackend(tx: Tx, name: string): Promise<{ url: string } | null> {
  const rows = await tx.$queryRaw<{ url: string }[]>`SELECT url FROM backend WHERE name = ${name} FOR UPDATE`;
  return rows[0] ?? null;
}

/** Routed versions that name it. */
export async function routedOn(tx: Tx, name: string): Promise<BackendView["versions"]> {
  return tx.$queryRaw<BackendView["versions"]>`
    SELECT m.name AS model, v.version::text AS version, r.environment
    FROM route r JOIN route_entry e ON e.route_id = r.id JOIN frozen_version f ON f.version_id = e.version_id JOIN model_version v ON v.id = e.version_id JOIN registered_model m ON m.id = v.model_id
    WHERE f.tags ->> 'signalbox.backend' = ${name} ORDER BY m.name, v.version, r.environment`;
}

export async function removeBackendRow(tx: Tx, name: string): Promise<void> {
  await tx.backend.delete({ where: { name }, select: { name: true } });
}

export async function backendsIn(tx: Tx): Promise<{ name: string; url: string; timeoutMs: number }[]> {
  return tx.$queryRaw`SELECT name, url, timeout_ms AS "timeoutMs" FROM backend ORDER BY name`;
}

/** Takes up to `limit` that are due, and puts off their next probe, so that each is probed by one worker. */
export async function claimProbes(db: Db, ask: { now: Date; everyMs: number; limit: number }): Promise<{ name: string; url: string }[]> {
  return db.hot<{ name: string; url: string }>("serving.claim_probes",
    `UPDATE backend SET probe_at = $1::timestamptz + $2::int * interval '1 ms'
     WHERE name IN (SELECT name FROM backend WHERE probe_at <= $1::timestamptz ORDER BY probe_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING name, url`,
    [ask.now, ask.everyMs, ask.limit]);
}

export async function saveProbe(db: Db, of: { name: string; url: string; health: Health; reason: string | null; latencyMs: number | null; at: Date }): Promise<void> {
  await db.hot("serving.save_probe",
    `UPDATE backend SET health = $3, reason = $4, since = CASE WHEN health = $3 THEN since ELSE $6::timestamptz END, latency_ms = COALESCE($5, latency_ms), checked_at = $6::timestamptz WHERE name = $1 AND url = $2`,
    [of.name, of.url, of.health, of.reason, of.latencyMs, of.at]);
}
