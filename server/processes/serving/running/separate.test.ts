/** Models in processes of their own: who goes there, what happens when one ends, and that none outlives serving. */
import { execFileSync } from "node:child_process";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { systemClock } from "../../../platform/clock.ts";
import { testDeps } from "../../../testing/harness.ts";
import { eventually, type ServingChild, startServingChild } from "../../../testing/serving-process.ts";
import { fixture, makeVersion, routeTo } from "../../../testing/serving-world.ts";
import { type Serving, startServing } from "../server.ts";
import { ModelProcess, ProcessEnded } from "./model-process.ts";
import { Trials } from "./trials.ts";

vi.setConfig({ testTimeout: 120_000 });
const deps = { ...(await testDeps()), clock: systemClock };
const slow = await makeVersion(deps, { model: "slow", version: 1, onnx: "slow" });
const score = await makeVersion(deps, { model: "score", version: 1, onnx: "score" });
for (const made of [slow, score]) await routeTo(deps, "production", made);
const started: Serving[] = [];
const children: ServingChild[] = [];
afterAll(() => Promise.all(started.map((serving) => serving.stop())));
afterEach(async () => { for (const child of children.splice(0)) await child.kill("SIGKILL"); });

const load = { path: fixture("score"), example: null, maxBatchRows: 8 };
const row = (value: number) => new Map([["features", { datatype: "FP32" as const, shape: [1, 3], data: Float32Array.of(value, 0, 0) }]]);
const body = JSON.stringify({ inputs: [{ name: "features", shape: [1, 3], datatype: "FP32", data: [0, 0, 0] }] });
const ask = async (url: string, model: string) => {
  const fromMs = performance.now();
  const response = await fetch(`${url}/v2/models/${model}/infer`, { method: "POST", body });
  const text = await response.text();
  return { status: response.status, text, ms: performance.now() - fromMs };
};
const childrenOf = (pid: number | undefined) => execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" }).split("\n").map(Number).filter(Boolean);
const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a process loads, runs, takes another model, and says when it ends", async () => {
  const own = new ModelProcess();
  const description = await own.load(load);
  expect(description).toMatchObject({ inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }], outputs: [{ name: "score" }], oneRow: new Map([["score", [1, 1]]]) });
  expect([description.oneRowMs, description.batchMs].every((ms) => ms !== null && ms < 100)).toBe(true);
  expect((await own.run(row(0))).get("score")).toEqual({ datatype: "FP32", shape: [1, 1], data: Float32Array.of(0.5) });
  await own.unload();
  await expect(own.load({ ...load, path: "/nowhere.onnx" })).rejects.toThrow("nowhere.onnx");
  expect((await own.load({ ...load, path: fixture("double") })).oneRowMs).not.toBeNull();
  process.kill(own.pid ?? 0, "SIGKILL");
  expect(await own.ended).toBe("SIGKILL");
  await expect(own.run(row(0))).rejects.toThrow(ProcessEnded);
});

test("a trial that ends leaves the next one alone, and a process is used again", async () => {
  const trials = new Trials();
  const first = await trials.try(load);
  await trials.giveBack(first.process);
  const [second, third] = await Promise.all([trials.try(load), trials.try(load)]);
  expect([second.process === first.process, third.process === first.process]).toEqual([true, false]);
  await Promise.all([second.process.stop(), third.process.stop(), trials.close()]);
  await expect(trials.try(load)).rejects.toThrow("stopping");
});

test("a slow model keeps nobody else waiting", async () => {
  const serving = await startServing(deps, { slot: "slow", port: 0 });
  started.push(serving);
  for (const model of ["slow", "score"]) await eventually(async () => (await ask(serving.url, model)).status === 200 || null);
  let going = true;
  const slowMs: number[] = [];
  const callers = Promise.all(Array.from({ length: 6 }, async () => { while (going) slowMs.push((await ask(serving.url, "slow")).ms); }));
  const quickMs: number[] = [];
  await eventually(() => slowMs.length > 0 || null);
  for (let turn = 0; turn < 60; turn += 1) quickMs.push((await ask(serving.url, "score")).ms);
  going = false;
  await callers;
  const middle = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  expect(middle(quickMs)).toBeLessThan(middle(slowMs) / 2);
  const [stats] = ((await (await fetch(`${serving.url}/v2/models/slow/stats`)).json()) as { model_stats: { inference_count: number; execution_count: number; inference_stats: { success: { count: number }; queue: { ns: number } } }[] }).model_stats;
  expect(stats?.inference_count).toBe(stats?.inference_stats.success.count);
  expect(stats?.execution_count).toBeLessThan(stats?.inference_count ?? 0);
  expect(stats?.inference_stats.queue.ns).toBeGreaterThan(0);
});

test("a killed model's requests get 503, the others go on, and it is back by itself; all end with kill -9 of serving", async () => {
  const child = await startServingChild({ SIGNALBOX_DATA: deps.env.dataFolder, DATABASE_URL: deps.databaseUrl, SIGNALBOX_SERVING_SLOT: "own" });
  children.push(child);
  for (const model of ["slow", "score"]) await eventually(async () => (await ask(child.url, model)).status === 200 || null);
  // The process that tried the quick model goes when nothing else is to be tried.
  const [own = 0] = await eventually(() => { const pids = childrenOf(child.child.pid); return pids.length === 1 ? pids : null; });
  const waiting = Promise.all(Array.from({ length: 4 }, () => ask(child.url, "slow")));
  process.kill(own, "SIGKILL");
  const answers = await waiting;
  expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
  expect(answers.concat(await ask(child.url, "slow")).some(({ status, text }) => status === 503 && text.includes("its process ended"))).toBe(true);
  expect((await ask(child.url, "score")).status).toBe(200);
  await eventually(async () => (await ask(child.url, "slow")).status === 200 || null);
  const pids = childrenOf(child.child.pid);
  expect(pids.length).toBeGreaterThan(0);
  await child.kill("SIGKILL");
  await eventually(() => !pids.some(lives) || null);
});
