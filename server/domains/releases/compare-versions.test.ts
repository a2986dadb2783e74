import { beforeAll, describe, expect, test } from "vitest";
import { compareInput } from "../../shared/compare.ts";
import { column, givenVersion, type Given } from "../../testing/builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { countersFor, profileOf, referenceOf, serve } from "../../testing/monitoring-builders.ts";
import { compareBaselines, compareVersions } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const compare = (v: string | string[]) => compareVersions(deps, actor, compareInput.parse({ v }));
const name = "flight delay 100%";
let first: Given;

beforeAll(async () => {
  const profile = (values: number[]) => profileOf(values.length, [referenceOf("distance", values), referenceOf("origin", ["SEA", "PDX"])]);
  const common = { model: name, createdBy: actor.id };
  first = await givenVersion(deps, { ...common, metrics: { roc_auc: 0.7, rows: 10 }, tags: { team: "a", kept: "1" }, signature: { inputs: [column("distance")], outputs: [column("p")] }, files: { "model.onnx": "one", same: "s" }, baseline: { state: "ready", profile: profile([1, 2, 3, 4]) } });
  await givenVersion(deps, { ...common, metrics: { roc_auc: 0.65 }, tags: { team: "b", kept: "1" }, signature: { inputs: [column("distance"), column("hour")], outputs: [column("p")] }, files: { "model.onnx": "two", same: "s" }, baseline: { state: "ready", profile: profile([10, 20, 30, 40, 50]) } });
  await givenVersion(deps, { model: "other", createdBy: actor.id });
  const dataset = await deps.db.prisma.dataset.create({ data: { experiment_id: 0, name: "flights", digest: "d1" } });
  await deps.db.prisma.runInput.create({ data: { run_id: first.runId, dataset_id: dataset.id, tags: [{ key: "mlflow.data.context", value: "training" }] } });
  await serve(deps, { modelId: first.modelId, versionId: first.versionId, environment: "production", since: deps.clock.now() });
  await deps.db.prisma.columnState.create({ data: { version_id: first.versionId, environment: "production", column: "distance", role: "input", lamp: "drifting", psi: 0.06, rows: 400, as_of: deps.clock.now() } });
  const countedMs = deps.clock.now().getTime() - 60_000;
  for (const width of [10, 60, 3600]) {
    const starts_at = new Date(Math.floor(countedMs / width / 1000) * width * 1000);
    await deps.db.prisma.monitoringWindow.create({ data: { version_id: first.versionId, environment: "production", width_seconds: width, starts_at, requests: 1, rows: 4, counters: countersFor(null, {}, { rows: 4, latencyMs: 8 }) } });
  }
});

describe("versions side by side", () => {
  test("metrics, tags, signature and files against the first; what serves with its drift and latency", async () => {
    const view = await compare([`${name}:1`, `${name}:2`]);
    expect(view.problems).toEqual([]);
    expect(view.versions.map((one) => [one.ref, one.createdBy, one.datasets, one.serving.map((route) => route.environment), one.breaking])).toEqual([
      [`${name}:1`, "A scientist", [{ id: expect.any(Number), name: "flights", digest: "d1", context: "training" }], ["production"], []],
      [`${name}:2`, "A scientist", [], [], ["callers have to send more: hour"]],
    ]);
    expect(view.metrics.find((row) => row.key === "roc_auc")?.cells[1]).toMatchObject({ verdict: "worse" });
    expect(view.tags.map((row) => [row.key, row.differs])).toEqual([["team", true], ["kept", false]]);
    expect(view.signature[0]).toMatchObject({ name: "hour", cells: [{ state: "same" }, { state: "added" }] });
    expect(view.artifacts.map((row) => [row.path, row.differs])).toEqual([["model.onnx", true], ["same", false]]);
    expect(view.live).toMatchObject([{ ref: `${name}:1`, environment: "production", lamp: "drifting", judgedRows: 400, requests: 1, rows: 4, columns: [{ column: "distance", psi: 0.06 }] }]);
    expect(view.live[0]?.p50Ms).toBeCloseTo(8, 0);
    expect(Date.parse(view.live[0]?.to ?? "") - Date.parse(view.live[0]?.from ?? "")).toBe(3_600_000);
    expect(view.columns).toEqual([{ name: "distance", role: "input", kind: "numeric" }, { name: "origin", role: "input", kind: "categorical" }]);
  });

  test("the order of the address is kept and its first is the reference", async () => {
    const view = await compare([`${name}:2`, `${name}:1`, "other:1"]);
    expect(view.versions.map((one) => one.ref)).toEqual([`${name}:2`, `${name}:1`, "other:1"]);
    expect(view.metrics.find((row) => row.key === "roc_auc")?.cells[1]).toMatchObject({ verdict: "better" });
  });

  test.each([
    { name: "no version", ref: "nonsense", detail: /names no version/ }, { name: "version nought", ref: "other:0", detail: /names no version/ }, { name: "no such model", ref: "none:1", detail: /no version 1 of a model named none/ },
    { name: "no such number", ref: "other:99", detail: /no version 99/ }, { name: "beyond any number", ref: "other:99999999999", detail: /names no version/ }, { name: "twice", ref: "other:1", detail: /named twice/ },
  ])("$name is said, the rest is compared", async ({ ref, detail }) => {
    const view = await compare(["other:1", ref]);
    expect(view.versions.map((one) => one.ref)).toEqual(["other:1"]);
    expect(view.problems).toEqual([{ ref, detail: expect.stringMatching(detail) }]);
  });

  test("the ninth is left out and said", async () => {
    for (let at = 0; at < 9; at += 1) await givenVersion(deps, { model: "many", createdBy: actor.id });
    const view = await compare(Array.from({ length: 9 }, (_, index) => `many:${index + 1}`));
    expect(view.versions).toHaveLength(8);
    expect(view.problems).toEqual([{ ref: "many:9", detail: expect.stringContaining("left out") }]);
  });

  test("nothing named is an empty comparison", async () => {
    expect(await compareVersions(deps, actor, compareInput.parse({}))).toMatchObject({ versions: [], problems: [], metrics: [] });
    expect((await compare("other:1")).versions).toHaveLength(1);
  });
});

test("a column's training data, each on its own bins", async () => {
  const view = await compareBaselines(deps, actor, { v: [`${name}:1`, `${name}:2`, "other:1"], column: "distance" });
  expect(view.sides.map((side) => [side.ref, side.kind, side.rows, side.counts.reduce((sum, count) => sum + count, 0)])).toEqual([[`${name}:1`, "numeric", 4, 4], [`${name}:2`, "numeric", 5, 5]]);
  expect(view.without).toEqual(["other:1"]);
});
