import type { Db, Tx } from "../../platform/db.ts";
import type { Severity, Statistic } from "./contract-alerts.ts";
import type { MonitorTerms } from "./rules/alerts/check-monitor.ts";

export type MonitorRow = MonitorTerms & { id: number; modelId: number; model: string; environment: string; isDefault: boolean; createdBy: string; createdAt: Date; updatedAt: Date; firing: number };

const columns = `o.id, o.model_id AS "modelId", m.name AS model, o.environment, o.subject, o.statistic, o.threshold, o.window_seconds AS "windowSeconds", o.for_seconds AS "forSeconds", o.severity,
  o.default_key IS NOT NULL AS "isDefault", o.created_by AS "createdBy", o.created_at AS "createdAt", o.updated_at AS "updatedAt",
  (SELECT count(*) FROM alert a WHERE a.monitor_id = o.id AND NOT a.closed AND a.state = 'firing') AS firing`;

/** In the order that they were made, after the row of the cursor. */
export async function monitorPage(db: Db, ask: { model: string | null; environment: string | null; after: number; limit: number }): Promise<MonitorRow[]> {
  const where = ask.model === null ? "$1::text IS NULL" : "o.model_id = (SELECT id FROM registered_model WHERE name = $1)";
  return db.hot<MonitorRow>(`monitoring.monitors.${ask.model === null ? "all" : "model"}`,
    `SELECT ${columns} FROM monitor o JOIN registered_model m ON m.id = o.model_id
     WHERE ${where} AND ($2::text IS NULL OR o.environment = $2) AND o.removed_at IS NULL AND o.id > $3 ORDER BY o.id LIMIT $4`,
    [ask.model, ask.environment, ask.after, ask.limit]);
}

export async function monitorById(db: Db, id: number): Promise<MonitorRow | null> {
  return (await db.hot<MonitorRow>("monitoring.monitor", `SELECT ${columns} FROM monitor o JOIN registered_model m ON m.id = o.model_id WHERE o.id = $1 AND o.removed_at IS NULL`, [id]))[0] ?? null;
}

/** Null: there is no such model. */
export async function modelIdOf(tx: Tx, name: string): Promise<number | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`SELECT id FROM registered_model WHERE name = ${name} FOR KEY SHARE`;
  return rows[0]?.id ?? null;
}

