/** Two workers of one fleet, each on a port of its own so that a test can say which one is asked. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OipRefusal } from "../../../adapters/http/oip/index.ts";
import { foldPending } from "../../../domains/monitoring/index.ts";
import { bumpEpoch } from "../../../domains/serving/index.ts";
import { systemClock } from "../../../platform/clock.ts";
import { fleetOf } from "../../../testing/fleet.ts";
import { testActor, testDeps } from "../../../testing/harness.ts";
import { eventually } from "../../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline, unroute } from "../../../testing/serving-world.ts";
import { freePort } from "../../embedded-postgres.ts";
import type { LinesAnswer } from "../lines.ts";
import { type Serving, startServing } from "../server.ts";
import type { Fleet } from "./fleet.ts";

const deps = { ...(await testDeps()), clock: systemClock };
const score = await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline });
const warm = await makeVersion(deps, { model: "warm", version: 1, onnx: "score" });
const told = await makeVersion(deps, { model: "told", version: 1, onnx: null, baseline: scoreBaseline });
await routeTo(deps, "production", score);
await deps.db.prisma.release.updateMany({ where: { version_id: warm.versionId }, data: { state: "open", kind: "promotion" } });
const admin = await testActor(deps, "admin");
await deps.db.prisma.apiToken.create({ data: { id: "t", user_id: admin.id, name: "t", hash: createHash("sha256").update("the-token").digest("hex") } });
await deps.db.tx(bumpEpoch);

const { workers, relay, begin } = fleetOf(2);
let worker1 = workers[1] as Fleet;
const started: Serving[] = [];
const start = async (fleet: Fleet) => startServing(deps, { slot: fleet.slot, port: await freePort(), fleet, labelPatienceMs: 0 });
beforeAll(async () => { started.push(...(await Promise.all(workers.map(start)))); });
afterAll(() => Promise.all(started.map((serving) => serving.stop())));

const at = (worker: number) => started[worker]?.url ?? expect.fail("no worker");
const post = async (worker: number, path: string, sent: string | { body: string; headers: Record<string, string> } = "") => {
  const { body, headers } = typeof sent === "string" ? { body: sent, headers: {} } : sent;
  const response = await fetch(`${at(worker)}${path}`, { method: "POST", body, headers: { Authorization: "Bearer the-token", ...headers } });
  const text = await response.text();
  return { status: response.status, answer: (text === "" ? null : JSON.parse(text)) as LinesAnswer & { error?: string; parameters: { prediction_id: string } } };
};
const features = { name: "features", datatype: "FP32", shape: [1, 3], data: [0.5, 0.5, 0.5] };
const predict = (worker: number, id?: string) => post(worker, "/v2/models/score/infer", JSON.stringify({ inputs: [features], ...(id ? { parameters: { prediction_id: id } } : {}) }));
const metrics = async (worker: number) => (await fetch(`${at(worker)}/metrics`)).text();
/** The state of `warm` in each worker, as its own numbers say. */
const warmStates = async () => [...(await metrics(0)).matchAll(/signalbox_serving_loaded\{slot="(\d)",model="warm",version="1",state="(\w+)"/g)].map(([, , state]) => state);
const statistics = async (worker: number) => ((await (await fetch(`${at(worker)}/v2/models/score/stats`)).json()) as { model_stats: { inference_count: number; inference_stats: { success: { count: number } } }[] }).model_stats.map((one) => [one.inference_count, one.inference_stats.success.count]);
const requests = async (of: { versionId: number }) => {
  while (await foldPending(deps));
  return (await deps.db.pool.query<{ requests: number | null }>("SELECT sum(requests)::int AS requests FROM monitoring_window WHERE version_id = $1 AND width_seconds = 10", [of.versionId])).rows[0]?.requests ?? 0;
};
const marks = () => (existsSync(join(deps.env.dataFolder, "serving", "unloaded")) ? readdirSync(join(deps.env.dataFolder, "serving", "unloaded")) : []);

test("statistics, index and metrics are all workers', whoever is asked", async () => {
  for (const worker of [0, 0, 0, 1]) expect((await predict(worker)).status).toBe(200);
  expect(await Promise.all([0, 1].map(statistics))).toEqual([[[4, 4]], [[4, 4]]]);
  for (const worker of [0, 1]) {
    expect((await post(worker, "/v2/repository/index")).answer).toEqual([{ name: "score", version: "1", state: "READY", reason: "" }]);
    expect([...(await metrics(worker)).matchAll(/signalbox_serving_requests_total\{slot="(\d)".* (\d+)$/gm)].map(([, slot, count]) => [slot, count])).toEqual([["0", "3"], ["1", "1"]]);
  }
});

describe("load and unload", () => {
  const unload = (worker: number) => post(worker, "/v2/repository/models/warm/unload");
  const load = (worker: number) => post(worker, "/v2/repository/models/warm/load");
  const ready = async () => { await eventually(async () => ((await warmStates()).join() === "READY,READY" ? true : null)); };

  test("act on every worker before they are answered", async () => {
    await ready();
    expect([(await unload(1)).status, await warmStates(), marks().length]).toEqual([200, ["UNAVAILABLE", "UNAVAILABLE"], 1]);
    expect([(await load(0)).status, await warmStates(), marks().length]).toEqual([200, ["READY", "READY"], 0]);
    expect((await post(1, "/v2/repository/models/score/unload")).status).toBe(409);
    expect((await post(1, "/v2/repository/models/none/unload")).status).toBe(404);
  });

  test("what was unloaded stays so in a worker that starts later, until a load", async () => {
    await ready();
    expect((await unload(0)).status).toBe(200);
    await started[1]?.stop();
    relay.remove("1");
    worker1 = begin("1");
    started[1] = await start(worker1);
    expect(await warmStates()).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    expect((await load(1)).status).toBe(200);
    expect(await warmStates()).toEqual(["READY", "READY"]);
  });

  test("a route that comes to name it takes it up in every worker, and the mark goes", async () => {
    await ready();
    expect((await unload(0)).status).toBe(200);
    await routeTo(deps, "staging", warm);
    await ready();
    await eventually(() => marks().length === 0 || null);
    await unroute(deps, "staging", warm);
    await eventually(async () => ((await unload(1)).status === 200 && (await load(1)).status === 200) || null);
  });
});

describe("what has an id", () => {
  const row = { model: "told", version: "1", inputs: { a: 0.5, b: 0.5, c: 5 }, outputs: { score: 0.25 } };
  const ids = Array.from({ length: 12 }, (_, number) => `id ${number}`);

  test("a label counts once, by whichever worker it comes", async () => {
    const { answer } = await predict(0);
    const line = JSON.stringify({ prediction_id: answer.parameters.prediction_id, label: 1 });
    expect([(await post(0, "/v1/labels", line)).answer, (await post(1, "/v1/labels", line)).answer, (await post(0, "/v1/labels", line)).answer].map(({ accepted, duplicate }) => [accepted, duplicate])).toEqual([[1, 0], [0, 1], [0, 1]]);
  });

  test("a client's own id is known to the other worker at once", async () => {
    await predict(0, "my own");
    expect((await post(1, "/v1/labels", JSON.stringify({ prediction_id: "my own", label: 0 }))).answer).toEqual({ accepted: 1, duplicate: 0, rejected: [] });
  });

  test("an event's line counts once, and a bad one is named once", async () => {
    const body = ["{", ...ids.map((id) => JSON.stringify({ ...row, prediction_id: id })), JSON.stringify(row), JSON.stringify({ ...row, prediction_id: "moon", environment: "moon" }), JSON.stringify({ ...row, version: "9", prediction_id: "nine" })].join("\n");
    const answers = [(await post(0, "/v1/events", body)).answer, (await post(1, "/v1/events", body)).answer];
    expect(answers.map(({ accepted, duplicate, rejected }) => [accepted, duplicate, rejected.map(({ line }) => line)])).toEqual([[13, 0, [1, 15, 16]], [1, 12, [1, 15, 16]]]);
    await eventually(async () => (await requests(told)) === 14 || null);
    const totals = [...(await metrics(0)).matchAll(/signalbox_serving_events_total\{slot="(\d)",outcome="(\w+)"\} (\d+)/g)].map(([, slot, outcome, value]) => [slot, outcome, Number(value)]);
    expect(totals.filter(([, , value]) => value !== 0)).toEqual([["0", "accepted", 13], ["0", "rejected", 3], ["1", "accepted", 1], ["1", "duplicate", 12], ["1", "rejected", 3]]);
  });

  test("the halves of a pair meet, by whichever workers they come", async () => {
    const before = await requests(told);
    const half = (worker: number, id: string, kind: "request" | "response") => post(worker, "/v1/events?model=told&version=1", { body: JSON.stringify(kind === "request" ? { inputs: [{ name: "features", shape: [1, 3], datatype: "FP32", data: [0, 0, 0] }] } : { outputs: [{ name: "score", shape: [1, 1], datatype: "FP32", data: [0.5] }] }), headers: { "content-type": "application/json", "ce-specversion": "1.0", "ce-id": id, "ce-source": "x", "ce-type": `org.kubeflow.serving.inference.${kind}` } });
    for (const id of ids) for (const answer of [await half(0, id, "request"), await half(1, id, "response")]) expect(answer).toEqual({ status: 200, answer: { accepted: 1, duplicate: 0, rejected: [] } });
    for (const worker of [0, 1]) expect((await half(worker, ids[0] ?? "", "response")).answer.duplicate).toBe(1);
    await eventually(async () => (await requests(told)) === before + ids.length || null);
    const events = ids.flatMap((id) => (["request", "response"] as const).map((kind) => ({ specversion: "1.0", id: `batch ${id}`, source: "x", type: `org.kubeflow.serving.inference.${kind}`, data: kind === "request" ? { inputs: [{ name: "features", shape: [1, 3], datatype: "FP32", data: [0, 0, 0] }] } : { outputs: [{ name: "score", shape: [1, 1], datatype: "FP32", data: [0.5] }] } })));
    expect((await post(0, "/v1/events?model=told&version=1", { body: JSON.stringify([...events, {}]), headers: { "content-type": "application/cloudevents-batch+json" } })).answer).toMatchObject({ accepted: 2 * ids.length, duplicate: 0, rejected: [{ line: 2 * ids.length + 1 }] });
    await eventually(async () => (await requests(told)) === before + 2 * ids.length || null);
  });
});

describe("where one worker does not do it, none has done it", () => {
  const change = (verb: "load" | "unload") => post(0, `/v2/repository/models/warm/${verb}`);
  const all = (state: string) => eventually(async () => ((await warmStates()).join() === `${state},${state}` ? true : null));

  test("an unload", async () => {
    await all("READY");
    worker1.answer("unload", () => { throw new OipRefusal(503, "it is answering requests"); });
    expect(await change("unload")).toEqual({ status: 503, answer: { error: "it is answering requests (serving worker 1)" } });
    expect(marks()).toEqual([]);
    await all("READY");
  });

  test("a load", async () => {
    worker1.answer("unload", () => null);
    worker1.answer("load", () => ({ known: true, failed: "model 'warm' version 1 could not be loaded: the disk is full" }));
    expect((await change("unload")).status).toBe(200);
    expect(await change("load")).toEqual({ status: 503, answer: { error: "model 'warm' version 1 could not be loaded: the disk is full" } });
    expect(marks().length).toBe(1);
    await all("UNAVAILABLE");
  });
});
