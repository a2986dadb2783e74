import type { Db } from "../../platform/db.ts";

export type KeptAnswer = { status: number; contentType: string; text: string };
export type KeyRow = { requestHash: string; state: "running" | "done"; answer: KeptAnswer | null };

/**
 * Takes the key for a request, or says null when another request has it. A key a day old is free again; so is one whose
 * request did not end within `abandonedBefore`, because its process died (no transaction of ours runs that long).
 */
export async function takeKey(db: Db, asked: { personId: string; key: string; requestHash: string; now: Date; expiredBefore: Date; abandonedBefore: Date }): Promise<boolean> {
  const rows = await db.hot(
    "idempotency_take",
    `INSERT INTO idempotency_key (user_id, key, request_hash, state, created_at) VALUES ($1, $2, $3, 'running', $4)
     ON CONFLICT (user_id, key) DO UPDATE SET request_hash = EXCLUDED.request_hash, state = 'running', status = NULL, body = NULL, created_at = EXCLUDED.created_at
     WHERE idempotency_key.created_at < $5 OR (idempotency_key.state = 'running' AND idempotency_key.created_at < $6 AND idempotency_key.request_hash = EXCLUDED.request_hash)
     RETURNING key`,
    [asked.personId, asked.key, asked.requestHash, asked.now, asked.expiredBefore, asked.abandonedBefore],
  );
  return rows.length === 1;
}

export async function readKey(db: Db, personId: string, key: string): Promise<KeyRow | null> {
  const rows = await db.hot<KeyRow>("idempotency_read", `SELECT request_hash AS "requestHash", state, body AS answer FROM idempotency_key WHERE user_id = $1 AND key = $2`, [personId, key]);
  return rows[0] ?? null;
}

export async function keepAnswer(db: Db, asked: { personId: string; key: string; answer: KeptAnswer }): Promise<void> {
  await db.hot("idempotency_keep", `UPDATE idempotency_key SET state = 'done', status = $3, body = $4 WHERE user_id = $1 AND key = $2`, [asked.personId, asked.key, asked.answer.status, JSON.stringify(asked.answer)]);
}

export async function freeKey(db: Db, personId: string, key: string): Promise<void> {
  await db.hot("idempotency_free", `DELETE FROM idempotency_key WHERE user_id = $1 AND key = $2 AND state = 'running'`, [personId, key]);
}

/** @returns how many were dropped */
export async function dropKeys(db: Db, before: Date): Promise<number> {
  return (await db.pool.query(`DELETE FROM idempotency_key WHERE created_at < $1`, [before])).rowCount ?? 0;
}
