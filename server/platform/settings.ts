import type { Prisma } from "#prisma/generated/client.ts";
import type { Db, Tx } from "./db.ts";

/** Small facts of the installation, by key. Undefined: never written. */
export async function readSetting(db: Db, key: string): Promise<unknown> {
  return (await db.hot<{ value: unknown }>("setting", `SELECT value FROM setting WHERE key = $1`, [key]))[0]?.value;
}

export async function writeSetting(tx: Tx, key: string, value: Prisma.InputJsonValue): Promise<void> {
  await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value }, select: { key: true } });
}
