import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient, type Prisma } from "#prisma/generated/client.ts";
import { gather, openLanes, statementName } from "./db-lanes.ts";
import { ShapeNames } from "./db-shapes.ts";

/** The first argument of everything in a `store.ts` that writes: an open transaction. */
export type Tx = Prisma.TransactionClient;

/** Where SQL text runs: by itself, in Prisma's transaction or in a plain one. */
export type Sql = <Row extends Record<string, unknown>>(text: string, values: readonly unknown[]) => Promise<Row[]>;

export type Db = {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Runs `work` in one read-committed transaction; it commits when `work` resolves and rolls back when it rejects. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The same on a plain connection, for what programs do hundreds of times a second: statements are prepared once, and
   * those that `work` starts together cost one round trip. Every text is a constant.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A hot read: one prepared statement. `name` is unique to its text. */
  hot<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  /** The same for what a few index entries answer: it shares its connection with others, which wait for it. */
  quick<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<Row[]>;
  /** A read whose text is put together from parts: its usual shapes are prepared too. Rows are arrays of their columns. */
  shaped<Row extends unknown[]>(text: string, values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
};

// 20 = int8: counts and sequences fit a double, and JSON wants numbers.
pg.types.setTypeParser(20, Number);

/** Runs text in any open transaction. */
export const sqlOf = (tx: Tx | Sql): Sql => (typeof tx === "function" ? tx : <Row>(text: string, values: readonly unknown[]) => tx.$queryRawUnsafe<Row[]>(text, ...values));

async function writeOn<T>(client: pg.PoolClient, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sent: Promise<unknown>[] = [];
  const send = <Row extends Record<string, unknown>>(query: string | pg.QueryConfig): Promise<Row[]> => {
    gather(client);
    const rows = client.query<Row>(query).then((result) => result.rows);
    sent.push(rows);
    // One that fails while another is waited for is told of by that one, or below.
    rows.catch(() => undefined);
    return rows;
  };
  try {
    void send("BEGIN");
    const result = await work((text, values) => send({ name: statementName(text), text, values: [...values] }));
    await Promise.all(sent);
    await send("COMMIT");
    return result;
  } catch (error) {
    await Promise.allSettled([...sent, send("ROLLBACK")]);
    throw error;
  }
}

/** No statement takes longer: one that would has been asked for by a mistake or an attack, and holds memory for all others. */
const statementMs = 120_000;

/** @param url postgres:// URL; @param poolSize connections of each of the pools */
export function openDb(url: string, poolSize = 10): Db {
  const config = { connectionString: url, keepAlive: true, statement_timeout: statementMs };
  const pool = new pg.Pool({ ...config, max: poolSize });
  const writers = new pg.Pool({ ...config, max: poolSize, pipeline: true, connectionTimeoutMillis: 10_000, statement_timeout: 30_000, idle_in_transaction_session_timeout: 30_000 });
  const shapes = new ShapeNames();
  const lanes = openLanes(config, Math.max(1, Math.floor(poolSize / 4)));
  for (const one of [pool, writers]) {
    // A connection that the server drops is replaced by the next query; without a listener it would end the process.
    one.on("error", () => undefined);
    one.on("connect", (client) => { client.on("error", () => undefined); });
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize, statement_timeout: statementMs }, { onPoolError: () => undefined, onConnectionError: () => undefined }) });
  return {
    prisma,
    pool,
    tx: (work) => prisma.$transaction(work, { maxWait: 10_000, timeout: 30_000 }),
    async write(work) {
      const client = await writers.connect();
      try {
        return await writeOn(client, work);
      } finally {
        client.release();
      }
    },
    async hot<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
      return (await pool.query<Row>({ name, text, values })).rows;
    },
    async quick<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
      return (await lanes.query<Row>({ name, text, values })).rows;
    },
    async shaped<Row extends unknown[]>(text: string, values: unknown[]) {
      const name = shapes.nameOf(text);
      return (await pool.query<Row>({ ...(name === undefined ? {} : { name }), text, values, rowMode: "array" })).rows;
    },
    async close() {
      await Promise.all([prisma.$disconnect(), pool.end(), writers.end(), lanes.end()]);
    },
  };
}
