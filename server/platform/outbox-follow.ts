import type { Db, Sql } from "./db.ts";

/** Who follows the outbox, each at its own pace and one process at a time. */
export type Follower = "live" | "webhooks";

const batch = 20_000;

/** The advisory lock of the one process that takes what the follower has not had; held until a transaction ends. */
export const followerLock = (follower: Follower): string => `hashtextextended('signalbox.outbox.${follower}', 0)`;

/**
 * What the follower $1 has not taken. A transaction's number says nothing of when it commits: those that may still be
 * running when it looks lie at or above its horizon, and of these it remembers which events it has seen. The upper end
 * says what holds anyway; with it the planner expects few rows and walks the index.
 */
const untaken = `outbox_event e WHERE e.xid BETWEEN (SELECT horizon FROM outbox_mark WHERE follower = $1) AND pg_snapshot_xmax(pg_current_snapshot())
  AND e.id NOT IN (SELECT unnest(seen) FROM outbox_mark WHERE follower = $1)`;

/** A full round leaves the horizon: what it did not get to may belong to any transaction since. */
const take = `
  WITH mark AS MATERIALIZED (SELECT horizon, seen, last_id FROM outbox_mark WHERE follower = $1),
  fresh AS MATERIALIZED (SELECT e.id, e.xid FROM ${untaken} ORDER BY e.id LIMIT ${batch}),
  next AS (SELECT CASE WHEN (SELECT count(*) FROM fresh) = ${batch} THEN horizon ELSE GREATEST(horizon, pg_snapshot_xmin(pg_current_snapshot())) END AS horizon FROM mark),
  moved AS (
    UPDATE outbox_mark m SET horizon = next.horizon, last_id = GREATEST(m.last_id, (SELECT max(id) FROM fresh)), seen = ARRAY(
      SELECT id FROM fresh WHERE xid >= next.horizon
      UNION ALL SELECT e.id FROM outbox_event e WHERE e.id IN (SELECT unnest(seen) FROM mark) AND e.xid >= next.horizon)
    FROM next WHERE m.follower = $1 AND EXISTS (SELECT FROM fresh))
  SELECT id FROM fresh ORDER BY id`;

/** True where transactions are numbered lower than a mark says: the rows were moved to another server. */
const foreign = `SELECT 1 AS is FROM outbox_mark WHERE horizon > pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1`;

/** The marks and the events in this server's numbers; who has taken what stays. */
async function renumber(sql: Sql): Promise<void> {
  await sql(`SELECT follower FROM outbox_mark ORDER BY follower FOR UPDATE`, []);
  if ((await sql(foreign, [])).length === 0) return;
  await sql(`LOCK TABLE outbox_event IN EXCLUSIVE MODE`, []);
  await sql(`UPDATE outbox_mark m SET horizon = pg_current_xact_id(), seen = ARRAY(SELECT e.id FROM outbox_event e WHERE (e.xid < m.horizon AND e.id <= m.last_id) OR e.id = ANY(m.seen))`, []);
  await sql(`UPDATE outbox_event SET xid = pg_current_xact_id()`, []);
}

/**
 * Hands the follower the committed events that it has not had, in one transaction with what `work` does of them. Nothing
 * is passed by, however late a transaction commits, and nothing comes twice. In order of their ids, which for one
 * model is the order of commits: its writers wait for each other.
 * @param work gets the events' ids, rising
 * @returns how many it took; 0 when there were none or another process is at it
 */
export async function followOutbox(db: Db, follower: Follower, work: (sql: Sql, ids: number[]) => Promise<void>): Promise<number> {
  const [waiting] = await db.hot<{ isForeign: boolean }>(`outbox.waiting`, `SELECT EXISTS (${foreign}) AS "isForeign" WHERE EXISTS (${foreign}) OR EXISTS (SELECT FROM ${untaken})`, [follower]);
  if (!waiting) return 0;
  if (waiting.isForeign) await db.write(renumber);
  return db.write(async (sql) => {
    const [lock] = await sql<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${followerLock(follower)}) AS mine`, []);
    if (lock?.mine !== true) return 0;
    const ids = (await sql<{ id: number }>(take, [follower])).map((row) => row.id);
    if (ids.length > 0) await work(sql, ids);
    return ids.length;
  });
}

/** Events that the follower has not taken yet, and the age of the oldest. */
export async function outboxLag(db: Db, follower: Follower = "live"): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await db.hot<{ waiting: number; oldestSeconds: number }>("outbox.lag", `SELECT count(*) AS waiting, COALESCE(EXTRACT(EPOCH FROM now() - min(at)), 0)::float8 AS "oldestSeconds" FROM ${untaken}`, [follower]);
  return row ?? { waiting: 0, oldestSeconds: 0 };
}

/** Drops events older than a day that every follower has taken. @returns how many */
export async function pruneOutbox(db: Db): Promise<number> {
  return (await db.pool.query(`DELETE FROM outbox_event WHERE at < now() - interval '1 day' AND xid < (SELECT min(horizon) FROM outbox_mark)`)).rowCount ?? 0;
}
