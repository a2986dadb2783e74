import { Readable } from "node:stream";
import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { listModelsInput, modelView, versionListItem, versionView } from "./contract.ts";
import * as registry from "./index.ts";

const deps = await testDeps();
let actor: Actor;
const names = ["alpha", "beta", "delta", "gamma 100%", "zeta"];
beforeAll(async () => {
  actor = await testActor(deps, "scientist", "Sam Scientist");
  for (const [index, name] of names.entries()) {
    deps.clock.advance(60);
    const tags = index === 1 ? [{ key: "signalbox.owner", value: "Team B" }, { key: "area", value: "airports" }] : index === 3 ? [{ key: "signalbox.owner", value: "team a" }] : [];
    await registry.createModel(deps, actor, { name, description: index === 2 ? "Predicts arrivals" : "", tags });
  }
});
const list = (input: Record<string, unknown>) => registry.listModels(deps, actor, listModelsInput.parse(input));

test.each([
  ["name", names],
  ["-name", [...names].reverse()],
  ["created", names],
  ["-updated", [...names].reverse()],
  ["owner", ["gamma 100%", "beta", "alpha", "delta", "zeta"]],
  ["-owner", ["zeta", "delta", "alpha", "beta", "gamma 100%"]],
] as const)("sorted by %s, every page size gives the same list", async (sort, expected) => {
  for (const limit of [1, 2, 3, 5]) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ sort, limit, cursor });
      seen.push(...page.items.map((item) => item.name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected);
  }
});

test.each([
  ["in a name", { query: "ET" }, ["beta", "zeta"]],
  ["in a description", { query: "arriv" }, ["delta"]],
  ["in a tag's value", { query: "airports" }, ["beta"]],
  ["in an owner", { query: "team" }, ["beta", "gamma 100%"]],
  ["a wildcard is itself", { query: "0%" }, ["gamma 100%"]],
  ["a tag's key", { tag: "area" }, ["beta"]],
  ["a tag's key and value", { tag: "area=airports" }, ["beta"]],
  ["another value", { tag: "area=trains" }, []],
])("search %s", async (_case, input, expected) => expect((await list({ sort: "name", ...input })).items.map((item) => item.name)).toEqual(expected));

test("a cursor of another sort is refused, as is nonsense", async () => {
  const { nextCursor } = await list({ sort: "name", limit: 1 });
  await expect(list({ sort: "created", cursor: nextCursor })).rejects.toThrow("another sort");
  await expect(list({ cursor: "nonsense" })).rejects.toThrow("not one that this list answered");
});

test("a version's page: metrics, params, signature, files, run, environments", async () => {
  const run = await registry.createRun(deps, actor, { experimentId: 0, userId: "sam", startMs: 1_767_000_000_000, name: "fit", tags: [] });
  const model = await registry.createLoggedModel(deps, actor, { experimentId: 0, name: "m", modelType: "", sourceRunId: run.id, params: [{ key: "depth", value: "3" }], tags: [] });
  await registry.logBatch(deps, actor, {
    runId: run.id, params: [{ key: "lr", value: "0.1" }], tags: [],
    metrics: [{ key: "auc", value: 0.5, timestampMs: 1, step: 0 }, { key: "nan", value: Number.NaN, timestampMs: 1, step: 0 }, { key: "auc", value: 0.7, timestampMs: 1, step: 0, modelId: model.id }],
  });
  const root = `0/models/${model.id}/artifacts`;
  const mlmodel = `signature:\n  inputs: '[{"name": "x", "type": "double"}]'\n`;
  await registry.uploadArtifact(deps, actor, { path: `${root}/MLmodel`, body: Readable.from([mlmodel]) });
  await registry.uploadArtifact(deps, actor, { path: `${root}/data/model.onnx`, body: Readable.from(["bytes"]) });
  await registry.createVersion(deps, actor, { name: "alpha", source: `models:/${model.id}`, runId: "", modelId: model.id, runLink: "", description: "", tags: [{ key: "signalbox.task", value: "binary" }, { key: "signalbox.owner", value: "Team Z" }] });

  const version = versionView.parse(await registry.getVersion(deps, actor, { model: "alpha", version: 1 }));
  expect(version.metrics.map((metric) => [metric.key, metric.value])).toEqual([["auc", 0.7], ["nan", null]]);
  expect(version.params).toEqual([{ key: "depth", value: "3" }, { key: "lr", value: "0.1" }]);
  expect(version.signature?.inputs.map((column) => column.name)).toEqual(["x"]);
  expect(version.artifacts.map((file) => [file.path, file.size])).toEqual([["MLmodel", mlmodel.length], ["data/model.onnx", 5]]);
  expect([version.createdBy, version.run?.name, version.run?.startedAt, version.run?.endedAt, version.baseline.state, version.frozenBy]).toEqual(["Sam Scientist", "fit", "2025-12-29T09:20:00.000Z", null, "none", null]);
  expect(version.environments.map((one) => [one.environment, one.state])).toEqual([["staging", "never"], ["production", "never"]]);

  const shown = modelView.parse(await registry.getModel(deps, actor, { model: "alpha" }));
  expect([shown.owner, shown.latestVersion, shown.versionCount, shown.health]).toEqual(["Team Z", "1", 1, null]);
  const page = await registry.listVersions(deps, actor, { model: "alpha", limit: 50 });
  expect(page.items.map((item) => versionListItem.parse(item).version)).toEqual(["1"]);
  await expect(registry.getVersion(deps, actor, { model: "alpha", version: 9 })).rejects.toMatchObject({ code: "not_found" });
  await expect(registry.listVersions(deps, actor, { model: "none", limit: 50 })).rejects.toMatchObject({ code: "not_found" });
});

