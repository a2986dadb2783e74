import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { bulkLimits, tagModelsInput, type TagModels } from "./contract-views.ts";
import { countModels, createModel, deleteModel, listModels, tagModels } from "./index.ts";

const deps = await testDeps();
let actor: Actor;
beforeAll(async () => {
  actor = await testActor(deps, "scientist");
  for (const name of ["a1", "a2", "a3", "b1"]) await createModel(deps, actor, { name, description: "", tags: [] });
});

const tag = (input: Pick<TagModels, "models" | "fitting">, value: string | null = "1") => tagModels(deps, actor, tagModelsInput.parse({ change: value === null ? { act: "remove", key: "tier" } : { act: "set", key: "tier", value }, ...input }));
const having = async (filter: string) => (await listModels(deps, actor, { filter, sort: "name", limit: 50 })).items.map((item) => item.name);
const audited = () => deps.db.prisma.auditEvent.count({ where: { action: "model.tagged" } });

test("those named, each with an audit row; one that is gone keeps none of the others back", async () => {
  await deleteModel(deps, actor, { name: "a3" });
  expect(await tag({ models: ["a1", "a3", "a1", "b1"] })).toEqual({ changed: 2, refused: [{ model: "a3", detail: "Registered Model with name=a3 not found" }] });
  expect([await having("tags.tier = 1"), await audited()]).toEqual([["a1", "b1"], 2]);
});

test("all that fit a filter, if it is as many as was said", async () => {
  expect(await countModels(deps, actor, { filter: "tags.tier IS NULL" })).toEqual({ count: 1, more: false });
  await expect(tag({ fitting: { filter: "name LIKE 'a%'", count: 3 } })).rejects.toMatchObject({ code: "wrong_state", message: "2 models fit now, not 3. Nothing was changed; look at the list again." });
  expect(await tag({ fitting: { filter: "name LIKE 'a%'", count: 2 } }, "2")).toEqual({ changed: 2, refused: [] });
  expect(await having("tags.tier = 2")).toEqual(["a1", "a2"]);
  expect(await tag({ fitting: { query: "a1", count: 1 } }, null)).toEqual({ changed: 1, refused: [] });
  expect([await having("tags.tier IS NOT NULL"), await audited()]).toEqual([["a2", "b1"], 5]);
});

test("a bad tag or filter changes nothing", async () => {
  const before = await audited();
  await expect(tagModels(deps, actor, { change: { act: "set", key: "../x", value: "" }, models: ["a1"] })).rejects.toMatchObject({ code: "invalid_input" });
  await expect(tag({ fitting: { filter: "tier =", count: 2 } })).rejects.toMatchObject({ code: "invalid_input", extra: { at: 0, end: 4 } });
  expect(tagModelsInput.safeParse({ change: { act: "remove", key: "tier" } }).success).toBe(false);
  expect(await audited()).toBe(before);
});

test("one act takes a bounded number of models", async () => {
  const { id } = actor;
  await deps.db.prisma.registeredModel.createMany({ data: Array.from({ length: bulkLimits.models }, (_, index) => ({ name: `many ${index}`, created_by: id })) });
  expect(await countModels(deps, actor, {})).toEqual({ count: bulkLimits.models, more: true });
  await expect(tag({ fitting: { count: bulkLimits.models } })).rejects.toThrow(`More than ${bulkLimits.models} models fit`);
  expect(tagModelsInput.safeParse({ change: { act: "remove", key: "tier" }, models: Array.from({ length: bulkLimits.models + 1 }, (_, index) => `m${index}`) }).success).toBe(false);
});
