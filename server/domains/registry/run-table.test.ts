import { Readable } from "node:stream";
import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { experimentView, listExperimentsInput, listRunsInput, runHistoryView, runsPage, runView } from "./contract-runs.ts";
import * as registry from "./index.ts";

const deps = await testDeps();
let actor: Actor;
let experimentId: number;
const ids = new Map<string, string>();

type Given = { name: string; auc?: number; depth?: string; endMs?: number; status?: "FINISHED" | "FAILED" };
const begin = 1_767_000_000_000;
const given: Given[] = [
  { name: "a", auc: 0.5, depth: "10", endMs: begin + 9_000, status: "FINISHED" },
  { name: "b", auc: 0.9, depth: "9", endMs: begin + 3_000, status: "FAILED" },
  { name: "c" },
  { name: "d", auc: Number.NaN, depth: "auto" },
  { name: "e", auc: -1, depth: "1e1", endMs: begin + 5_000, status: "FINISHED" },
  { name: "f", auc: 0.5, depth: "9.5" },
];

beforeAll(async () => {
  actor = await testActor(deps, "scientist", "Sam Scientist");
  experimentId = await registry.createExperiment(deps, actor, { name: "sweep", location: "", tags: [{ key: "area", value: "airports" }] });
  for (const [index, one] of given.entries()) {
    const run = await registry.createRun(deps, actor, { experimentId, userId: "sam", startMs: begin + index, name: one.name, tags: [] });
    ids.set(run.id, one.name);
    await registry.logBatch(deps, actor, {
      runId: run.id, tags: [{ key: "kind", value: one.name < "d" ? "early" : "late" }], params: one.depth === undefined ? [] : [{ key: "depth", value: one.depth }, { key: "seed", value: "7" }],
      metrics: one.auc === undefined ? [] : [{ key: "auc", value: 0.1, timestampMs: begin, step: 0 }, { key: "auc", value: one.auc, timestampMs: begin + 1, step: 1 }],
    });
    if (one.status) await registry.updateRun(deps, actor, { id: run.id, status: one.status, endMs: one.endMs });
  }
});

