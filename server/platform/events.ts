import type { Db } from "./db.ts";
import type { Deps } from "./deps.ts";
import type { OutboxType } from "./outbox.ts";

/** One event as the live streams tell it. `data` holds the event's own words, `subject` among them. */
export type LiveRow = { seq: number; at: Date; kind: OutboxType; model: string | null; environment: string | null; data: Record<string, unknown> };

const batch = 500;

/**
 * Moves committed outbox events to the live sequence. One writer at a time, so seq rises without gaps in the order of
 * commits to live_event: a reader that has seen n has seen everything up to n, however late a mutation committed (an
 * outbox row is found because it is not marked, not because its id is higher). The lock is released with the commit.
 * @returns how many it moved; 0 when there were none or another relay is at work
 */
export async function relayOutbox(deps: Pick<Deps, "db">): Promise<number> {
  const waiting = await deps.db.hot("outbox_waiting", `SELECT 1 FROM outbox_event WHERE relayed_at IS NULL LIMIT 1`, []);
  if (waiting.length === 0) return 0;
  return deps.db.tx(async (tx) => {
    const lock = await tx.$queryRaw<{ mine: boolean }[]>`SELECT pg_try_advisory_xact_lock(hashtextextended('signalbox.outbox.relay', 0)) AS mine`;
    if (lock[0]?.mine !== true) return 0;
    return tx.$executeRaw`
      WITH moved AS (
        UPDATE outbox_event SET relayed_at = now()
        WHERE id IN (SELECT id FROM outbox_event WHERE relayed_at IS NULL ORDER BY id LIMIT ${batch})
        RETURNING id, at, type, subject, data)
      INSERT INTO live_event (seq, at, kind, model, environment, data)
      SELECT (SELECT COALESCE(max(seq), 0) FROM live_event) + row_number() OVER (ORDER BY id), at, type, data ->> 'model', data ->> 'environment', data || jsonb_build_object('subject', subject)
      FROM moved`;
  });
}

/** Events after `after`, in order. */
export async function readLive(db: Db, asked: { after: number; limit: number }): Promise<LiveRow[]> {
  return db.hot<LiveRow>("live_after", `SELECT seq, at, kind, model, environment, data FROM live_event WHERE seq > $1 ORDER BY seq LIMIT $2`, [asked.after, asked.limit]);
}

/** The first and the last seq that is kept; both 0 before the first event. */
export async function liveBounds(db: Db): Promise<{ first: number; last: number }> {
  const rows = await db.hot<{ first: number; last: number }>("live_bounds", `SELECT COALESCE(min(seq), 0) AS first, COALESCE(max(seq), 0) AS last FROM live_event`, []);
  return rows[0] ?? { first: 0, last: 0 };
}

export async function latestLive(db: Db): Promise<number> {
  return (await liveBounds(db)).last;
}

/** Outbox events that no stream has told yet, and the age of the oldest. */
export async function outboxLag(db: Db): Promise<{ waiting: number; oldestSeconds: number }> {
  const rows = await db.hot<{ waiting: number; oldestSeconds: number }>(
    "outbox_lag",
    `SELECT count(*) AS waiting, COALESCE(EXTRACT(EPOCH FROM now() - min(at)), 0)::float8 AS "oldestSeconds" FROM outbox_event WHERE relayed_at IS NULL`, []);
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
}

/** Drops live events older than an hour and outbox events older than a day that were relayed and handed to webhooks. The newest live event stays: it holds the sequence. */
export async function pruneEvents(deps: Pick<Deps, "db">): Promise<number> {
  const live = await deps.db.pool.query(`DELETE FROM live_event WHERE at < now() - interval '1 hour' AND seq < (SELECT max(seq) FROM live_event)`);
  const outbox = await deps.db.pool.query(`DELETE FROM outbox_event WHERE relayed_at < now() - interval '1 day' AND (hook IS NULL OR fanned_at IS NOT NULL)`);
  return (live.rowCount ?? 0) + (outbox.rowCount ?? 0);
}
