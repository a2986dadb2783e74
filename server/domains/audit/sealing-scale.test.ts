import { expect, test } from "vitest";
import { testDeps } from "../../testing/harness.ts";
import { sealPending, verifyChain } from "./index.ts";

const deps = await testDeps();

test("a backlog is sealed whole, in batches, and walked", async () => {
  await deps.db.pool.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) SELECT 'a', 'A', 'model.created', 'm' || n, jsonb_build_object('n', n) FROM generate_series(1, 5500) AS n`);
  let sealed = 0;
  for (let count = await sealPending(deps); count > 0; count = await sealPending(deps)) sealed += count;
  expect(sealed).toBe(5500);
  expect(await verifyChain(deps)).toEqual({ whole: true, count: 5500, unsealed: 0, broken: null });
});

test("an event that commits long after later ones were sealed is sealed too, once the sealer looks further back", async () => {
  const late = await deps.db.pool.connect();
  await late.query("BEGIN");
  const { rows } = await late.query<{ seq: number }>(`SELECT nextval('audit_event_seq_seq') AS seq`);
  await deps.db.pool.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) SELECT 'a', 'A', 'model.created', 'x', '{}' FROM generate_series(1, 1500)`);
  while ((await sealPending(deps)) > 0);
  await late.query(`INSERT INTO audit_event (seq, actor_id, actor_name, action, subject, detail) VALUES ($1, 'a', 'A', 'model.created', 'late', '{}')`, [rows[0]?.seq]);
  await late.query("COMMIT");
  late.release();
  expect(await sealPending(deps)).toBe(0);
  deps.clock.advance(11);
  expect(await sealPending(deps)).toBe(1);
  expect(await verifyChain(deps)).toMatchObject({ whole: true, count: 7001, unsealed: 0 });
});
