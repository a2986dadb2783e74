import { expect, test, vi } from "vitest";
import { testDeps } from "../../testing/harness.ts";
import { sealPending, verifyChain } from "./index.ts";

const deps = await testDeps();
/** Other test files' open transactions on the same server hold the sealer back too: it is called until it got there, as the worker does. */
const sealed = (count: number) => vi.waitFor(async () => {
  while ((await sealPending(deps)) > 0);
  expect((await verifyChain(deps)).count).toBe(count);
}, { timeout: 25_000, interval: 50 });

test("a backlog is sealed whole, in batches, and walked", async () => {
  await deps.db.pool.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) SELECT 'a', 'A', 'model.created', 'm' || n, jsonb_build_object('n', n) FROM generate_series(1, 5500) AS n`);
  await sealed(5500);
  expect(await verifyChain(deps)).toEqual({ whole: true, count: 5500, unsealed: 0, broken: null });
});

test("an event that commits long after later ones were sealed is sealed too, once the sealer looks further back", async () => {
  // Its number is drawn first; the transaction that writes it is not even begun while the others are sealed.
  const { rows } = await deps.db.pool.query<{ seq: number }>(`SELECT nextval('audit_event_seq_seq') AS seq`);
  await deps.db.pool.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) SELECT 'a', 'A', 'model.created', 'x', '{}' FROM generate_series(1, 1500)`);
  await sealed(7000);
  await deps.db.pool.query(`INSERT INTO audit_event (seq, actor_id, actor_name, action, subject, detail) VALUES ($1, 'a', 'A', 'model.created', 'late', '{}')`, [rows[0]?.seq]);
  expect(await sealPending(deps)).toBe(0);
  await vi.waitFor(async () => {
    deps.clock.advance(11);
    expect(await sealPending(deps)).toBe(1);
  }, { timeout: 25_000, interval: 50 });
  expect(await verifyChain(deps)).toMatchObject({ whole: true, count: 7001, unsealed: 0 });
});
