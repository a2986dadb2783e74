import { type Db, type Sql, sqlOf, type Tx } from "./db.ts";

/**
 * Tells serving that what it reads (routes, frozen versions, tokens) is about to change: it re-reads its snapshot when
 * this number moves. Takes a row lock until the transaction ends, so call it last.
 */
export async function bumpServingEpoch(tx: Tx | Sql): Promise<void> {
  await sqlOf(tx)(`
    INSERT INTO setting (key, value, updated_at) VALUES ('serving.epoch', '1', now())
    ON CONFLICT (key) DO UPDATE SET value = to_jsonb((setting.value #>> '{}')::bigint + 1), updated_at = now()`, []);
}

/** The present epoch and the database's time: one prepared statement, polled by serving. */
export async function readServingEpoch(db: Db): Promise<{ epoch: number; at: Date }> {
  const [row] = await db.hot<{ epoch: number | null; at: Date }>("serving_epoch", `SELECT (SELECT (value #>> '{}')::bigint FROM setting WHERE key = 'serving.epoch') AS epoch, clock_timestamp() AS at`, []);
  if (row === undefined) throw new Error("the database did not tell the time");
  return { epoch: row.epoch ?? 0, at: row.at };
}
