import { createHash } from "node:crypto";
import { Agent, request as rawRequest } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foldPending } from "../../domains/monitoring/fold-pending.ts";
import type { WindowCounters } from "../../domains/monitoring/contract.ts";
import { systemClock } from "../../platform/clock.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../testing/serving-world.ts";
import { type Serving, startServing } from "./server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
let serving: Serving;
const first = await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline });
const second = await makeVersion(deps, { model: "score", version: 2, onnx: "double" });
const bare = await makeVersion(deps, { model: "bare", version: 1, onnx: null });
const mixed = await makeVersion(deps, { model: "mixed model", version: 1, onnx: "mixed" });
const echo = await makeVersion(deps, { model: "echo", version: 1, onnx: "echo" });
await routeTo(deps, "production", first);
await routeTo(deps, "staging", second);
for (const made of [bare, mixed, echo]) await routeTo(deps, "production", made);

beforeAll(async () => {
  serving = await startServing(deps, { slot: "0", port: 0 });
  await eventually(async () => (await fetch(`${serving.url}/readyz`)).ok || null);
});
afterAll(() => serving?.stop());

type Json = Record<string, unknown> & { outputs: { name: string; datatype: string; shape: number[]; data: unknown[] }[]; parameters: Record<string, unknown>; error: string };
const post = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
  const response = await fetch(`${serving.url}${path}`, { method: "POST", body: body as BodyInit, headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, json: () => JSON.parse(bytes.toString()) as Json };
};
const get = async (path: string) => {
  const response = await fetch(`${serving.url}${path}`);
  return { status: response.status, json: (await response.json()) as Json };
};
const features = (data: (number | null | string)[], more = "") => `{"inputs":[{"name":"features","shape":[${data.length / 3},3],"datatype":"FP32","data":[${data.map((value) => value ?? "null").join(",")}]}]${more}}`;
const infer = "/v2/models/score/infer";

