import { beforeAll, expect, test } from "vitest";
import { testActor, testDeps } from "../../testing/harness.ts";
import type { Actor } from "../identity/contract.ts";
import { metricSeriesInput, metricSeriesView } from "./contract-metrics.ts";
import * as registry from "./index.ts";
import { axisOf, pointOf } from "./rules/metric-series.ts";

test.each([
  ["a number", 0.5, { low: 0.5, high: 0.5, mean: 0.5, nan: 0, up: 0, down: 0 }],
  ["NaN", Number.NaN, { low: null, mean: null, nan: 1 }],
  ["infinity as it is stored", 1.7976931348623157e308, { high: null, up: 1, down: 0 }],
  ["minus infinity as it is stored", -1.7976931348623157e308, { high: null, up: 0, down: 1 }],
])("a point: %s", (_case, value, point) => expect(pointOf({ x: 3, value })).toMatchObject({ x: 3, count: 1, ...point }));
test.each([
  ["steps that differ", [0, 5], [0, 9], undefined, "step"], ["one step, many times", [0, 0], [0, 9], undefined, "time"], ["one point", [0, 0], [9, 9], undefined, "step"], ["as asked", [0, 5], [0, 9], "time", "time"],
] as const)("the axis: %s", (...[, steps, times, asked, axis]) => expect(axisOf({ steps, times }, asked)).toBe(axis));

const deps = await testDeps();
let actor: Actor;
let runId = "";
const value = (step: number) => (step % 100 === 7 ? Number.NaN : step === 500 ? Infinity : step === 501 ? -Infinity : Math.sin(step / 50) * step);
const total = 3000;
beforeAll(async () => {
  actor = await testActor(deps, "scientist");
  runId = (await registry.createRun(deps, actor, { experimentId: 0, userId: "a", startMs: 1, name: "r", tags: [] })).id;
  const stored = (one: number) => (one === Infinity ? Number.MAX_VALUE : one === -Infinity ? -Number.MAX_VALUE : one);
  for (let from = 0; from < total; from += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, index) => ({ key: "long", value: stored(value(from + index)), timestampMs: 1_700_000_000_000 + (from + index) * 10, step: from + index }));
    await registry.logBatch(deps, actor, { runId, params: [], tags: [], metrics });
  }
  await registry.logBatch(deps, actor, { runId, params: [], tags: [], metrics: [
    { key: "short", value: 1, timestampMs: 5, step: 2 }, { key: "short", value: Number.NaN, timestampMs: 6, step: 3 }, { key: "short", value: 2, timestampMs: 4, step: 1 }, { key: "once", value: 1, timestampMs: 5, step: 0 },
    ...[1, 2, 3].map((at) => ({ key: "timed", value: at, timestampMs: at * 1000, step: 0 })),
  ] });
});
const series = async (key: string, axis?: "step" | "time") => metricSeriesView.parse(await registry.metricSeries(deps, actor, metricSeriesInput.parse({ runId, key, axis })));

test("few points are answered as they are, in order", async () => {
  const view = await series("short");
  expect(view).toMatchObject({ axis: "step", total: 3, whole: true, from: 1, to: 3 });
  expect(view.points.map((point) => [point.x, point.mean, point.nan])).toEqual([[1, 2, 0], [2, 1, 0], [3, null, 1]]);
  expect((await series("timed")).axis).toBe("time");
});

test.each(["step", "time"] as const)("many are summed up over %s: no extreme, no NaN and no infinity is lost", async (axis) => {
  const view = await series("long", axis);
  expect([view.total, view.whole, view.points.length <= 250, view.points.length > 200]).toEqual([total, false, true, true]);
  const numbers = Array.from({ length: total }, (_, step) => value(step)).filter(Number.isFinite);
  const sum = (pick: (point: (typeof view.points)[number]) => number) => view.points.reduce((all, point) => all + pick(point), 0);
  expect(Math.max(...view.points.map((point) => point.high ?? -Infinity))).toBeCloseTo(Math.max(...numbers), 9);
  expect(Math.min(...view.points.map((point) => point.low ?? Infinity))).toBeCloseTo(Math.min(...numbers), 9);
  expect([sum((point) => point.count), sum((point) => point.nan), sum((point) => point.up), sum((point) => point.down)]).toEqual([total, 30, 1, 1]);
  expect(sum((point) => (point.mean ?? 0) * (point.count - point.nan - point.up - point.down))).toBeCloseTo(numbers.reduce((all, one) => all + one, 0), 3);
  expect(view.points.every((point, index) => index === 0 || point.x > (view.points[index - 1]?.x ?? 0))).toBe(true);
});

test("a version's page names the metrics that have a history", async () => {
  await registry.createModel(deps, actor, { name: "m", tags: [] });
  await registry.createVersion(deps, actor, { name: "m", source: `runs:/${runId}/model`, runId, modelId: "", runLink: "", description: "", tags: [] });
  expect((await registry.getVersionPage(deps, actor, { model: "m", version: 1 })).histories).toEqual(["long", "short", "timed"]);
});
test("an unknown metric is none", async () => { await expect(series("none")).rejects.toMatchObject({ code: "not_found" }); });