test("terms of a release, the alias of an environment, and what the profiler reads", async () => {
  const terms = await deps.db.tx((tx) => registry.versionTerms(tx, { model: "alpha", version: 1 }));
  expect(terms).toMatchObject({ model: "alpha", version: 1, createdBy: actor.id, tags: { "signalbox.task": "binary" }, baseline: { state: "none", sha256: null }, metrics: [{ key: "auc", value: 0.7 }, { key: "nan", value: null }] });
  expect(terms.artifacts.map((file) => file.path)).toEqual(["MLmodel", "data/model.onnx"]);
  await deps.db.tx((tx) => registry.moveAliasByRelease(tx, { modelId: terms.modelId, model: "alpha", alias: "production", to: terms, releaseId: 1, actor, at: deps.clock.now() }));
  expect(JSON.parse(await registry.resolveAlias(deps, actor, { name: "alpha", alias: "production" }))).toMatchObject({ version: "1" });
  expect((await deps.db.prisma.auditEvent.findFirstOrThrow({ orderBy: { seq: "desc" } })).action).toBe("alias.set");

  expect(await registry.baselineArtifactFor(deps, terms.versionId)).toBeNull();
  const source = await registry.readLoggedModel(deps, actor, { id: String((await deps.db.prisma.modelVersion.findFirstOrThrow({ where: { model: { name: "alpha" }, version: 1 } })).logged_model_id) });
  await registry.uploadArtifact(deps, actor, { path: `${source.artifactUri.replace("mlflow-artifacts:/", "")}/baseline.csv`, body: Readable.from(["x\n1\n"]) });
  expect(await registry.baselineArtifactFor(deps, terms.versionId)).toMatchObject({ size: 4 });
  expect((await registry.getVersion(deps, actor, { model: "alpha", version: 1 })).baseline.state).toBe("pending");
  const columns = await registry.versionColumnsSource(deps, terms.versionId);
  expect([columns.model, columns.version, columns.artifacts.map((file) => file.path)]).toEqual(["alpha", 1, ["MLmodel", "baseline.csv", "data/model.onnx"]]);
});

test("routes, health and open requests show in the list", async () => {
  const at = deps.clock.now();
  const version = await deps.db.prisma.modelVersion.findFirstOrThrow({ where: { model: { name: "alpha" } } });
  const release = { version_id: version.id, model_id: version.model_id, requested_by: "x", requested_at: at, evidence: "{}", evidence_digest: "0".repeat(64) };
  const live = await deps.db.prisma.release.create({ data: { ...release, environment: "production", state: "live" } });
  const open = await deps.db.prisma.release.create({ data: { ...release, environment: "staging" } });
  await deps.db.prisma.route.create({ data: { environment: "production", model_id: version.model_id, since: at, release_id: live.id, entries: { create: { version_id: version.id, weight: 100 } } } });
  await deps.db.prisma.modelState.create({ data: { model_id: version.model_id, environment: "production", version_id: version.id, lamp: "drifting", drifting: 2, columns: 5, as_of: at } });
  const [item] = (await list({ query: "alpha" })).items;
  expect(modelView.parse(item)).toMatchObject({
    routes: [{ environment: "production", version: "1", weight: 100, since: at.toISOString(), releaseId: String(live.id) }],
    health: { environment: "production", lamp: "drifting", drifting: 2, columns: 5, asOf: at.toISOString() },
    openReleases: [{ id: String(open.id), version: "1", environment: "staging" }], aliases: [{ alias: "production", version: "1" }],
  });
  const page = await registry.getVersion(deps, actor, { model: "alpha", version: 1 });
  expect(page.environments.map((one) => one.state)).toEqual(["requested", "serving"]);
});
