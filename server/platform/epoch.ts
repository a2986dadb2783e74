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

/** The present epoch: one prepared statement, polled by serving. */
export async function readServingEpoch(db: Db): Promise<number> {
  const rows = await db.hot<{ epoch: number }>("serving_epoch", `SELECT (value #>> '{}')::bigint AS epoch FROM setting WHERE key = 'serving.epoch'`, []);
  return rows[0]?.epoch ?? 0;
}
