import { beforeAll, describe, expect, test } from "vitest";
import { lineageInput, lineageView, scopeOfFocus } from "../../shared/lineage.ts";
import { column, givenVersion, type Given } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { serve } from "../../testing/monitoring-builders.ts";
import { readLineage } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const read = async (scope: Record<string, unknown>) => lineageView.parse(await readLineage(deps, actor, lineageInput.parse(scope)));
const ids = (view: { nodes: { id: string }[] }) => view.nodes.map((node) => node.id).sort();
let first: Given, second: Given, dataset: { id: number };

beforeAll(async () => {
  const signature = { inputs: [column("distance"), column("origin", "string")], outputs: [column("p")] };
  first = await givenVersion(deps, { model: "m", createdBy: actor.id, signature });
  second = await givenVersion(deps, { model: "m", createdBy: actor.id, signature });
  await givenVersion(deps, { model: "other", createdBy: actor.id, signature: { inputs: [column("distance")], outputs: [] } });
  dataset = await deps.db.prisma.dataset.create({ data: { experiment_id: 0, name: "flights", digest: "d1" } });
  await deps.db.prisma.runInput.createMany({ data: [first.runId, second.runId].map((run_id) => ({ run_id, dataset_id: dataset.id, tags: [{ key: "mlflow.data.context", value: "training" }] })) });
  await serve(deps, { modelId: first.modelId, versionId: second.versionId, environment: "production", since: deps.clock.now() });
});

describe("scopes", () => {
  test("a version: what it comes from and where it went", async () => {
    const view = await read({ of: "version", model: "m", version: 2 });
    expect(ids(view)).toEqual([`dataset:${dataset.id}`, "endpoint:m:production", "environment:m:production", "feature:distance", "feature:origin", "release:1", `run:${second.runId}`, "version:m:2"]);
    expect(view).toMatchObject({ center: "version:m:2", versionsShown: 1, versionsInAll: 1, nodesLeftOut: 0 });
  });
  test("a model: all of its versions, those that serve first", async () => {
    const view = await read({ of: "model", model: "m" });
    expect(view.nodes.filter((node) => node.kind === "version").map((node) => node.id)).toEqual(["version:m:2", "version:m:1"]);
    expect(view).toMatchObject({ center: null, versionsShown: 2, versionsInAll: 2 });
  });
  test("a feature: the versions of every model that reads it, without their runs", async () => {
    const view = await read({ of: "feature", name: "distance" });
    expect(ids(view)).toEqual(["endpoint:m:production", "environment:m:production", "feature:distance", "release:1", "version:m:1", "version:m:2", "version:other:1"]);
  });
  test("a data set: the runs that read it and what came of them", async () => {
    const view = await read({ of: "dataset", id: dataset.id });
    expect(ids(view)).toEqual([`dataset:${dataset.id}`, "endpoint:m:production", "environment:m:production", "release:1", `run:${first.runId}`, `run:${second.runId}`, "version:m:1", "version:m:2"].sort());
    expect(view.edges.find((edge) => edge.to === `run:${first.runId}`)?.relation).toBe("read for training by");
  });
  test("a data set of which no version came is there all the same, with its runs", async () => {
    const lonely = await deps.db.prisma.dataset.create({ data: { experiment_id: 0, name: "lonely", digest: "d2" } });
    const run = await deps.db.prisma.run.create({ data: { id: "f".repeat(32), experiment_id: 0, name: "try", actor_id: actor.id, start_time_ms: 1n, artifact_uri: "x" } });
    await deps.db.prisma.runInput.create({ data: { run_id: run.id, dataset_id: lonely.id } });
    expect(ids(await read({ of: "dataset", id: lonely.id }))).toEqual([`dataset:${lonely.id}`, `run:${run.id}`]);
    expect(ids(await read({ of: "run", id: run.id }))).toEqual([`dataset:${lonely.id}`, `run:${run.id}`]);
  });
  test("a model without versions is empty, not missing", async () => {
    await deps.db.prisma.registeredModel.create({ data: { name: "empty", created_by: actor.id } });
    expect(await read({ of: "model", model: "empty" })).toMatchObject({ nodes: [], edges: [], versionsInAll: 0 });
  });
  test.each([{ of: "version", model: "m", version: 99 }, { of: "model", model: "none" }, { of: "dataset", id: 999 }, { of: "feature", name: "none" }, { of: "run", id: "none" }])("nothing there: $of", async (scope) => {
    await expect(read(scope)).rejects.toMatchObject({ code: "not_found" });
  });
});

test("a model of many versions shows the newest and those that serve, and says how many there are", async () => {
  const model = await deps.db.prisma.registeredModel.create({ data: { name: "many", created_by: actor.id, last_version: 400 } });
  await deps.db.prisma.modelVersion.createMany({ data: Array.from({ length: 400 }, (_, index) => ({ model_id: model.id, version: index + 1, source: "s", artifact_uri: "a", created_by: actor.id })) });
  const oldest = await deps.db.prisma.modelVersion.findFirstOrThrow({ where: { model_id: model.id, version: 1 } });
  await serve(deps, { modelId: model.id, versionId: oldest.id, environment: "production", since: deps.clock.now() });
  const view = await read({ of: "model", model: "many" });
  expect(view).toMatchObject({ versionsShown: 150, versionsInAll: 400 });
  expect(view.nodes.length).toBeLessThanOrEqual(500);
  expect(ids(view)).toContain("version:many:1");
  expect(ids(view)).toContain("version:many:400");
});

test.each([
  { focus: "dataset:7", scope: { of: "dataset", id: 7 } }, { focus: "feature:a:b", scope: { of: "feature", name: "a:b" } }, { focus: "run:abc", scope: { of: "run", id: "abc" } },
  { focus: "version:m:3", scope: { of: "version", model: "m", version: 3 } }, { focus: "model:m", scope: null }, { focus: "dataset:x", scope: null }, { focus: "", scope: null }, { focus: "release:7", scope: null },
])("an address' focus $focus", ({ focus, scope }) => expect(scopeOfFocus(focus)).toEqual(scope));

test("more links of features than one answer reads are said", async () => {
  await givenVersion(deps, { model: "wide", createdBy: actor.id, signature: { inputs: Array.from({ length: 3_001 }, (_, at) => column(`c${at}`)), outputs: [] } });
  expect((await read({ of: "model", model: "wide" })).cuts).toEqual([{ of: "features", shown: 3_000 }]);
  expect((await read({ of: "model", model: "m" })).cuts).toEqual([]);
});
