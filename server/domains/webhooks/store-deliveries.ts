import { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { followerLock, followOutbox } from "../../platform/outbox-follow.ts";
import type { DeliveryState } from "./contract.ts";
import type { Outcome } from "./rules/after-attempt.ts";


/** What the event itself says for Slack, else a line of it; its three reserved signs are written as Slack asks. */
const slackSql = `COALESCE((e.hook -> 'slack')::text, json_build_object('text',
          replace(replace(replace(concat(e.hook ->> 'model', ': ', lower(replace(e.hook ->> 'entity', '_', ' ')), ' ', lower(replace(e.hook ->> 'action', '_', ' '))), '&', '&amp;'), '<', '&lt;'), '>', '&gt;'))::text)`;

/**
 * Hands committed events to the webhooks that want them, in the order of commits. A webhook hears of nothing that was
 * done before it was made. A deletion waits for it, or it for the deletion.
 * @returns how many events it took
 */
export async function fanOut(db: Db, now: Date): Promise<number> {
  return followOutbox(db, "webhooks", async (sql, ids) => {
    await sql(`
      WITH target AS MATERIALIZED (SELECT id, events, models, created_at, kind FROM webhook WHERE status = 'ACTIVE' FOR KEY SHARE)
      INSERT INTO webhook_delivery (delivery_id, webhook_id, event_id, entity, action, model, body, next_at, created_at)
      SELECT gen_random_uuid()::text, w.id, e.id, e.hook ->> 'entity', e.hook ->> 'action', e.hook ->> 'model',
        CASE WHEN w.kind = 'slack' THEN ${slackSql} ELSE
        json_build_object('entity', lower(e.hook ->> 'entity'), 'action', lower(e.hook ->> 'action'),
          'timestamp', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+00:00"'), 'data', e.hook -> 'data')::text END, $2::timestamptz, $2::timestamptz
      FROM target w JOIN outbox_event e ON w.created_at <= e.at
        AND w.events @> jsonb_build_array(jsonb_build_object('entity', e.hook -> 'entity', 'action', e.hook -> 'action'))
        AND (cardinality(w.models) = 0 OR e.hook ->> 'model' = ANY(w.models))
      WHERE e.id = ANY($1::bigint[]) AND e.hook IS NOT NULL
      ORDER BY e.id, w.created_at, w.id`, [ids, now]);
  });
}

export type Claim = {
  id: number; deliveryId: string; webhookId: string; url: string; secret: string | null; body: string;
  /** With this attempt; also what tells this lease from a later one. */
  attempts: number;
  createdAt: Date;
};

/**
 * Leases the first waiting delivery of each webhook that is due, at most `limit`. A later delivery of a webhook is never
 * taken while an earlier one waits; two workers never get the same.
 * @param ask `webhookId`: of this webhook alone
 */
export async function claimDue(db: Db, ask: { now: Date; leaseSeconds: number; limit: number; webhookId: string | null }): Promise<Claim[]> {
  return db.hot<Claim>("webhooks.claim", `
    WITH head AS (
      SELECT h.id FROM webhook w
      CROSS JOIN LATERAL (SELECT d.id, d.next_at, d.lease_until FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'waiting' ORDER BY d.id LIMIT 1) h
      WHERE w.status = 'ACTIVE' AND ($4::text IS NULL OR w.id = $4) AND h.next_at <= $1 AND (h.lease_until IS NULL OR h.lease_until < $1)
      ORDER BY h.id LIMIT $3),
    mine AS (
      SELECT d.id FROM webhook_delivery d
      WHERE d.id IN (SELECT id FROM head) AND d.state = 'waiting' AND d.next_at <= $1 AND (d.lease_until IS NULL OR d.lease_until < $1)
      FOR UPDATE SKIP LOCKED)
    UPDATE webhook_delivery d SET attempts = d.attempts + 1, lease_until = $1::timestamptz + make_interval(secs => $2)
    FROM mine, webhook w WHERE d.id = mine.id AND w.id = d.webhook_id
    RETURNING d.id, d.delivery_id AS "deliveryId", d.webhook_id AS "webhookId", w.url, w.secret, d.body, d.attempts, d.created_at AS "createdAt"`,
  [ask.now, ask.leaseSeconds, ask.limit, ask.webhookId]);
}

export type Settled = { claim: Claim; outcome: Outcome; at: Date; status: number | null; error: string | null; responseBody: string | null; tookMs: number };

/**
 * Writes what came of an attempt, on the delivery and on its webhook, unless the lease went to another meanwhile. The
 * webhook is locked first, as its deletion does.
 */
export async function settle(db: Db, of: Settled): Promise<void> {
  await db.hot("webhooks.settle", `
    WITH hook AS MATERIALIZED (SELECT id FROM webhook WHERE id = $10 FOR NO KEY UPDATE),
    settled AS (
      UPDATE webhook_delivery SET state = $3, next_at = COALESCE($4, next_at), lease_until = NULL, last_status = $5, last_error = $6, response_body = $7, attempted_at = $8, took_ms = $9,
        ended_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $8::timestamptz END
      WHERE id = $1 AND attempts = $2 AND state = 'waiting' AND webhook_id IN (SELECT id FROM hook) RETURNING webhook_id)
    UPDATE webhook w SET attempted_at = $8, last_status = $5, failing_since = CASE WHEN $3 = 'delivered' THEN NULL ELSE COALESCE(w.failing_since, $8::timestamptz) END
    FROM settled WHERE w.id = settled.webhook_id`,
  [of.claim.id, of.claim.attempts, of.outcome.state, of.outcome.state === "waiting" ? new Date(of.at.getTime() + of.outcome.afterMs) : null, of.status, of.error, of.responseBody, of.at, of.tookMs, of.claim.webhookId]);
}

/** Gives a lease back as if there had been no attempt: the worker is going. */
export async function giveBack(db: Db, claim: Claim): Promise<void> {
  await db.hot("webhooks.give_back", `UPDATE webhook_delivery SET attempts = attempts - 1, lease_until = NULL WHERE id = $1 AND attempts = $2 AND state = 'waiting'`, [claim.id, claim.attempts]);
}

export type DeliveryRow = {
  id: number; deliveryId: string; entity: string; action: string; model: string | null; state: DeliveryState; attempts: number; nextAt: Date; createdAt: Date; attemptedAt: Date | null; endedAt: Date | null;
  lastStatus: number | null; lastError: string | null; tookMs: number | null; replayOf: string | null;
};
const columns = `d.id, d.delivery_id AS "deliveryId", d.entity, d.action, d.model, d.state, d.attempts, d.next_at AS "nextAt", d.created_at AS "createdAt", d.attempted_at AS "attemptedAt", d.ended_at AS "endedAt",
  d.last_status AS "lastStatus", d.last_error AS "lastError", d.took_ms AS "tookMs", (SELECT o.delivery_id FROM webhook_delivery o WHERE o.id = d.replay_of) AS "replayOf"`;

/** Newest first. */
export async function deliveryPage(db: Db, ask: { webhookId: string; state: DeliveryState | null; before: number | null; limit: number }): Promise<DeliveryRow[]> {
  const where = ask.state === null ? "$2::text IS NULL" : "d.state = $2";
  return db.hot<DeliveryRow>(`webhooks.deliveries.${ask.state === null ? "all" : "state"}`,
    `SELECT ${columns} FROM webhook_delivery d WHERE d.webhook_id = $1 AND ${where} AND ($3::bigint IS NULL OR d.id < $3) ORDER BY d.id DESC LIMIT $4`,
    [ask.webhookId, ask.state, ask.before, ask.limit]);
}

export async function deliveryOf(db: Db, of: { webhookId: string; deliveryId: string }): Promise<(DeliveryRow & { body: string; responseBody: string | null }) | null> {
  const rows = await db.hot<DeliveryRow & { body: string; responseBody: string | null }>("webhooks.delivery",
    `SELECT ${columns}, d.body, d.response_body AS "responseBody" FROM webhook_delivery d WHERE d.delivery_id = $1 AND d.webhook_id = $2`, [of.deliveryId, of.webhookId]);
  return rows[0] ?? null;
}

export type Replayed = { webhookId: string; at: Date } & ({ deliveryId: string } | { from: Date; to: Date });

const which = (of: Replayed): Prisma.Sql => "deliveryId" in of
  ? Prisma.sql`d.delivery_id = ${of.deliveryId}`
  : Prisma.sql`d.replay_of IS NULL AND d.created_at >= ${of.from} AND d.created_at <= ${of.to}`;

/** How many ended deliveries a replay would repeat: one by its id, or the first-hand ones of a span. */
export async function countReplayable(tx: Tx, of: Replayed): Promise<number> {
  const rows = await tx.$queryRaw<{ count: bigint }[]>`SELECT count(*) AS count FROM webhook_delivery d WHERE d.webhook_id = ${of.webhookId} AND d.state <> 'waiting' AND ${which(of)}`;
  return Number(rows[0]?.count ?? 0);
}

/** Queues them again behind what waits, in their order, with the same bytes and ids of their own. The fanner waits meanwhile, so that ids keep the order. */
export async function insertReplays(tx: Tx, of: Replayed): Promise<void> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock(${Prisma.raw(followerLock("webhooks"))})) held`);
  await tx.$executeRaw`
    INSERT INTO webhook_delivery (delivery_id, webhook_id, event_id, entity, action, model, body, next_at, created_at, replay_of)
    SELECT gen_random_uuid()::text, d.webhook_id, d.event_id, d.entity, d.action, d.model, d.body, ${of.at}, ${of.at}, COALESCE(d.replay_of, d.id)
    FROM webhook_delivery d WHERE d.webhook_id = ${of.webhookId} AND d.state <> 'waiting' AND ${which(of)} ORDER BY d.id`;
}

/** @returns how many went */
export async function dropDeliveries(db: Db, before: Date): Promise<number> {
  return (await db.pool.query(`DELETE FROM webhook_delivery WHERE created_at < $1`, [before])).rowCount ?? 0;
}
