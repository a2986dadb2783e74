import { expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import { givenServed } from "../../testing/monitoring-builders.ts";
import { listTrashInput, trashDays } from "./contract-cleaning.ts";
import { listModelsInput } from "./contract.ts";
import * as registry from "./index.ts";
import { trashTables } from "./store-trash.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const administrator = await testActor(deps, "admin");
const trash = async () => (await registry.listTrash(deps, actor, listTrashInput.parse({}))).items;
const audited = async (subject: string) => (await deps.db.prisma.auditEvent.findMany({ where: { subject }, orderBy: { seq: "asc" }, select: { action: true } })).map((row) => row.action);

async function given(name: string, versions = 2): Promise<void> {
  await registry.createModel(deps, actor, { name, description: `${name} and what it is for`, tags: [{ key: "area", value: "airports" }] });
  for (let version = 1; version <= versions; version++) {
    await registry.createVersion(deps, actor, { name, source: "s3://bucket/model", runId: "", modelId: "", runLink: "", description: "first", tags: [{ key: "trained", value: "yes" }] });
  }
  await deps.db.tx((tx) => registry.setAliasIn(tx, actor, { name, alias: "champion", version: "1", at: deps.clock.now() }));
}
const whole = async (name: string) => ({
  model: await registry.readRegisteredModel(deps, actor, { name }), version: await registry.readModelVersion(deps, actor, { name, version: "1" }),
  page: (await registry.getModel(deps, actor, { model: name })),
});

test("a deleted model comes back as it was, with its versions, tags and aliases", async () => {
  await given("back");
  const before = await whole("back");
  await registry.deleteModel(deps, actor, { name: "back" });
  await expect(registry.readRegisteredModel(deps, actor, { name: "back" })).rejects.toMatchObject({ code: "not_found" });
  const [item] = await trash();
  expect(item).toMatchObject({ kind: "model", model: "back", version: null, versions: 2, deletedBy: { id: actor.id } });
  expect(await registry.restoreFromTrash(deps, actor, { id: Number(item?.id) })).toEqual({ model: "back", version: null });
  expect(await whole("back")).toEqual(before);
  expect(await trash()).toEqual([]);
  await expect(registry.restoreFromTrash(deps, actor, { id: Number(item?.id) })).rejects.toMatchObject({ code: "not_found" });
  expect((await audited("back")).slice(-2)).toEqual(["model.deleted", "model.restored"]);
  const next = await registry.createVersion(deps, actor, { name: "back", source: "s3://bucket/model", runId: "", modelId: "", runLink: "", description: "", tags: [] });
  expect(next.version).toBe(3);
});

test("a model whose name was taken meanwhile stays in the trash", async () => {
  await given("taken");
  await registry.deleteModel(deps, actor, { name: "taken" });
  await registry.createModel(deps, actor, { name: "taken", description: "", tags: [] });
  const [item] = await trash();
  await expect(registry.restoreFromTrash(deps, actor, { id: Number(item?.id) })).rejects.toMatchObject({ code: "already_exists" });
  expect(await trash()).toHaveLength(1);
  await expect(registry.emptyFromTrash(deps, actor, { id: Number(item?.id) })).rejects.toMatchObject({ code: "forbidden" });
  await registry.emptyFromTrash(deps, administrator, { id: Number(item?.id) });
  expect(await trash()).toEqual([]);
});

test("a deleted version comes back without its alias; of a deleted model it does not", async () => {
  await given("one");
  await registry.deleteVersion(deps, actor, { name: "one", version: "1" });
  expect((await registry.getModel(deps, actor, { model: "one" })).versionCount).toBe(1);
  const [first] = await trash();
  expect(await registry.restoreFromTrash(deps, actor, { id: Number(first?.id) })).toEqual({ model: "one", version: "1" });
  expect(await registry.getModel(deps, actor, { model: "one" })).toMatchObject({ versionCount: 2, aliases: [] });
  await registry.deleteVersion(deps, actor, { name: "one", version: "1" });
  await registry.deleteModel(deps, actor, { name: "one" });
  const version = (await trash()).find((item) => item.kind === "version");
  await expect(registry.restoreFromTrash(deps, actor, { id: Number(version?.id) })).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining("Restore the model first") as string });
});

