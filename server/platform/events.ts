import type { Db } from "./db.ts";
import type { Deps } from "./deps.ts";
import type { OutboxType } from "./outbox.ts";
import { followOutbox } from "./outbox-follow.ts";

/** One event as the live streams tell it. `data` holds the event's own words, `subject` among them. */
export type LiveRow = { seq: number; at: Date; kind: OutboxType; model: string | null; environment: string | null; data: Record<string, unknown> };

/**
 * Moves committed outbox events to the live sequence. One writer at a time, so seq rises without gaps in the order of
 * commits to live_event: a reader that has seen n has seen everything up to n.
 * @returns how many it moved; 0 when there were none or another relay is at work
 */
export async function relayOutbox(deps: Pick<Deps, "db">): Promise<number> {
  return followOutbox(deps.db, "live", async (sql, ids) => {
    await sql(`
      INSERT INTO live_event (seq, at, kind, model, environment, data)
      SELECT (SELECT COALESCE(max(seq), 0) FROM live_event) + row_number() OVER (ORDER BY id), at, type, data ->> 'model', data ->> 'environment', data || jsonb_build_object('subject', subject)
      FROM outbox_event WHERE id = ANY($1::bigint[])`, [ids]);
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

/** Drops live events older than an hour. The newest stays: it holds the sequence. @returns how many */
export async function pruneLive(deps: Pick<Deps, "db">): Promise<number> {
  return (await deps.db.pool.query(`DELETE FROM live_event WHERE at < now() - interval '1 hour' AND seq < (SELECT max(seq) FROM live_event)`)).rowCount ?? 0;
}
