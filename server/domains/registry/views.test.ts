import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { bulkLimits, savedView } from "./contract-views.ts";
import { chooseDefaultView, createView, defaultView, deleteView, listViews, updateView } from "./index.ts";

const deps = await testDeps();
let [ann, ben, admin]: Actor[] = [];
beforeAll(async () => { [ann, ben, admin] = [await testActor(deps, "scientist", "Ann"), await testActor(deps, "approver", "Ben"), await testActor(deps, "admin", "Ada")]; });

const person = (who: "ann" | "ben" | "admin"): Actor => {
  const found = { ann, ben, admin }[who];
  if (found === undefined) throw new Error("no such person");
  return found;
};
const names = async (who: "ann" | "ben") => (await listViews(deps, person(who), { page: "models" })).map((view) => view.name);
const acts = async () => (await deps.db.prisma.auditEvent.findMany({ where: { action: { startsWith: "view." } }, orderBy: { seq: "asc" } })).map((row) => `${row.action} ${row.subject}`);
const create = (who: "ann" | "ben", name: string, more: { shared?: boolean; page?: "models" | "runs" } = {}) => createView(deps, person(who), { page: more.page ?? "models", name, query: "filter=is%3Aserving", shared: more.shared ?? false });

test("mine, and those that others share; each of a page", async () => {
  await create("ann", "serving");
  await create("ann", "Ours", { shared: true });
  await create("ben", "serving");
  await create("ben", "runs of today", { page: "runs", shared: true });
  expect(await names("ann")).toEqual(["Ours", "serving"]);
  expect(await names("ben")).toEqual(["Ours", "serving"]);
  const [ours] = await listViews(deps, person("ben"), { page: "models" });
  expect(savedView.parse(ours)).toMatchObject({ name: "Ours", query: "filter=is%3Aserving", owner: { name: "Ann" }, shared: true, isDefault: false, may: { change: false } });
  await expect(create("ann", "serving")).rejects.toMatchObject({ code: "already_exists", fields: [{ path: "name" }] });
});

test("only whose it is changes it; an administrator clears up what is shared", async () => {
  const [ours, mine] = await listViews(deps, person("ann"), { page: "models" });
  if (ours === undefined || mine === undefined) throw new Error("the views are gone");
  await updateView(deps, person("ann"), { id: ours.id, name: "All of ours", query: "sort=name" });
  await expect(updateView(deps, person("ann"), { id: ours.id, name: "serving" })).rejects.toMatchObject({ code: "already_exists" });
  await expect(updateView(deps, person("ben"), { id: ours.id, name: "Mine now" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(updateView(deps, person("ben"), { id: mine.id, name: "Mine now" })).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteView(deps, person("admin"), { id: mine.id })).rejects.toMatchObject({ code: "not_found" });
  expect((await listViews(deps, person("ben"), { page: "models" }))[0]).toMatchObject({ name: "All of ours", query: "sort=name" });
  await deleteView(deps, person("admin"), { id: ours.id });
  expect(await names("ben")).toEqual(["serving"]);
  expect((await acts()).slice(-2)).toEqual(["view.updated All of ours", "view.deleted All of ours"]);
});

test("one opens by itself, while it may be seen", async () => {
  const { id } = await create("ann", "Start here", { shared: true });
  const opens = async (who: "ann" | "ben") => (await defaultView(deps, person(who), { page: "models" }))?.id ?? null;
  await chooseDefaultView(deps, person("ben"), { page: "models", id });
  expect([await opens("ann"), await opens("ben")]).toEqual([null, id]);
  expect((await listViews(deps, person("ben"), { page: "models" })).find((view) => view.isDefault)?.name).toBe("Start here");
  await updateView(deps, person("ann"), { id, shared: false });
  expect(await opens("ben")).toBeNull();
  await updateView(deps, person("ann"), { id, shared: true });
  await chooseDefaultView(deps, person("ben"), { page: "models", id: null });
  expect(await opens("ben")).toBeNull();
  await expect(chooseDefaultView(deps, person("ben"), { page: "runs", id })).rejects.toMatchObject({ code: "not_found" });
  await chooseDefaultView(deps, person("ben"), { page: "models", id });
  await deleteView(deps, person("ann"), { id });
  expect(await opens("ben")).toBeNull();
});

test("a person keeps a bounded number of views", async () => {
  await deps.db.prisma.savedView.createMany({ data: Array.from({ length: bulkLimits.views - 1 }, (_, index) => ({ owner_id: person("ben").id, page: "models", name: `view ${index}`, query: "" })) });
  await expect(create("ben", "one too many")).rejects.toThrow(`You keep ${bulkLimits.views} views already. Delete one first.`);
});