const list = async (input: Record<string, unknown>) => runsPage.parse(await registry.listRuns(deps, actor, listRunsInput.parse({ experimentId, ...input })));
async function names(input: Record<string, unknown>): Promise<string> {
  let seen = "";
  let cursor: string | undefined;
  do {
    const page = await list({ ...input, cursor });
    seen += page.items.map((run) => ids.get(run.runId)).join("");
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return seen;
}
const isFound = (sorted: string, groups: string[]) => {
  let rest = sorted;
  for (const group of groups) {
    expect(rest.slice(0, group.length).split("").toSorted().join("")).toBe(group);
    rest = rest.slice(group.length);
  }
  expect(rest).toBe("");
};

test.each([
  ["start", ["a", "b", "c", "d", "e", "f"]],
  ["-start", ["f", "e", "d", "c", "b", "a"]],
  ["name", ["a", "b", "c", "d", "e", "f"]],
  ["duration", ["b", "e", "a", "f", "d", "c"]],
  ["-duration", ["a", "e", "b", "f", "d", "c"]],
  ["metrics.auc", ["e", "af", "b", "d", "c"]],
  ["-metrics.auc", ["b", "af", "e", "d", "c"]],
  ["params.depth", ["b", "f", "a", "e", "d", "c"]],
  ["-params.depth", ["d", "e", "a", "f", "b", "c"]],
  ["metrics.none", ["f", "e", "d", "c", "b", "a"]],
])("sorted by %s, what has no value last, the same at every page size", async (sort, groups) => {
  const whole = await names({ sort });
  isFound(whole, groups);
  for (const limit of [1, 2, 4, 6]) expect(await names({ sort, limit })).toBe(whole);
});

test.each([
  ["a metric", { filter: "metrics.auc >= 0.5" }, "fba"],
  ["a parameter", { filter: "params.depth = 'auto'" }, "d"],
  ["a tag and a metric", { filter: "tags.kind = 'early' AND metrics.auc > 0.6" }, "b"],
  ["a missing parameter", { filter: "params.depth IS NULL" }, "c"],
  ["an attribute", { filter: "run_name LIKE 'a%'" }, "a"],
  ["a status", { status: "RUNNING" }, "fdc"],
  ["a filter beside a metric's order", { filter: "tags.kind = 'late'", sort: "-metrics.auc" }, "fed"],
  ["one of two", { filter: "metrics.auc > 0.8 OR params.depth < 9.6" }, "fb"],
  ["MLflow's own words for an attribute", { filter: "attributes.status = 'FAILED' and param.seed = '7'" }, "b"],
  ["nothing", { filter: "metrics.auc > 5" }, ""],
])("only what fits %s", async (_case, input, expected) => {
  expect(await names(input)).toBe(expected);
  expect(await names({ ...input, limit: 1 })).toBe(expected);
});

test("cells of the usual columns, and of the chosen ones", async () => {
  const usual = await list({ sort: "name" });
  expect(usual.columns).toEqual(["metrics.auc", "params.depth", "params.seed"]);
  expect(usual.items.map((run) => run.cells)).toEqual([
    { "metrics.auc": 0.5, "params.depth": "10", "params.seed": "7" }, { "metrics.auc": 0.9, "params.depth": "9", "params.seed": "7" }, {},
    { "metrics.auc": "NaN", "params.depth": "auto", "params.seed": "7" }, { "metrics.auc": -1, "params.depth": "1e1", "params.seed": "7" }, { "metrics.auc": 0.5, "params.depth": "9.5", "params.seed": "7" },
  ]);
  const chosen = await list({ sort: "name", limit: 1, columns: ["params.seed"] });
  expect([chosen.columns, chosen.items[0]?.cells, chosen.items[0]?.user, chosen.items[0]?.status]).toEqual([["params.seed"], { "params.seed": "7" }, "sam", "FINISHED"]);
  expect(await registry.listRunKeys(deps, actor, { id: experimentId })).toEqual({ runs: 6, metrics: [{ key: "auc", runs: 5, values: 4 }], params: [{ key: "depth", runs: 5, values: 5 }, { key: "seed", runs: 5, values: 1 }] });
});

test("a filter that cannot be read is refused with the place, as is another sort's cursor", async () => {
  await expect(list({ filter: "metrics.auc > 'x'" })).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("at character") });
  const { nextCursor } = await list({ limit: 1 });
  await expect(list({ sort: "metrics.auc", cursor: nextCursor })).rejects.toThrow("another sort");
  await expect(list({ sort: "metrics.auc", cursor: "nonsense" })).rejects.toThrow("not one that this list answered");
});

test("a run's page and a metric's history", async () => {
  const id = [...ids].find(([, name]) => name === "a")?.[0] ?? "";
  const run = runView.parse(await registry.getRun(deps, actor, { runId: id }));
  expect(run).toMatchObject({ name: "a", experimentName: "sweep", metrics: [{ key: "auc", value: 0.5, step: 1, drawn: true }], params: [{ key: "depth", value: "10" }, { key: "seed", value: "7" }], versions: [], artifactCount: 0 });
  expect(runHistoryView.parse(await registry.getRunHistory(deps, actor, { runId: id, keys: ["auc", "none"] }))).toEqual([
    { key: "auc", total: 2, points: [{ step: 0, atMs: begin, value: 0.1 }, { step: 1, atMs: begin + 1, value: 0.5 }] }, { key: "none", total: 0, points: [] },
  ]);
  await expect(registry.getRun(deps, actor, { runId: "none" })).rejects.toMatchObject({ code: "not_found" });
});

test("a long history keeps its extremes", async () => {
  const run = await registry.createRun(deps, actor, { experimentId: 0, userId: "sam", startMs: begin, name: "long", tags: [] });
  for (let batch = 0; batch < 3; batch += 1) {
    const metrics = Array.from({ length: 1000 }, (_, index) => ({ key: "loss", value: batch === 1 && index === 333 ? 99 : 1 / (1 + index), timestampMs: begin + index, step: batch * 1000 + index }));
    await registry.logBatch(deps, actor, { runId: run.id, params: [], tags: [], metrics });
  }
  const [history] = await registry.getRunHistory(deps, actor, { runId: run.id, keys: ["loss"] });
  expect(history?.total).toBe(3000);
  expect(history?.points.length).toBeLessThanOrEqual(400);
  expect([history?.points[0]?.step, history?.points.at(-1)?.step, Math.max(...(history?.points ?? []).map((point) => point.value ?? 0))]).toEqual([0, 2999, 99]);
});

