import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient, type Prisma } from "#prisma/generated/client.ts";

/** The first argument of everything in a `store.ts` that writes: an open transaction. */
export type Tx = Prisma.TransactionClient;

export type Db = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Runs `work` in one read-committed transaction; it commits when `work` resolves and rolls back when it rejects. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A hot read: one prepared statement. `name` is unique to its text. */
  hot<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

// 20 = int8: counts and sequences fit a double, and JSON wants numbers.
pg.types.setTypeParser(20, Number);

/** @param url postgres:// URL; @param poolSize connections of each of the two pools */
export function openDb(url: string, poolSize = 10): Db {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, keepAlive: true });
  // A connection that the server drops is replaced by the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => { client.on("error", () => undefined); });
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize }, { onPoolError: () => undefined, onConnectionError: () => undefined }) });
  return {
    prisma,
    pool,
    tx: (work) => prisma.$transaction(work, { maxWait: 10_000, timeout: 30_000 }),
    async hot<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
      return (await pool.query<Row>({ name, text, values })).rows;
    },
    async close() {
      await Promise.all([prisma.$disconnect(), pool.end()]);
    },
  };
}
