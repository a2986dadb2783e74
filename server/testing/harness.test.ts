import { expect, test } from "vitest";
import { testActor, testDeps } from "./harness.ts";

const deps = await testDeps();

test("a test file has a migrated database of its own", async () => {
  const actor = await testActor(deps, "scientist");
  expect(await deps.db.prisma.user.count()).toBe(1);
  expect((await deps.db.hot<{ name: string }>("t1", `SELECT name FROM "user" WHERE id = $1`, [actor.id]))[0]?.name).toBe("A scientist");
});

test("the audit log refuses change", async () => {
  await deps.db.pool.query(`INSERT INTO audit_event (actor_id, actor_name, action, subject, detail) VALUES ('a', 'A', 'model.created', 'm', '{}')`);
  for (const sql of ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event CASCADE"]) {
    await expect(deps.db.pool.query(sql)).rejects.toThrow(/append-only/);
  }
});
