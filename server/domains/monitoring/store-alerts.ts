import type { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { AlertEventKind, AlertNumbers, AlertState, Severity, Statistic } from "./contract-alerts.ts";

export type AlertRow = {
  id: number; monitorId: number; modelId: number; model: string; environment: string; version: number; subject: string; statistic: Statistic; severity: Severity; threshold: number; windowSeconds: number; forSeconds: number;
  state: AlertState; under: Exclude<AlertState, "muted">; since: Date; value: number | null; frozen: AlertNumbers | null; latest: AlertNumbers | null;
  pendingSince: Date | null; firedAt: Date | null; resolvedAt: Date | null; lastBreachAt: Date | null; mutedUntil: Date | null; acknowledgedAt: Date | null; ownerId: string | null; lookedAt: Date;
};

const columns = `a.id, a.monitor_id AS "monitorId", a.model_id AS "modelId", m.name AS model, a.environment, a.version, a.subject, a.statistic, a.severity, a.threshold, a.window_seconds AS "windowSeconds", a.for_seconds AS "forSeconds",
  a.state, a.under, a.since, a.value, a.frozen, a.latest, a.pending_since AS "pendingSince", a.fired_at AS "firedAt", a.resolved_at AS "resolvedAt", a.last_breach_at AS "lastBreachAt", a.muted_until AS "mutedUntil",
  a.acknowledged_at AS "acknowledgedAt", a.owner_id AS "ownerId", a.looked_at AS "lookedAt"`;
const tables = `alert a JOIN registered_model m ON m.id = a.model_id`;

export type AlertAsk = {
  states: readonly AlertState[] | null; model: string | null; environment: string | null; severity: Severity | null; fired: boolean;
  after: { at: string; id: number } | null; limit: number;
};

/** The one that changed last first. A list of one state, or of one model, has an index of its own. */
export async function alertPage(db: Db, ask: AlertAsk): Promise<AlertRow[]> {
  const one = ask.states?.length === 1;
  const state = one ? "a.state = $1" : ask.states === null ? "$1::text IS NULL" : "a.state = ANY($1::text[])";
  const model = ask.model === null ? "$2::text IS NULL" : "a.model_id = (SELECT id FROM registered_model WHERE name = $2)";
  const fired = ask.fired ? "a.fired_at IS NOT NULL" : "true";
  return db.hot<AlertRow>(`monitoring.alerts.${one ? "one" : ask.states === null ? "any" : "some"}.${ask.model === null ? "all" : "model"}.${ask.fired ? "fired" : "every"}`,
    `SELECT ${columns} FROM ${tables}
     WHERE ${state} AND ${model} AND ${fired} AND ($3::text IS NULL OR a.environment = $3) AND ($4::text IS NULL OR a.severity = $4)
       AND ($5::timestamptz IS NULL OR (a.since, a.id) < ($5::timestamptz, $6::int))
     ORDER BY a.since DESC, a.id DESC LIMIT $7`,
    [one ? ask.states?.[0] : ask.states, ask.model, ask.environment, ask.severity, ask.after?.at ?? null, ask.after?.id ?? null, ask.limit]);
}

export async function alertById(db: Db, id: number): Promise<AlertRow | null> {
  return (await db.hot<AlertRow>("monitoring.alert", `SELECT ${columns} FROM ${tables} WHERE a.id = $1`, [id]))[0] ?? null;
}

/** Locks an alert against looks and other people. */
export async function lockAlert(tx: Tx, id: number): Promise<AlertRow | null> {
  return (await tx.$queryRawUnsafe<AlertRow[]>(`SELECT ${columns} FROM ${tables} WHERE a.id = $1 FOR NO KEY UPDATE OF a`, id))[0] ?? null;
}

/** The open alerts of a model in an environment, locked in the order of their ids. */
export async function lockOpenAlerts(tx: Tx, of: { modelId: number; environment: string }): Promise<AlertRow[]> {
  return tx.$queryRawUnsafe<AlertRow[]>(`SELECT ${columns} FROM ${tables} WHERE a.model_id = $1 AND a.environment = $2 AND NOT a.closed ORDER BY a.id FOR NO KEY UPDATE OF a`, of.modelId, of.environment);
}

/** Of a monitor that is removed. */
export async function lockOpenAlertsOf(tx: Tx, monitorId: number): Promise<AlertRow[]> {
  return tx.$queryRawUnsafe<AlertRow[]>(`SELECT ${columns} FROM ${tables} WHERE a.monitor_id = $1 AND NOT a.closed ORDER BY a.id FOR NO KEY UPDATE OF a`, monitorId);
}

/** As `AlertRow`, without an id while it is new. */
export type AlertChange = Omit<AlertRow, "id" | "model"> & { id: number | null };

/** Writes new alerts and what changed of others; a resolved one is closed. @returns their ids, in the order given */
export async function saveAlerts(tx: Tx, changes: readonly AlertChange[]): Promise<number[]> {
  if (changes.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: number; monitor_id: number; subject: string }[]>`
    INSERT INTO alert (monitor_id, model_id, environment, version, subject, statistic, severity, threshold, window_seconds, for_seconds, state, under, closed, since, value, frozen, latest, pending_since, fired_at, resolved_at, last_breach_at,
      muted_until, acknowledged_at, owner_id, looked_at)
    SELECT c."monitorId", c."modelId", c.environment, c.version, c.subject, c.statistic, c.severity, c.threshold, c."windowSeconds", c."forSeconds", c.state, c.under, false, c.since, c.value, c.frozen, c.latest, c."pendingSince",
      c."firedAt", c."resolvedAt", c."lastBreachAt", c."mutedUntil", c."acknowledgedAt", c."ownerId", c."lookedAt"
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS c("monitorId" int, "modelId" int, environment text, version int, subject text, statistic text, severity text, threshold float8, "windowSeconds" int, "forSeconds" int, state text,
      under text, since timestamptz, value float8, frozen jsonb, latest jsonb, "pendingSince" timestamptz, "firedAt" timestamptz, "resolvedAt" timestamptz, "lastBreachAt" timestamptz, "mutedUntil" timestamptz, "acknowledgedAt" timestamptz,
      "ownerId" text, "lookedAt" timestamptz)
    ON CONFLICT (monitor_id, subject) WHERE NOT closed DO UPDATE SET version = EXCLUDED.version, severity = EXCLUDED.severity, threshold = EXCLUDED.threshold, window_seconds = EXCLUDED.window_seconds, for_seconds = EXCLUDED.for_seconds,
      state = EXCLUDED.state, under = EXCLUDED.under, since = EXCLUDED.since, value = EXCLUDED.value, frozen = EXCLUDED.frozen, latest = EXCLUDED.latest, pending_since = EXCLUDED.pending_since,
      fired_at = EXCLUDED.fired_at, resolved_at = EXCLUDED.resolved_at, last_breach_at = EXCLUDED.last_breach_at, muted_until = EXCLUDED.muted_until, acknowledged_at = EXCLUDED.acknowledged_at, owner_id = EXCLUDED.owner_id,
      looked_at = EXCLUDED.looked_at
    RETURNING id, monitor_id, subject`;
  // Afterwards: a row that is closed as it comes would be none of the index that finds the open one.
  await tx.$executeRaw`UPDATE alert SET closed = true WHERE id = ANY(${rows.map((row) => row.id)}::int[]) AND state = 'resolved'`;
  const ids = new Map(rows.map((row) => [`${row.monitor_id} ${row.subject}`, row.id]));
  return changes.map((change) => ids.get(`${change.monitorId} ${change.subject}`) ?? 0);
}

/** A closed alert is no longer the one of its monitor: only its owner changes. */
export async function saveOwner(tx: Tx, alert: Pick<AlertRow, "id" | "acknowledgedAt" | "ownerId">): Promise<void> {
  await tx.alert.update({ where: { id: alert.id }, data: { acknowledged_at: alert.acknowledgedAt, owner_id: alert.ownerId }, select: { id: true } });
}

export type TimelineRow = { alertId: number; at: Date; kind: AlertEventKind; actorId: string; text: string | null };

export async function addEvents(tx: Tx, events: readonly TimelineRow[]): Promise<void> {
  if (events.length > 0) await tx.alertEvent.createMany({ data: events.map(({ alertId, at, kind, actorId, text }) => ({ alert_id: alertId, at, kind, actor_id: actorId, text })) satisfies Prisma.AlertEventCreateManyInput[] });
}

/** The oldest first. */
export async function timelineOf(db: Db, alertId: number): Promise<TimelineRow[]> {
  return db.hot<TimelineRow>("monitoring.alert.timeline", `SELECT alert_id AS "alertId", at, kind, actor_id AS "actorId", text FROM alert_event WHERE alert_id = $1 ORDER BY id LIMIT 500`, [alertId]);
}

export async function countFiring(db: Db): Promise<number> {
  return (await db.hot<{ count: number }>("monitoring.alerts.firing", `SELECT count(*) AS count FROM alert WHERE state = 'firing'`, []))[0]?.count ?? 0;
}

/** Alerts of a model that fired inside [from, to), for the marks on its charts, the newest first. */
export async function firedBetween(db: Db, ask: { modelId: number; environment: string; from: Date; to: Date; limit: number }): Promise<AlertRow[]> {
  return db.hot<AlertRow>("monitoring.alerts.between",
    `SELECT ${columns} FROM ${tables} WHERE a.model_id = $1 AND a.environment = $2 AND a.fired_at >= $3 AND a.fired_at < $4 ORDER BY a.fired_at DESC, a.id DESC LIMIT $5`,
    [ask.modelId, ask.environment, ask.from, ask.to, ask.limit]);
}
