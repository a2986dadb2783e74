import type { Writable } from "node:stream";
import pg from "pg";

const names = new Map<string, string>();

/** A prepared statement's name, one a text for as long as the process lives. */
export function statementName(text: string): string {
  const name = names.get(text) ?? `write.${names.size}`;
  names.set(text, name);
  return name;
}

const gathering = new WeakSet<Writable>();

/** Holds what a connection is about to send until this turn ends: the statements of one turn leave in one packet. */
export function gather(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (gathering.has(stream)) return;
  gathering.add(stream);
  stream.cork();
  setImmediate(() => {
    gathering.delete(stream);
    stream.uncork();
  });
}

type Lane = { client: pg.Client; ready: Promise<unknown>; waiting: number };
export type Lanes = {
  query<Row extends pg.QueryResultRow>(query: { name: string; text: string; values: unknown[] }): Promise<pg.QueryResult<Row>>;
  end(): Promise<void>;
};

/**
 * Connections that short reads share: a statement leaves at once and is answered in its turn, so a few connections carry
 * what would take a pool of one each. The one with the fewest under way takes the next; a broken one is replaced.
 */
export function openLanes(config: pg.ClientConfig, count: number): Lanes {
  const lanes: (Lane | undefined)[] = Array.from({ length: count }, () => undefined);
  const ended: Promise<unknown>[] = [];
  let closed = false;

  function open(index: number): Lane {
    const client = new pg.Client({ ...config, pipeline: true });
    const lane: Lane = { client, ready: client.connect(), waiting: 0 };
    const drop = () => { if (lanes[index] === lane) lanes[index] = undefined; };
    client.on("error", drop);
    client.on("end", drop);
    lane.ready.catch(drop);
    lanes[index] = lane;
    return lane;
  }

  function pick(): Lane {
    let best = 0;
    for (const [index, lane] of lanes.entries()) {
      if ((lane?.waiting ?? 0) < (lanes[best]?.waiting ?? 0)) best = index;
    }
    return lanes[best] ?? open(best);
  }

  return {
    async query<Row extends pg.QueryResultRow>(query: { name: string; text: string; values: unknown[] }) {
      if (closed) throw new Error("The database was closed.");
      const lane = pick();
      lane.waiting += 1;
      try {
        await lane.ready;
        gather(lane.client);
        return await lane.client.query<Row>(query);
      } finally {
        lane.waiting -= 1;
      }
    },
    async end() {
      closed = true;
      for (const lane of lanes) if (lane) ended.push(lane.ready.then(() => lane.client.end(), () => undefined));
      await Promise.all(ended);
    },
  };
}
