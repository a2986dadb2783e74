/** Two serving processes on one port, one of which is killed. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as rawRequest } from "node:http";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { typeOf } from "../../../adapters/grpc/messages.ts";
import { bumpEpoch } from "../../../domains/serving/index.ts";
import { testActor, testDeps } from "../../../testing/harness.ts";
import { eventually, type ServingChild, startServingChild } from "../../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../../testing/serving-world.ts";
import { freePort } from "../../embedded-postgres.ts";

// It starts processes; on a busy machine that alone takes a while.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const deps = await testDeps();
await routeTo(deps, "production", await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline }));
const warm = await makeVersion(deps, { model: "warm", version: 1, onnx: "score" });
await deps.db.prisma.release.updateMany({ where: { version_id: warm.versionId }, data: { state: "open", kind: "promotion" } });
const admin = await testActor(deps, "admin");
await deps.db.prisma.apiToken.create({ data: { id: "t", user_id: admin.id, name: "t", hash: createHash("sha256").update("the-token").digest("hex") } });
await deps.db.tx(bumpEpoch);

let child: ServingChild;
const grpcPort = await freePort();
beforeAll(async () => {
  child = await startServingChild({ SIGNALBOX_DATA: deps.env.dataFolder, DATABASE_URL: deps.databaseUrl, SERVING_WORKERS: "2", SERVING_GRPC_PORT: String(grpcPort) });
  await bothServe();
});
afterAll(() => child?.kill("SIGKILL"));

type Reply = { status: number; text: string };
/** Over a connection of its own: the kernel chooses the worker. */
const call = (method: string, path: string, body = "") => new Promise<Reply>((resolve, reject) => {
  const request = rawRequest(`${child.url}${path}`, { method, agent: false, headers: { Authorization: "Bearer the-token", "Content-Length": String(Buffer.byteLength(body)) } }, (response) => {
    let text = "";
    response.on("data", (chunk: Buffer) => { text += chunk.toString(); });
    response.on("error", reject);
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
  });
  request.on("error", reject);
  request.end(body);
});
const predict = () => call("POST", "/v2/models/score/infer", `{"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[0,0,0]}]}`);
const metrics = async () => (await call("GET", "/metrics")).text;
const bothServe = () => eventually(async () => {
  const text = await metrics();
  return [0, 1].every((slot) => new RegExp(`signalbox_serving_loaded\\{slot="${slot}",model="score",version="1",state="READY"\\} 1`).test(text) && new RegExp(`signalbox_serving_loaded\\{slot="${slot}",model="warm"`).test(text)) || null;
});
const warmStates = async () => [...(await metrics()).matchAll(/signalbox_serving_loaded\{slot="\d",model="warm",version="1",state="(\w+)"/g)].map(([, state]) => state);
const workerPids = () => readFileSync(`/proc/${child.child.pid}/task/${child.child.pid}/children`, "utf8").trim().split(" ").map(Number);
const succeeded = async () => (JSON.parse((await call("GET", "/v2/models/score/stats")).text) as { model_stats: { inference_stats: { success: { count: number } } }[] }).model_stats[0]?.inference_stats.success.count;

const tensors = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3] }], raw_input_contents: [Buffer.alloc(12)] };
async function grpc(method: string, { request, response, members }: { request: string; response: string; members: Record<string, unknown> }): Promise<Record<string, unknown>> {
  // Each with a connection of its own.
  const client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  const metadata = new Metadata();
  metadata.set("authorization", "Bearer the-token");
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest(`/inference.GRPCInferenceService/${method}`, (value: Record<string, unknown>) => Buffer.from(typeOf(request).encode(typeOf(request).fromObject(value)).finish()), (bytes: Buffer) => typeOf(response).toObject(typeOf(response).decode(bytes), { longs: Number }) as Record<string, unknown>, members, metadata, (error, answer) => { if (error || !answer) reject(error ?? new Error("no answer")); else resolve(answer); });
    });
  } finally {
    client.close();
  }
}

test("statistics are what was sent by HTTP and gRPC, whichever worker is asked", async () => {
  for (const reply of await Promise.all(Array.from({ length: 30 }, predict))) expect(reply.status).toBe(200);
  await Promise.all(Array.from({ length: 20 }, () => grpc("ModelInfer", { request: "ModelInferRequest", response: "ModelInferResponse", members: { model_name: "score", ...tensors } })));
  expect(new Set(await Promise.all(Array.from({ length: 10 }, succeeded)))).toEqual(new Set([50]));
  const asked = await Promise.all(Array.from({ length: 6 }, () => grpc("ModelStatistics", { request: "ModelRequest", response: "ModelStatisticsResponse", members: { name: "score" } })));
  for (const { model_stats: stats } of asked) expect(stats).toMatchObject([{ inference_count: 50 }]);
  const bySlot = [...(await metrics()).matchAll(/signalbox_serving_requests_total\{slot="(\d)".* (\d+)$/gm)].map(([, , count]) => Number(count));
  expect(bySlot.length).toBe(2);
  expect(bySlot.reduce((sum, count) => sum + count, 0)).toBe(50);
});

test("one is killed: no client hangs, its replacement comes by itself, and what was unloaded stays so", async () => {
  expect((await call("POST", "/v2/repository/models/warm/unload")).status).toBe(200);
  expect(await warmStates()).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
  const before = workerPids();
  expect(before.length).toBe(2);
  const sent = Array.from({ length: 60 }, () => predict().then(({ status }) => status, () => "cut"));
  process.kill(before[0] ?? 0, "SIGKILL");
  const met = await Promise.all([...sent, ...Array.from({ length: 60 }, () => predict().then(({ status }) => status, () => "cut"))]);
  expect(met.filter((one) => one !== 200 && one !== "cut")).toEqual([]);
  expect(met).toContain(200);
  // Until the other is back, and after, the port answers without an error.
  await eventually(async () => {
    expect((await predict()).status).toBe(200);
    return (workerPids().length === 2 && workerPids().every((pid) => pid !== before[0])) || null;
  });
  await bothServe();
  expect(await warmStates()).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
  for (const reply of await Promise.all(Array.from({ length: 30 }, predict))) expect(reply.status).toBe(200);
  expect((await call("POST", "/v2/repository/models/warm/load")).status).toBe(200);
  expect(await warmStates()).toEqual(["READY", "READY"]);
});
