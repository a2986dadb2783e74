import type { Db } from "../../platform/db.ts";

/** Tables that are partitioned by day. */
const tables = ["label_page", "prediction_log"] as const;
const lockName = "monitoring.days";
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const partitionOf = (table: string, day: string) => `${table}_${day.replaceAll("-", "")}`;
const known = new WeakMap<Db, Set<string>>();

/** Makes the partitions of these days unless they are there. @param days as `dayOf` writes them */
export async function ensureDays(db: Db, days: Iterable<string>): Promise<void> {
  let made = known.get(db);
  if (!made) known.set(db, (made = new Set()));
  const missing = [...new Set(days)].filter((day) => /^\d{4}-\d\d-\d\d$/.test(day) && !made.has(day));
  if (missing.length === 0) return;
  await db.tx(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${lockName}))`;
    for (const day of missing) {
      const next = dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000));
      for (const table of tables) await tx.$executeRawUnsafe(`CREATE TABLE IF NOT EXISTS ${partitionOf(table, day)} PARTITION OF ${table} FOR VALUES FROM ('${day}') TO ('${next}')`);
    }
  });
  for (const day of missing) made.add(day);
}

/** Drops the days before one, labels and log both. @returns how many tables went */
export async function dropDaysBefore(db: Db, day: string): Promise<number> {
  const { rows } = await db.pool.query<{ name: string; parent: string }>(
    `SELECT c.relname AS name, p.relname AS parent FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = ANY($1)`, [tables],
  );
  const old = rows.filter(({ name, parent }) => name < partitionOf(parent, day) && /^[a-z_]+_\d{8}$/.test(name));
  for (const { name } of old) await db.pool.query(`DROP TABLE IF EXISTS ${name}`);
  known.delete(db);
  return old.length;
}
