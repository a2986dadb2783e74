import { beforeAll, expect, test, vi } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { listAudit, record, sealPending, verifyChain } from "./index.ts";
import { genesisHash, linkHash } from "./rules/chain.ts";

const deps = await testDeps();
let actor: Actor;
beforeAll(async () => { actor = await testActor(deps, "approver", "Alma"); });

const write = (subject: string, detail: Record<string, unknown> = {}) => deps.db.tx((tx) => record(tx, { actor, action: "model.created", subject, detail, at: deps.clock.now() }));
const seals = async () => (await deps.db.pool.query<{ position: number; seq: number; hash: string }>(`SELECT position, audit_seq AS seq, hash FROM audit_seal ORDER BY position`)).rows;

/** Other test files' open transactions on the same server hold the sealer back too: it is called until it got there, as the worker does. */
const sealUntil = (count: number) => vi.waitFor(async () => {
  await Promise.all([sealPending(deps), sealPending(deps), sealPending(deps)]);
  expect(await seals()).toHaveLength(count);
}, { timeout: 25_000, interval: 50 });

/** What a superuser of the database could do: the trigger off, a change, the trigger on. */
async function tamper(sql: string, table = "audit_event"): Promise<void> {
  const client = await deps.db.pool.connect();
  try {
    await client.query(`BEGIN`);
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
    await client.query(sql);
    await client.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
    await client.query(`COMMIT`);
  } finally {
    client.release();
  }
}

test("a link is SHA-256 over the link before and the event's canonical JSON", () => {
  const event = { seq: 1, at: new Date("2026-01-02T03:04:05.678Z"), actorId: "a", actorName: "A", action: "x.y", subject: "s", detail: { b: 1, a: [true, null] } };
  // printf '%s' 000…000'{"action":"x.y","actor":{"id":"a","name":"A"},"at":"2026-01-02T03:04:05.678Z","detail":{"a":[true,null],"b":1},"seq":1,"subject":"s"}' | sha256sum
  expect(linkHash(genesisHash, event)).toBe("36343455d04daf153ad9a5945d700ee4bfd573220764dd455c4bb1323511ac15");
  expect(linkHash(genesisHash, { ...event, detail: { a: [true, null], b: 1 } })).toBe(linkHash(genesisHash, event));
  expect(linkHash(genesisHash, { ...event, subject: "t" })).not.toBe(linkHash(genesisHash, event));
});

test("events are sealed once, in order, by one sealer at a time", async () => {
  for (const subject of ["m1", "m2", "m3"]) await write(subject, { nested: { z: 1.5, a: "ü" }, none: null });
  await sealUntil(3);
  expect(await sealPending(deps)).toBe(0);
  expect((await seals()).map((seal) => seal.position)).toEqual([1, 2, 3]);
  expect(await verifyChain(deps)).toEqual({ whole: true, count: 3, unsealed: 0, broken: null });
});

test("a transaction that is still open holds the sealer back; a rolled back one leaves nothing", async () => {
  const late = await deps.db.pool.connect();
  await late.query("BEGIN");
  await late.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) VALUES ('a', 'A', 'model.created', 'late', '{}')`);
  await write("early");
  expect(await sealPending(deps)).toBe(0);
  await late.query("COMMIT");
  late.release();
  await expect(deps.db.tx(async (tx) => {
    await record(tx, { actor, action: "model.created", subject: "never", detail: {}, at: deps.clock.now() });
    throw new Error("rolled back");
  })).rejects.toThrow("rolled back");
  await sealUntil(5);
  expect(await verifyChain(deps)).toMatchObject({ whole: true, count: 5 });
});

test("the list is newest first, by pages, with the links", async () => {
  const first = await listAudit(deps, actor, { limit: 2 });
  expect(first.items.map((item) => item.subject)).toEqual(["early", "late"]);
  const second = await listAudit(deps, actor, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(second.items.map((item) => item.subject)).toEqual(["m3", "m2"]);
  expect(second.items[0]).toMatchObject({ actor: { id: actor.id, name: "Alma" }, previousHash: second.items[1]?.hash });
  expect((await listAudit(deps, actor, { limit: 50, subject: "m1" })).items).toHaveLength(1);
  await write("fresh");
  expect((await listAudit(deps, actor, { limit: 1 })).items[0]).toMatchObject({ subject: "fresh", hash: null, previousHash: null });
  await sealUntil(6);
});

test.each([
  { what: "detail", change: `UPDATE audit_event SET detail = '{"nested":{"z":2}}' WHERE subject = 'm2'`, undo: `UPDATE audit_event SET detail = '{"nested":{"z":1.5,"a":"ü"},"none":null}' WHERE subject = 'm2'`, position: 2 },
  { what: "actor", change: `UPDATE audit_event SET actor_name = 'Nobody' WHERE subject = 'm3'`, undo: `UPDATE audit_event SET actor_name = 'Alma' WHERE subject = 'm3'`, position: 3 },
  { what: "time", change: `UPDATE audit_event SET at = at + interval '1 ms' WHERE subject = 'm1'`, undo: `UPDATE audit_event SET at = at - interval '1 ms' WHERE subject = 'm1'`, position: 1 },
])("tampering is found: a changed $what", async ({ change, undo, position }) => {
  await tamper(change);
  const all = await seals();
  expect(await verifyChain(deps)).toMatchObject({ whole: false, count: position - 1, broken: { seq: all[position - 1]?.seq } });
  await tamper(undo);
  expect((await verifyChain(deps)).whole).toBe(true);
});

test("a chain written anew, or cut at its end, is found by a checkpoint", async () => {
  const all = await seals();
  const last = all.at(-1);
  const checkpoint = { seq: last?.seq ?? 0, hash: last?.hash ?? "" };
  expect((await verifyChain(deps, checkpoint)).whole).toBe(true);
  expect(await verifyChain(deps, { ...checkpoint, hash: genesisHash })).toMatchObject({ whole: false, broken: { seq: checkpoint.seq } });
  await tamper(`DELETE FROM audit_seal WHERE audit_seq = ${checkpoint.seq}`, "audit_seal");
  await tamper(`DELETE FROM audit_event WHERE seq = ${checkpoint.seq}`);
  expect((await verifyChain(deps)).whole).toBe(true);
  expect(await verifyChain(deps, checkpoint)).toMatchObject({ whole: false, broken: { seq: checkpoint.seq } });
});

test("a link taken out of the middle is found", async () => {
  await tamper(`DELETE FROM audit_seal WHERE position = 2`, "audit_seal");
  expect(await verifyChain(deps)).toMatchObject({ whole: false, count: 1, broken: { seq: (await seals())[1]?.seq } });
});
