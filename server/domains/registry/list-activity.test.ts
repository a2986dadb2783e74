import { beforeAll, expect, test } from "vitest";
import { encodeCursor } from "../../shared/paging.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { activityInput, activityItem } from "./contract-activity.ts";
import * as registry from "./index.ts";

const deps = await testDeps();
let ann: Actor;
const source = async () => { const run = await registry.createRun(deps, ann, { experimentId: 0, userId: "a", startMs: 1, name: "r", tags: [] }); return { source: `runs:/${run.id}/model`, runId: run.id, modelId: "", runLink: "", description: "", tags: [] }; };
const list = async (model: string, more: Record<string, unknown> = {}) => registry.listActivity(deps, ann, activityInput.parse({ model, version: 1, ...more }));
const lines = (items: readonly unknown[]) => items.map((item) => activityItem.parse(item)).map((item) => [item.action, item.alias?.name ?? item.detail["key"] ?? null, item.alias?.to ?? null]);

beforeAll(async () => {
  ann = await testActor(deps, "scientist", "Ann");
  const step = async (work: () => Promise<unknown>) => { deps.clock.advance(1); await work(); };
  await step(() => registry.createModel(deps, ann, { name: "old", tags: [] }));
  await step(async () => registry.createVersion(deps, ann, { name: "old", ...(await source()) }));
  await step(async () => registry.createVersion(deps, ann, { name: "old", ...(await source()) }));
  await step(() => registry.tagVersion(deps, ann, { name: "old", version: "1", tag: { key: "a", value: "1" } }));
  await step(() => deps.db.tx((tx) => registry.setAliasIn(tx, ann, { name: "old", alias: "champion", version: "1", at: deps.clock.now() })));
  await step(() => registry.renameModel(deps, ann, { name: "old", newName: "new" }));
  await step(() => deps.db.tx((tx) => registry.setAliasIn(tx, ann, { name: "new", alias: "champion", version: "2", at: deps.clock.now() })));
  await step(() => registry.saveCard(deps, ann, { model: "new", version: 1, body: "x", basedOn: null }));
  // Another model under the old name: none of its acts belong here.
  await step(() => registry.createModel(deps, ann, { name: "old", tags: [] }));
  await step(async () => registry.createVersion(deps, ann, { name: "old", ...(await source()) }));
  await step(() => registry.tagVersion(deps, ann, { name: "old", version: "1", tag: { key: "other", value: "1" } }));
});
const expected = [["version.card_saved", null, null], ["alias.set", "champion", "2"], ["alias.set", "champion", "1"], ["version.tagged", "a", null], ["version.created", null, null]];

test("its own acts and its aliases, under every name it had, the newest first", async () => {
  const { items, nextCursor } = await list("new");
  expect([lines(items), nextCursor]).toEqual([expected, null]);
});
test("a model that took the old name has its own acts alone", async () => {
  expect(lines((await list("old")).items)).toEqual([["version.tagged", "other", null], ["version.created", null, null]]);
});
test("every page size gives the same list", async () => {
  for (const limit of [1, 2, 3]) {
    const seen: unknown[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await list("new", { limit, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
      more = cursor !== undefined;
    }
    expect(lines(seen)).toEqual(expected);
  }
});
test("a release that names it is among them, by its number", async () => {
  const version = await deps.db.prisma.modelVersion.findFirstOrThrow({ where: { version: 1, model: { name: "new" } } });
  const release = await deps.db.prisma.release.create({ data: { version_id: version.id, model_id: version.model_id, environment: "staging", requested_by: ann.id, requested_at: deps.clock.now(), evidence: "{}", evidence_digest: "0" } });
  await deps.db.pool.query(`INSERT INTO audit_event (at, actor_id, actor_name, action, subject, detail) VALUES ($1, 'a', 'Ann', 'release.requested', $2, '{"environment":"staging"}'), ($1, 'a', 'Ann', 'model.created', $2, '{}')`, [deps.clock.now(), String(release.id)]);
  const { items } = await list("new");
  expect([items[0]?.action, items[0]?.releaseId, items[1]?.action]).toEqual(["release.requested", String(release.id), "version.card_saved"]);
});
test("refusals", async () => {
  await expect(list("none")).rejects.toMatchObject({ code: "not_found" });
  for (const cursor of ["x", encodeCursor(["a", 1]), encodeCursor([1, "2026-11-23"])]) await expect(list("new", { cursor })).rejects.toMatchObject({ code: "invalid_input" });
});