export async function environmentExists(tx: Tx, name: string): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT 1 FROM environment WHERE name = ${name}`).length > 0;
}

const dataOf = (terms: MonitorTerms) => ({ subject: terms.subject, statistic: terms.statistic, threshold: terms.threshold, window_seconds: terms.windowSeconds, for_seconds: terms.forSeconds, severity: terms.severity });

export async function insertMonitor(tx: Tx, of: { modelId: number; environment: string; terms: MonitorTerms; actorId: string; at: Date }): Promise<number> {
  const { id } = await tx.monitor.create({ data: { model_id: of.modelId, environment: of.environment, ...dataOf(of.terms), created_by: of.actorId, created_at: of.at, updated_at: of.at }, select: { id: true } });
  return id;
}

/** Makes those of the set that the model never had there; one that a person removed stays away. @returns how many */
export async function insertDefaults(tx: Tx, of: { modelId: number; environment: string; set: readonly (MonitorTerms & { key: string })[]; actorId: string; at: Date }): Promise<number> {
  const { count } = await tx.monitor.createMany({
    data: of.set.map((terms) => ({ model_id: of.modelId, environment: of.environment, ...dataOf(terms), default_key: terms.key, created_by: of.actorId, created_at: of.at, updated_at: of.at })),
    skipDuplicates: true,
  });
  return count;
}

/** Locks a monitor against other changes. Null: there is none, or no longer. */
export async function lockMonitor(tx: Tx, id: number): Promise<(MonitorTerms & { modelId: number; model: string; environment: string }) | null> {
  const rows = await tx.$queryRaw<{ modelId: number; model: string; environment: string; subject: string; statistic: Statistic; threshold: number; windowSeconds: number; forSeconds: number; severity: Severity }[]>`
    SELECT o.model_id AS "modelId", m.name AS model, o.environment, o.subject, o.statistic, o.threshold, o.window_seconds AS "windowSeconds", o.for_seconds AS "forSeconds", o.severity
    FROM monitor o JOIN registered_model m ON m.id = o.model_id WHERE o.id = ${id} AND o.removed_at IS NULL FOR NO KEY UPDATE OF o`;
  return rows[0] ?? null;
}

export async function updateMonitor(tx: Tx, id: number, of: { terms: MonitorTerms; at: Date }): Promise<void> {
  await tx.monitor.update({ where: { id }, data: { ...dataOf(of.terms), updated_at: of.at }, select: { id: true } });
}

export async function markMonitorRemoved(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.monitor.update({ where: { id }, data: { removed_at: at, updated_at: at }, select: { id: true } });
}

export type WatchDue = { model: string; modelId: number; environment: string; versionId: number; version: number; since: Date; driftWindow: string | null; watchedVersionId: number | null };

/** Routed models (of each route the version with most weight) that were not yet looked at for `at`, or have another version since. */
export async function loadWatchDue(db: Db, at: Date, limit: number): Promise<WatchDue[]> {
  return db.hot<WatchDue>("monitoring.watch.due",
    `SELECT m.name AS model, m.id AS "modelId", r.environment, v.id AS "versionId", v.version, r.since, COALESCE(f.tags ->> 'signalbox.drift_window_seconds', t.value) AS "driftWindow", w.version_id AS "watchedVersionId"
     FROM route r JOIN registered_model m ON m.id = r.model_id
     JOIN LATERAL (SELECT version_id FROM route_entry WHERE route_id = r.id ORDER BY weight DESC, version_id DESC LIMIT 1) e ON true
     JOIN model_version v ON v.id = e.version_id
     LEFT JOIN frozen_version f ON f.version_id = e.version_id
     LEFT JOIN model_version_tag t ON t.version_id = e.version_id AND t.key = 'signalbox.drift_window_seconds'
     LEFT JOIN monitor_watch w ON w.model_id = r.model_id AND w.environment = r.environment
     WHERE w.as_of IS NULL OR w.as_of < $1 OR w.version_id <> e.version_id
     ORDER BY w.as_of NULLS FIRST, r.id LIMIT $2`, [at, limit]);
}

/** Makes this transaction the only one that looks at the model there; false when another does, or has looked already. */
export async function lockWatch(tx: Tx, due: WatchDue, at: Date): Promise<boolean> {
  const lock = await tx.$queryRaw<{ taken: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtext('monitoring.watch'), hashtext(${`${due.modelId} ${due.environment}`})) AS taken`;
  if (lock[0]?.taken !== true) return false;
  const watch = await tx.monitorWatch.findUnique({ where: { model_id_environment: { model_id: due.modelId, environment: due.environment } }, select: { as_of: true, version_id: true } });
  return watch === null || watch.as_of < at || watch.version_id !== due.versionId;
}

/** Waits for a look that is under way, and keeps the next one off until this transaction ends. */
export async function lockWatching(tx: Tx, of: { modelId: number; environment: string }): Promise<void> {
  await tx.$queryRaw`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(hashtext('monitoring.watch'), hashtext(${`${of.modelId} ${of.environment}`}))) held`;
}

export async function saveWatch(tx: Tx, due: WatchDue, at: Date): Promise<void> {
  const key = { model_id: due.modelId, environment: due.environment };
  const data = { version_id: due.versionId, as_of: at };
  await tx.monitorWatch.upsert({ where: { model_id_environment: key }, create: { ...key, ...data }, update: data, select: { model_id: true } });
}

/** Models that were watched and that no route names any more. */
export async function loadUnrouted(db: Db, limit: number): Promise<{ modelId: number; model: string; environment: string }[]> {
  return db.hot("monitoring.watch.unrouted",
    `SELECT w.model_id AS "modelId", m.name AS model, w.environment FROM monitor_watch w JOIN registered_model m ON m.id = w.model_id
     WHERE NOT EXISTS (SELECT 1 FROM route r WHERE r.model_id = w.model_id AND r.environment = w.environment) LIMIT $1`, [limit]);
}

export async function dropWatch(tx: Tx, of: { modelId: number; environment: string }): Promise<void> {
  await tx.monitorWatch.deleteMany({ where: { model_id: of.modelId, environment: of.environment } });
}

/** The monitors of a model in an environment, in the order that they were made. */
export async function monitorsOf(tx: Tx, of: { modelId: number; environment: string }): Promise<(MonitorTerms & { id: number })[]> {
  return tx.$queryRaw<(MonitorTerms & { id: number })[]>`
    SELECT id, subject, statistic, threshold, window_seconds AS "windowSeconds", for_seconds AS "forSeconds", severity FROM monitor
    WHERE model_id = ${of.modelId} AND environment = ${of.environment} AND removed_at IS NULL ORDER BY id`;
}
