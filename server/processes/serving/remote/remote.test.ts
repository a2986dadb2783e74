/** Versions that run elsewhere, from the administrator's call to the counters. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WindowCounters } from "../../../domains/monitoring/contract.ts";
import { foldPending } from "../../../domains/monitoring/index.ts";
import { createBackendInput, listBackendsInput } from "../../../domains/serving/contract-backends.ts";
import { createBackend, listBackends, listReplicas, probeBackends, removeBackend } from "../../../domains/serving/index.ts";
import { systemClock } from "../../../platform/clock.ts";
import { testActor, testDeps } from "../../../testing/harness.ts";
import { inferenceServer, nonsense, type InferenceServer } from "../../../testing/inference-server.ts";
import { eventually } from "../../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../../testing/serving-world.ts";
import { type Serving, startServing } from "../server.ts";

const deps = { ...(await testDeps({ SIGNALBOX_EGRESS_ALLOW: "127.0.0.1" })), clock: systemClock };
const admin = await testActor(deps, "admin");
const scientist = await testActor(deps, "scientist");
let fleet: InferenceServer;
let serving: Serving;

const body = JSON.stringify({ id: "q", inputs: [{ name: "features", datatype: "FP32", shape: [2, 3], data: [0.5, 0.5, 0.5, 9, 9, 9] }] });
const infer = async (more: { environment?: string; body?: string } = {}) => {
  const began = performance.now();
  const response = await fetch(`${serving.url}/v2/models/far/infer`, { method: "POST", body: more.body ?? body, headers: { "Signalbox-Environment": more.environment ?? "production" } });
  return { status: response.status, json: (await response.json()) as { error?: string; model_version?: string; outputs?: unknown }, tookMs: performance.now() - began };
};
const until = (status: number) => eventually(async () => { const answer = await infer(); return answer.status === status ? answer : null; });
const list = async () => (await listBackends(deps, scientist, listBackendsInput.parse({}))).items;
const far = await makeVersion(deps, { model: "far", version: 1, onnx: null, baseline: scoreBaseline, tags: { "signalbox.backend": "fleet", "signalbox.backend_model": "sum" } });

beforeAll(async () => {
  fleet = await inferenceServer();
  serving = await startServing(deps, { slot: "0", port: 0 });
});
afterAll(async () => {
  await serving?.stop();
  await fleet?.stop();
});

test("a route to a version whose backend is not there says so", async () => {
  await routeTo(deps, "production", far);
  const { json } = await until(503);
  expect(json.error).toContain("there is no backend 'fleet'");
});

test("an administrator makes one, at an address that may be called; its health follows", async () => {
  const ask = createBackendInput.parse({ name: "fleet", url: `${fleet.url}/v2/`, timeoutMs: 1500 });
  await expect(createBackend(deps, scientist, ask)).rejects.toMatchObject({ code: "forbidden" });
  await expect(createBackend(deps, admin, { ...ask, url: "http://10.0.0.1" })).rejects.toMatchObject({ code: "invalid_input", message: expect.stringContaining("SIGNALBOX_EGRESS_ALLOW") as string });
  expect(await createBackend(deps, admin, ask)).toMatchObject({ name: "fleet", url: fleet.url, health: "unknown", versions: [{ model: "far", version: "1", environment: "production" }] });
  await expect(createBackend(deps, admin, ask)).rejects.toMatchObject({ code: "already_exists" });
  expect(await probeBackends(deps)).toBe(1);
  expect(await list()).toMatchObject([{ health: "ready", healthReason: null, latencyMs: expect.any(Number) as number }]);
  expect(await probeBackends(deps)).toBe(0);
  expect((await deps.db.pool.query("SELECT action FROM audit_event WHERE subject = 'fleet'")).rows).toEqual([{ action: "backend.created" }]);
});

test("predictions go there and are counted like any other", async () => {
  const { json } = await until(200);
  expect(json).toMatchObject({ model_name: "far", model_version: "1", id: "q", outputs: [{ name: "score", datatype: "FP32", shape: [2, 1], data: [1.5, 27] }] });
  const metadata = (await (await fetch(`${serving.url}/v2/models/far`)).json()) as unknown;
  expect(metadata).toMatchObject({ inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }] });
  expect((await infer({ body: body.replace("FP32", "FP64") })).status).toBe(400);
  const windows = await eventually(async () => {
    while (await foldPending(deps));
    const { rows } = await deps.db.pool.query<{ counters: WindowCounters }>("SELECT counters FROM monitoring_window WHERE version_id = $1 AND rows > 0 AND width_seconds = 10", [far.versionId]);
    return rows.length > 0 ? rows : null;
  });
  expect(windows[0]?.counters.columns).toMatchObject({ a: { bins: [0, 1, 0, 1] }, score: { bins: [0, 2] } });
});

test("while it is away requests fail at once, saying which; they go on when it is back", async () => {
  await fleet.stop();
  const first = await infer();
  expect([502, 503]).toContain(first.status);
  expect(first.json.error).toContain("backend 'fleet'");
  const then = await infer();
  expect([then.status, then.tookMs < 3000]).toEqual([503, true]);
  await deps.db.pool.query("UPDATE backend SET probe_at = now()");
  await probeBackends(deps);
  expect(await list()).toMatchObject([{ health: "unavailable", healthReason: expect.stringContaining("It does not answer") as string }]);
  await eventually(async () => ((await listReplicas(deps, scientist))[0]?.backends.some(({ name, circuit, reason }) => name === "fleet" && circuit !== "closed" && reason !== null) ? true : null));
  await fleet.start();
  await until(200);
});

test("one that hangs is 504 within its timeout, and its circuit opens", async () => {
  fleet.behaviour = "hangs";
  const { status, tookMs, json } = await infer();
  expect([status, tookMs < 3000, json.error]).toEqual([504, true, expect.stringContaining("no answer within 1500 ms") as string]);
  await until(503);
  fleet.behaviour = "well";
  await until(200);
});

test("what it refuses is the caller's, what it cannot do is its own", async () => {
  fleet.behaviour = "refuses";
  expect(await infer()).toMatchObject({ status: 400, json: { error: expect.stringContaining("not like this") as string } });
  fleet.behaviour = "unavailable";
  expect(await infer()).toMatchObject({ status: 503, json: { error: expect.stringContaining("backend 'fleet'") as string } });
  fleet.behaviour = "well";
  await until(200);
});

test.each(Object.keys(nonsense) as (keyof typeof nonsense)[])("an answer that is none is a 502 that names the backend: %s", async (behaviour) => {
  fleet.behaviour = behaviour;
  const { status, json } = await infer();
  expect([status, json.error]).toEqual([502, expect.stringContaining("backend 'fleet'") as string]);
  fleet.behaviour = "well";
  await until(200);
});

test("a server that does not say what its model takes gets any tensors", async () => {
  fleet.behaviour = "says nothing";
  const silent = await makeVersion(deps, { model: "far", version: 2, onnx: null, baseline: scoreBaseline, tags: { "signalbox.backend": "fleet", "signalbox.backend_model": "sum" } });
  await routeTo(deps, "staging", silent);
  const answer = await eventually(async () => { const one = await infer({ environment: "staging", body: body.replace(`"features"`, `"rows"`) }); return one.status === 200 ? one : null; });
  expect(answer.json).toMatchObject({ model_version: "2", outputs: [{ name: "score", data: [1.5, 27] }] });
  fleet.behaviour = "well";
});

test("one that routed versions name stays; a restart without the database serves on", async () => {
  await expect(removeBackend(deps, admin, { name: "fleet" })).rejects.toMatchObject({ code: "wrong_state", message: expect.stringContaining("far v1 in production, far v2 in staging") as string });
  await expect(removeBackend(deps, scientist, { name: "fleet" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeBackend(deps, admin, { name: "none" })).rejects.toMatchObject({ code: "not_found" });
  await serving.stop();
  const broken = { ...deps, db: { ...deps.db, hot: () => Promise.reject(new Error("away")), tx: () => Promise.reject(new Error("away")) } as typeof deps.db };
  serving = await startServing(broken, { slot: "0", port: 0 });
  await until(200);
});
