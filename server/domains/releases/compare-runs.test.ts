import { beforeAll, expect, test } from "vitest";
import { compareRunsInput } from "../../shared/compare.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { createRun, logBatch, stageRun } from "../registry/index.ts";
import { compareRuns } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const compare = (run: string | string[]) => compareRuns(deps, actor, compareRunsInput.parse({ run }));
const ids: string[] = [];

beforeAll(async () => {
  for (const [index, auc] of [0.7, 0.75, Number.NaN].entries()) {
    const run = await createRun(deps, actor, { experimentId: 0, name: `try ${index}`, startMs: 1_000, userId: "", tags: [{ key: "mlflow.source.name", value: "train.py" }, { key: "team", value: "a" }] });
    await logBatch(deps, actor, { runId: run.id, metrics: [{ key: "roc_auc", value: auc, timestampMs: 1_000, step: 0 }], params: [{ key: "depth", value: String(index) }, { key: "kept", value: "1" }], tags: [] });
    ids.push(run.id);
  }
});

test("metrics against the first run, by their direction; what differs first; the client's own tags are left out", async () => {
  const view = await compare(ids);
  expect(view.runs.map((run) => run.name)).toEqual(["try 0", "try 1", "try 2"]);
  expect(view.metrics).toMatchObject([{ key: "roc_auc", direction: "higher", differs: true, cells: [{ value: 0.7, change: null }, { value: 0.75, verdict: "better" }, { value: null, change: null, verdict: "unknown" }] }]);
  expect(view.params.map((row) => [row.key, row.differs])).toEqual([["depth", true], ["kept", false]]);
  expect(view.tags.map((row) => row.key)).toEqual(["team"]);
  expect(view.problems).toEqual([]);
});

test("the order of the address is kept, a repeat stands once, what is no run is said", async () => {
  const [first = "", second = ""] = ids;
  const view = await compare([second, first, second, "none"]);
  expect(view.runs.map((run) => run.runId)).toEqual([second, first]);
  expect(view.metrics[0]?.cells[1]).toMatchObject({ verdict: "worse" });
  expect(view.problems).toEqual([{ ref: "none", detail: "There is no run none." }]);
});

test("a ninth one is left out and said, a deleted one is compared", async () => {
  const [first = ""] = ids;
  await stageRun(deps, actor, { id: first, stage: "deleted" });
  const view = await compare([first, "a", "b", "c", "d", "e", "f", "g", "h"]);
  expect(view.runs).toMatchObject([{ deleted: true }]);
  expect(view.problems.at(-1)?.detail).toBe("8 runs fit beside each other: h is left out.");
});
