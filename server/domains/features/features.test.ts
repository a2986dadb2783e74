import { beforeAll, describe, expect, test } from "vitest";
import { givenServed, givenVersionOf, serve } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { listFeaturesInput } from "./contract.ts";
import { getFeature, listFeatures } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const list = (input: Record<string, unknown> = {}) => listFeatures(deps, actor, listFeaturesInput.parse(input));
const inputs = (...names: string[]) => names.map((name) => ({ name, type: name.startsWith("s_") ? "string" : "double" }));
const state = (versionId: number, column: string, more: { lamp: string; psi?: number; environment?: string }) => deps.db.prisma.columnState.create({
  data: { version_id: versionId, environment: more.environment ?? "production", column, role: "input", lamp: more.lamp, psi: more.psi ?? null, rows: 500, as_of: deps.clock.now() },
});

beforeAll(async () => {
  const a = await givenServed(deps, { model: "a", inputs: inputs("distance", "s_origin", "hour") });
  await givenVersionOf(deps, { model: "a", inputs: [...inputs("distance"), { name: "s_origin", type: "long" }] });
  const b = await givenServed(deps, { model: "b", inputs: inputs("distance", "100%_full"), environment: "staging" });
  await serve(deps, { modelId: b.modelId, versionId: b.versionId, environment: "production", since: deps.clock.now() });
  await givenVersionOf(deps, { model: "idle", inputs: inputs("mass") });
  await givenVersionOf(deps, { model: "nameless" });
  await state(a.versionId, "distance", { lamp: "steady", psi: 0.01 });
  await state(a.versionId, "hour", { lamp: "clock", psi: 7 });
  await state(b.versionId, "distance", { lamp: "drifting", psi: 0.05 });
  await state(b.versionId, "distance", { lamp: "steady", psi: 0.2, environment: "staging" });
});

describe("the catalog", () => {
  test("every input that a signature names, once, with the state of its worst served reader", async () => {
    expect((await list()).items).toEqual([
      { name: "100%_full", types: ["double"], models: ["b"], versionCount: 1, lamp: "unknown", psi: null, shown: { model: "b", version: "1", environment: "production" } },
      { name: "distance", types: ["double"], models: ["a", "b"], versionCount: 3, lamp: "drifting", psi: 0.05, shown: { model: "b", version: "1", environment: "production" } },
      { name: "hour", types: ["double"], models: ["a"], versionCount: 1, lamp: "clock", psi: 7, shown: { model: "a", version: "1", environment: "production" } },
      { name: "mass", types: ["double"], models: ["idle"], versionCount: 1, lamp: null, psi: null, shown: null },
      { name: "s_origin", types: ["long", "string"], models: ["a"], versionCount: 2, lamp: "unknown", psi: null, shown: { model: "a", version: "1", environment: "production" } },
    ]);
  });

  test.each([
    { query: "IST", names: ["distance"] }, { query: "%", names: ["100%_full"] }, { query: "s_", names: ["s_origin"] }, { query: "  ", names: ["100%_full", "distance", "hour", "mass", "s_origin"] }, { query: "none", names: [] },
  ])("search for '$query'", async ({ query, names }) => {
    expect((await list({ query })).items.map((item) => item.name)).toEqual(names);
  });

  test.each([{ query: undefined }, { query: "a" }])("pages by cursor, query $query", async ({ query }) => {
    const all = (await list({ query })).items;
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await list({ query, limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
  });

  test("a cursor that no page answered", async () => {
    await expect(list({ cursor: "?" })).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("one feature", () => {
  test("its readers, served ones first, with where they serve and how they drift", async () => {
    const view = await getFeature(deps, actor, { name: "distance" });
    expect(view.readers).toEqual([
      { model: "a", version: "1", environments: ["production"], lamp: "steady", psi: 0.01, js: null, rows: 500 },
      { model: "b", version: "1", environments: ["production", "staging"], lamp: "drifting", psi: 0.05, js: null, rows: 500 },
      { model: "a", version: "2", environments: [], lamp: null, psi: null, js: null, rows: null },
    ]);
  });
  test("a name that no signature has", async () => {
    await expect(getFeature(deps, actor, { name: "nothing" })).rejects.toMatchObject({ code: "not_found" });
  });
});

test("the catalog follows the signature: changed, removed, deleted with its version", async () => {
  const made = await givenVersionOf(deps, { model: "changing", inputs: inputs("old", "old", "kept") });
  const names = async () => (await deps.db.prisma.versionFeature.findMany({ where: { version_id: made.versionId }, orderBy: { name: "asc" } })).map((row) => row.name);
  const sign = (sql: string) => deps.db.pool.query(`UPDATE model_version SET signature = ${sql} WHERE id = $1`, [made.versionId]);
  expect(await names()).toEqual(["kept", "old"]);
  await sign(`'{"inputs": [{"name": "kept", "type": "long"}, {"name": ""}, {"name": "new"}], "outputs": [{"name": "out"}]}'`);
  expect(await names()).toEqual(["kept", "new"]);
  for (const none of [`'null'`, `'{"inputs": 3}'`, "NULL"]) {
    await sign(none);
    expect(await names()).toEqual([]);
  }
  await sign(`'{"inputs": [{"name": "back"}]}'`);
  await deps.db.prisma.modelVersion.delete({ where: { id: made.versionId } });
  expect(await names()).toEqual([]);
});
