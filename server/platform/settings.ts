import type { Db, Tx } from "./db.ts";

/** Small facts of the installation, by key. Undefined: never written. */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  return (await db.hot<{ value: unknown }>("setting", `SELECT value FROM setting WHERE key = $1`, [key]))[0]?.value;
}

/** @param value anything that JSON can say */
export async function writeSetting(tx: Tx, key: string, value: unknown): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO setting (key, value, updated_at) VALUES (${key}, ${JSON.stringify(value)}::jsonb, now())
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at`;
}