test("what is past its day is gone", async () => {
  deps.clock.advance(trashDays * 86_400 + 1);
  expect(await registry.expireTrash(deps)).toBe(2);
  expect(await trash()).toEqual([]);
  expect(await registry.expireTrash(deps)).toBe(0);
});

test("what depends on it is listed, and what forbids it", async () => {
  await given("plain");
  expect(await registry.readDependents(deps, actor, { model: "plain" })).toMatchObject({ versions: 2, aliases: ["champion"], embeds: 0, blocked: null, archiveBlocked: null, archived: false });
  expect(await registry.readDependents(deps, actor, { model: "plain", version: 2 })).toMatchObject({ version: "2", versions: 1, aliases: [] });
  await givenServed(deps, { model: "serving" });
  const served = await registry.readDependents(deps, actor, { model: "serving" });
  expect(served.blocked).toMatch(/production serves it/);
  expect(served.archiveBlocked).toMatch(/production serves it/);
  await expect(registry.deleteModel(deps, actor, { name: "serving" })).rejects.toMatchObject({ code: "frozen" });
  await expect(registry.setArchive(deps, actor, { model: "serving", archived: true })).rejects.toMatchObject({ code: "frozen" });
  await expect(registry.readDependents(deps, actor, { model: "plain", version: 9 })).rejects.toMatchObject({ code: "not_found" });
});

test("the logged model of a version that serves stays; of one that does not, it goes", async () => {
  const made = await registry.createLoggedModel(deps, actor, { experimentId: 0, name: "m", modelType: "", sourceRunId: "", params: [], tags: [] });
  await deps.db.prisma.modelVersion.updateMany({ where: { model: { name: "serving" } }, data: { logged_model_id: made.id } });
  await expect(registry.deleteLoggedModel(deps, actor, { id: made.id })).rejects.toMatchObject({ code: "frozen", message: expect.stringContaining("production serves it") as string });
  await deps.db.prisma.modelVersion.updateMany({ where: { model: { name: "serving" } }, data: { logged_model_id: null } });
  await registry.deleteLoggedModel(deps, actor, { id: made.id });
});

test("archived models are out of the list and answer as before; twice is once", async () => {
  const listed = async (filter?: string) => (await registry.listModels(deps, actor, listModelsInput.parse({ query: "plain", filter }))).items.map((item) => item.name);
  await registry.setArchive(deps, actor, { model: "plain", archived: true });
  await registry.setArchive(deps, actor, { model: "plain", archived: true });
  expect(await listed()).toEqual([]);
  expect(await listed("is:archived")).toEqual(["plain"]);
  await registry.readRegisteredModel(deps, actor, { name: "plain" });
  await registry.setArchive(deps, actor, { model: "plain", archived: false });
  expect(await listed()).toEqual(["plain"]);
  expect((await audited("plain")).slice(-2)).toEqual(["model.archived", "model.unarchived"]);
  await registry.setArchive(deps, actor, { model: "plain", version: 1, archived: true });
  expect(await registry.readDependents(deps, actor, { model: "plain", version: 1 })).toMatchObject({ archived: true });
});

test("every table that refers to a model or a version goes into the trash, or forbids the deletion", async () => {
  const referring = await deps.db.pool.query<{ name: string }>("SELECT DISTINCT conrelid::regclass::text AS name FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY($1::text[]::regclass[])", [[...trashTables]]);
  // These exist for what serves, or is part of a release's record, alone; three are measured anew, and samples of raw rows are not kept in the trash.
  const forbidding = ["route", "route_entry", "route_history", "release", "frozen_version", "model_state", "column_state", "monitoring_window", "quality_window", "segment_window", "segment_labels", "monitor_watch", "storage_tally", "fleet_entry", "sample_window"];
  expect(referring.rows.map((row) => row.name).filter((name) => !forbidding.includes(name)).toSorted()).toEqual(trashTables.filter((name) => name !== "registered_model").toSorted());
});