describe("the protocol", () => {
  test("health, metadata, config, index", async () => {
    expect((await get("/v2/health/live")).json).toEqual({ live: true });
    expect((await get("/v2/health/ready")).json).toEqual({ ready: true });
    expect((await get("/v2/models/score")).json).toEqual({ name: "score", versions: ["1", "2"], platform: "onnxruntime_onnx", inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }], outputs: [{ name: "score", datatype: "FP32", shape: [-1, 1] }] });
    expect((await get("/v2/models/mixed%20model/config")).json["input"]).toContainEqual({ name: "city", data_type: "TYPE_STRING", dims: [-1, 1] });
    expect((await post("/v2/repository/index", "")).json()).toEqual([
      { name: "bare", version: "1", state: "UNAVAILABLE", reason: "it has no .onnx file, and nothing else can be served here" },
      { name: "echo", version: "1", state: "READY", reason: "" }, { name: "mixed model", version: "1", state: "READY", reason: "" },
      { name: "score", version: "1", state: "READY", reason: "" }, { name: "score", version: "2", state: "READY", reason: "" },
    ]);
    expect((await post("/v2/repository/index", `{"ready":true}`)).json()).toHaveLength(4);
  });
  test("JSON in and out, with the id and a receipt", async () => {
    const reply = (await post(infer, features([0, 0, 0], `,"id":"q1"`))).json();
    expect(reply).toEqual({ model_name: "score", model_version: "1", id: "q1", parameters: { prediction_id: expect.any(String) as string }, outputs: [{ name: "score", datatype: "FP32", shape: [1, 1], data: [0.5] }] });
    const own = (await post(infer, features([0, 0, 0], `,"parameters":{"prediction_id":"mine"}`))).json();
    expect(own.parameters["prediction_id"]).toBe("mine");
    expect((await post(infer, features([0, 0, 0]))).json().parameters["prediction_id"]).not.toBe(reply.parameters["prediction_id"]);
  });
  test("binary in and out", async () => {
    const json = `{"inputs":[{"name":"features","shape":[2,3],"datatype":"FP32","parameters":{"binary_data_size":24}}],"parameters":{"binary_data_output":true}}`;
    const reply = await post(infer, Buffer.concat([Buffer.from(json), Buffer.from(Float32Array.of(0, 0, 0, 1, 1, 1).buffer)]), { "Inference-Header-Content-Length": String(json.length) });
    const cut = Number(reply.headers.get("inference-header-content-length"));
    expect(reply.headers.get("content-type")).toBe("application/octet-stream");
    expect(JSON.parse(reply.bytes.subarray(0, cut).toString())).toMatchObject({ outputs: [{ shape: [2, 1], parameters: { binary_data_size: 8 } }] });
    expect(reply.bytes.readFloatLE(cut)).toBe(0.5);
  });
  test("every datatype there and back", async () => {
    const values: Record<string, string> = { bool: "[true,false]", uint8: "[0,255]", uint16: "[0,65535]", uint32: "[0,4294967295]", uint64: "[0,18446744073709551615]", int8: "[-128,127]", int16: "[-32768,1]", int32: "[-2147483648,1]", int64: "[-9223372036854775808,9007199254740993]", fp16: "[1.5,-2]", fp32: "[0.25,NaN]", fp64: "[0.1,null]", bytes: `["hé",""]` };
    const body = `{"inputs":[${Object.entries(values).map(([name, data]) => `{"name":"${name}","shape":[2],"datatype":"${name.toUpperCase()}","data":${data}}`).join(",")}]}`;
    const text = (await post("/v2/models/echo/infer", body)).bytes.toString();
    for (const [name, data] of Object.entries(values)) expect(text).toContain(`"name":"${name}_out","datatype":"${name.toUpperCase()}","shape":[2],"data":${data.replace("NaN", "null")}`);
  });
  test("texts, booleans, chosen outputs in the order asked, an empty batch", async () => {
    const body = (rows: number, more = "") => `{"inputs":[{"name":"city","shape":[${rows},1],"datatype":"BYTES","data":${JSON.stringify(Array(rows).fill("Köln"))}},{"name":"amount","shape":[${rows},1],"datatype":"FP32","data":${JSON.stringify(Array(rows).fill(1.5))}},{"name":"visits","shape":[${rows}],"datatype":"INT64","data":${JSON.stringify(Array(rows).fill(2))}},{"name":"member","shape":[${rows},1],"datatype":"BOOL","data":${JSON.stringify(Array(rows).fill(true))}}]${more}}`;
    const reply = (await post("/v2/models/mixed%20model/infer", body(1, `,"outputs":[{"name":"total"},{"name":"label"}]`))).json();
    expect(reply.outputs.map(({ name, data }) => [name, data])).toEqual([["total", [3.5]], ["label", ["Köln"]]]);
    const empty = (await post("/v2/models/mixed%20model/infer", body(0))).json();
    expect(empty.outputs.map(({ shape, data }) => [shape, data])).toEqual([[[0, 1], []], [[0, 1], []], [[0], []], [[0, 1], []]]);
    const uneven = await post("/v2/models/mixed%20model/infer", body(2).replace(`"shape":[2],"datatype":"INT64","data":[2,2]`, `"shape":[3],"datatype":"INT64","data":[2,2,2]`));
    expect([uneven.status, uneven.json().error]).toEqual([400, expect.stringContaining("differ in rows")]);
  });
  test("environments and versions", async () => {
    const version = async (path: string, headers: Record<string, string> = {}) => { const reply = await post(path, features([0, 0, 0]), headers); return [reply.status, reply.json()["model_version"]]; };
    expect(await version(infer)).toEqual([200, "1"]);
    expect(await version(infer, { "Signalbox-Environment": "staging" })).toEqual([200, "2"]);
    expect(await version("/v2/models/score/versions/2/infer")).toEqual([200, "2"]);
    expect(await version("/v2/models/score/versions/3/infer")).toEqual([404, undefined]);
    expect(await version(infer, { "Signalbox-Environment": "elsewhere" })).toEqual([404, undefined]);
  });
  test("gzip is read, a broken one is 400, another encoding 415", async () => {
    expect((await post(infer, gzipSync(features([0, 0, 0])), { "Content-Encoding": "gzip" })).status).toBe(200);
    expect((await post(infer, "nonsense", { "Content-Encoding": "gzip" })).status).toBe(400);
    expect((await post(infer, "x", { "Content-Encoding": "br" })).status).toBe(415);
    expect((await post(infer, gzipSync(Buffer.alloc(65 * 2 ** 20), { level: 1 }), { "Content-Encoding": "gzip" })).status).toBe(413);
  });
  test.each([
    ["GET", "/v2/models/none", 404], ["GET", "/v2/models/none/ready", 404], ["GET", "/v2/models/bare", 503], ["GET", "/v2/models/bare/ready", 503], ["GET", infer, 405], ["GET", "/nowhere", 404],
    ["POST", "/v2/models/none/infer", 404], ["POST", "/v2/models/bare/infer", 503], ["POST", infer, 400], ["POST", "/v2/repository/models/score/load", 401], ["POST", "/v2/logging", 501], ["GET", "/v2/trace/setting", 501], ["GET", "/v2/systemsharedmemory/status", 501], ["GET", "/v2/models/none/stats", 404],
  ])("%s %s is %i with an error in words", async (method, path, status) => {
    const response = await fetch(`${serving.url}${path}`, { method });
    const body = (await response.json()) as { error: string };
    expect([response.status, response.headers.get("content-type"), typeof body.error]).toEqual([status, "application/json", "string"]);
    if (status === 405) expect(response.headers.get("allow")).toBe("POST");
    if (status === 503) expect(response.headers.get("retry-after")).toBe("1");
  });
  test("a page of another site cannot have its predictions counted", async () => {
    expect((await post(infer, features([0, 0, 0]), { "Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain" })).status).toBe(403);
  });
  test("a body over the limit is 413, and the connection goes on", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (body: Buffer | string) => new Promise<number | undefined>((resolve, reject) => {
      const request = rawRequest(`${serving.url}${infer}`, { method: "POST", agent }, (response) => { response.resume(); response.on("end", () => resolve(response.statusCode)); });
      request.on("error", reject);
      request.end(body);
    });
    expect([await send(Buffer.alloc(65 * 2 ** 20)), await send(features([0, 0, 0]))]).toEqual([413, 200]);
    agent.destroy();
  });
});

