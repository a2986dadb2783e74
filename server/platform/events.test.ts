import { expect, test, vi } from "vitest";
import { testDeps } from "../testing/harness.ts";
import { latestLive, liveBounds, pruneLive, readLive, relayOutbox } from "./events.ts";
import { followOutbox, outboxLag, pruneOutbox } from "./outbox-follow.ts";
import { publish } from "./outbox.ts";

const deps = await testDeps();
const leave = (subject: string, at = new Date()) => deps.db.tx((tx) => publish(tx, { type: "route.changed", subject, data: { model: "m", environment: "production" }, at }));
const subjects = async (after: number) => (await readLive(deps.db, { after, limit: 10_000 })).map((row) => row.data["subject"]);

test("events reach the live sequence once, in order", async () => {
  expect(await relayOutbox(deps)).toBe(0);
  await leave("a");
  await leave("b");
  expect((await outboxLag(deps.db)).waiting).toBe(2);
  expect(await relayOutbox(deps)).toBe(2);
  expect(await relayOutbox(deps)).toBe(0);
  expect(await readLive(deps.db, { after: 0, limit: 10 })).toMatchObject([
    { seq: 1, kind: "route.changed", model: "m", environment: "production", data: { subject: "a" } }, { seq: 2, data: { subject: "b" } },
  ]);
  expect(await latestLive(deps.db)).toBe(2);
});

test("a commit later than others' is not passed by", async () => {
  const late = await deps.db.pool.connect();
  await late.query("BEGIN");
  await late.query(`INSERT INTO outbox_event (type, subject, data) VALUES ('model.changed', 'late', '{}')`);
  await leave("early");
  await relayOutbox(deps);
  const seen = await latestLive(deps.db);
  await late.query("COMMIT");
  late.release();
  await relayOutbox(deps);
  expect(await subjects(seen)).toEqual(["late"]);
});

test("writers and relays at once: a reader that follows the sequence sees each event once, without gaps", async () => {
  const start = await latestLive(deps.db);
  const followed: number[] = [];
  let cursor = start;
  let writing = true;
  const follow = async () => {
    for (;;) {
      const done = !writing && (await outboxLag(deps.db)).waiting === 0;
      const rows = await readLive(deps.db, { after: cursor, limit: 50 });
      for (const row of rows) followed.push(row.seq);
      cursor = rows.at(-1)?.seq ?? cursor;
      if (done && rows.length === 0) return;
    }
  };
  const relay = async () => { while (writing || (await outboxLag(deps.db)).waiting > 0) await relayOutbox(deps); };
  const write = async (writer: number) => { for (let at = 0; at < 40; at += 1) await leave(`w${writer}-${at}`); };
  const readers = [follow(), relay(), relay()];
  await Promise.all([0, 1, 2, 3].map(write));
  writing = false;
  await Promise.all(readers);
  expect(followed).toEqual(Array.from({ length: 160 }, (_, at) => start + 1 + at));
  expect(new Set(await subjects(start)).size).toBe(160);
});

test("old events are dropped, the sequence goes on", async () => {
  const before = await latestLive(deps.db);
  await deps.db.pool.query(`UPDATE live_event SET at = now() - interval '2 hours'`);
  await pruneLive(deps);
  expect(await liveBounds(deps.db)).toEqual({ first: before, last: before });
  await leave("next");
  await relayOutbox(deps);
  expect(await latestLive(deps.db)).toBe(before + 1);
});

test("followers take the same events, each once; what all have had for a day is dropped", async () => {
  const drain = async () => {
    const taken: number[] = [];
    while ((await followOutbox(deps.db, "webhooks", async (_, ids) => { taken.push(...ids); })) > 0);
    return taken;
  };
  await drain();
  await leave("kept");
  await leave("old");
  await deps.db.pool.query(`UPDATE outbox_event SET at = now() - interval '2 days' WHERE subject = 'old'`);
  expect(await drain()).toHaveLength(2);
  expect(await drain()).toEqual([]);
  const left = async () => (await deps.db.prisma.outboxEvent.findMany({ select: { subject: true }, orderBy: { id: "asc" } })).map((row) => row.subject);
  await pruneOutbox(deps.db);
  expect(await left()).toContain("old");
  await relayOutbox(deps);
  // The horizon is as far as the oldest transaction that runs on this server, another test's too.
  await vi.waitFor(async () => {
    await leave("later");
    await relayOutbox(deps);
    await drain();
    await pruneOutbox(deps.db);
    expect(await left()).not.toContain("old");
  }, { timeout: 25_000, interval: 50 });
  expect(await left()).toContain("kept");
});

test("rows that were moved to a server that numbers its transactions lower: nothing is lost, nothing comes twice", async () => {
  await leave("had");
  await relayOutbox(deps);
  await leave("moved, not had");
  const after = await latestLive(deps.db);
  await deps.db.pool.query(`UPDATE outbox_event SET xid = (xid::text::bigint + 1000000000)::text::xid8`);
  await deps.db.pool.query(`UPDATE outbox_mark SET horizon = (horizon::text::bigint + 1000000000)::text::xid8`);
  await leave("written before anybody looked");
  await relayOutbox(deps);
  await leave("later");
  await relayOutbox(deps);
  expect(await subjects(after)).toEqual(["moved, not had", "written before anybody looked", "later"]);
});

test("what does not work out leaves the events for the next round", async () => {
  await leave("again");
  await expect(followOutbox(deps.db, "live", async () => { throw new Error("broken"); })).rejects.toThrow("broken");
  const after = await latestLive(deps.db);
  await relayOutbox(deps);
  expect(await subjects(after)).toEqual(["again"]);
});