test("experiments: who ran last first, search, deleted ones apart, every page size", async () => {
  const other = await registry.createExperiment(deps, actor, { name: "Idle", location: "", tags: [] });
  const gone = await registry.createExperiment(deps, actor, { name: "gone", location: "", tags: [] });
  await registry.stageExperiment(deps, actor, { id: gone, stage: "deleted" });
  const found = async (input: Record<string, unknown>) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.listExperiments(deps, actor, listExperimentsInput.parse({ ...input, cursor }));
      seen.push(...page.items.map((item) => experimentView.parse(item).name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return seen;
  };
  for (const limit of [1, 2, 50]) {
    expect(await found({ limit })).toEqual(["sweep", "Default", "Idle"]);
    expect((await found({ limit, sort: "lastRun" })).toSorted()).toEqual(["Default", "Idle", "sweep"]);
    expect((await found({ limit, sort: "-name" })).length).toBe(3);
    expect((await found({ limit, sort: "-created" })).length).toBe(3);
  }
  expect(await found({ query: "AIRPORT" })).toEqual(["sweep"]);
  expect(await found({ deleted: true })).toEqual(["gone"]);
  expect(await registry.getExperiment(deps, actor, { id: other })).toMatchObject({ name: "Idle", owner: "Sam Scientist", runs: 0, lastRunAt: null });
  await expect(registry.getExperiment(deps, actor, { id: 999 })).rejects.toMatchObject({ code: "not_found" });
});

test("what a run made becomes a version, of a new model or of one that is there", async () => {
  const run = await registry.createRun(deps, actor, { experimentId: 0, userId: "sam", startMs: begin, name: "maker", tags: [] });
  const made = await registry.createLoggedModel(deps, actor, { experimentId: 0, name: "model", modelType: "", sourceRunId: run.id, params: [], tags: [] });
  await registry.uploadArtifact(deps, actor, { path: `0/${run.id}/artifacts/old/MLmodel`, body: Readable.from(["flavors: {}\n"]) });
  const from = { kind: "loggedModel" as const, id: made.id };
  await expect(registry.registerRun(deps, actor, { runId: run.id, from, model: "made", isNew: true })).rejects.toMatchObject({ code: "wrong_state" });
  await registry.finishLoggedModel(deps, actor, { id: made.id, status: "LOGGED_MODEL_READY" });
  await expect(registry.registerRun(deps, actor, { runId: run.id, from, model: "made", isNew: false })).rejects.toMatchObject({ code: "not_found" });
  expect(await registry.registerRun(deps, actor, { runId: run.id, from, model: "made", isNew: true })).toEqual({ model: "made", version: "1" });
  await expect(registry.registerRun(deps, actor, { runId: run.id, from, model: "made", isNew: true })).rejects.toMatchObject({ code: "already_exists" });
  expect(await registry.registerRun(deps, actor, { runId: run.id, from: { kind: "folder", path: "old" }, model: "made", isNew: false, description: "by hand" })).toEqual({ model: "made", version: "2" });
  await expect(registry.registerRun(deps, actor, { runId: run.id, from: { kind: "folder", path: "new" }, model: "made", isNew: false })).rejects.toMatchObject({ code: "not_found" });
  const [one, two] = [await registry.getVersion(deps, actor, { model: "made", version: 1 }), await registry.getVersion(deps, actor, { model: "made", version: 2 })];
  expect([one.source, one.run?.runId, two.source, two.description]).toEqual([`models:/${made.id}`, run.id, `runs:/${run.id}/old`, "by hand"]);
  expect((await registry.getRun(deps, actor, { runId: run.id })).versions).toEqual([{ model: "made", version: "1" }, { model: "made", version: "2" }]);
  expect((await deps.db.prisma.auditEvent.findMany({ orderBy: { seq: "desc" }, take: 3, select: { action: true } })).map((event) => event.action)).toEqual(["version.created", "version.created", "model.created"]);
});