test("what was predicted is in the database, on the baseline's bins", async () => {
  const world = await makeVersion(deps, { model: "counted", version: 1, onnx: "score", baseline: scoreBaseline });
  await routeTo(deps, "production", world);
  const path = "/v2/models/counted/infer";
  await eventually(async () => (await get("/v2/models/counted/ready")).status === 200 || null);
  const startsAtMs = Math.floor(Date.now() / 10_000) * 10_000 - 100 * 86_400_000;
  const at = new Date(startsAtMs + 5000).toISOString();
  const reply = await post(path, features([0, 0.5, 5, null, "NaN", "Infinity"], `,"parameters":{"timestamp":"${at}"}`));
  expect(reply.status).toBe(200);
  expect((await post(path, "{}")).status).toBe(400);
  const windows = await eventually(async () => {
    await foldPending(deps);
    const { rows } = await deps.db.pool.query<{ starts_at: Date; counters: WindowCounters }>("SELECT starts_at, counters FROM monitoring_window WHERE version_id = $1 AND width_seconds = 10 ORDER BY starts_at", [world.versionId]);
    return rows.length === 2 ? rows : null;
  });
  const [batch, failed] = windows;
  expect(batch?.starts_at.getTime()).toBe(startsAtMs);
  expect(batch?.counters).toMatchObject({ requests: 1, errors: 0, rows: 2 });
  expect(batch?.counters.columns).toMatchObject({
    a: { bins: [1, 0, 0, 0], null: 1, nan: 0 }, b: { bins: [0, 1, 0, 0], null: 0, nan: 1 }, c: { bins: [0, 0, 0, 1], positiveInfinity: 1 }, score: { bins: [0, 1], nan: 1 },
  });
  expect(failed?.counters).toMatchObject({ requests: 1, errors: 1, rows: 0 });
  const replica = await deps.db.prisma.replica.findUniqueOrThrow({ where: { id: serving.replica.id } });
  expect([replica.incarnation, replica.address]).toEqual([1, serving.url]);
});

test("a time that no clock can mean is refused before the model runs", async () => {
  const at = (timestamp: unknown) => post("/v2/models/score/infer", features([0, 0.5, 5], `,"parameters":{"timestamp":${JSON.stringify(timestamp)}}`));
  const nowMs = deps.clock.now().getTime();
  for (const [time, said] of [[nowMs + 660_000, "10 minutes ahead"], [new Date(nowMs + 86_400_000).toISOString(), "10 minutes ahead"], [nowMs - 397 * 86_400_000, "396 days before"], ["2026-02-31T10:00:00Z", "RFC 3339"]] as const) {
    const { status, json } = await at(time);
    expect([status, json().error]).toEqual([400, expect.stringContaining(said) as string]);
  }
  expect((await at(nowMs + 540_000)).status).toBe(200);
});

test("metrics say what was answered", async () => {
  const text = await (await fetch(`${serving.url}/metrics`)).text();
  expect(text).toMatch(/signalbox_serving_requests_total\{model="score",version="1",environment="production",status="200"\} \d+/);
  expect(text).toContain(`signalbox_serving_loaded{model="bare",version="1",state="UNAVAILABLE"} 0`);
});

test("where serving asks for a token, only a known one passes, and health stays open", async () => {
  const guarded = await startServing({ ...deps, env: { ...deps.env, servingAuth: "token" } }, { slot: "guarded", port: 0 });
  try {
    const person = await testActor(deps, "scientist");
    await deps.db.prisma.apiToken.create({ data: { id: "t", user_id: person.id, name: "t", hash: createHash("sha256").update("the-token").digest("hex") } });
    await routeTo(deps, "production", first);
    const ask = async (token?: string) => (await fetch(`${guarded.url}/v2/models/score`, token ? { headers: { Authorization: `Bearer ${token}` } } : {})).status;
    await eventually(async () => (await ask("the-token")) === 200 || null);
    await eventually(async () => (await fetch(`${guarded.url}/readyz`)).ok || null);
    expect([await ask(), await ask("another"), (await fetch(`${guarded.url}/v2/health/ready`)).status]).toEqual([401, 401, 200]);
  } finally {
    await guarded.stop();
  }
});
