/** Statistics, load and unload, and the compression of replies. */
import { createHash } from "node:crypto";
import { request as rawRequest } from "node:http";
import { gunzipSync, inflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bumpEpoch } from "../../domains/serving/index.ts";
import { systemClock } from "../../platform/clock.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, unroute } from "../../testing/serving-world.ts";
import { type Serving, startServing } from "./server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
const score = await makeVersion(deps, { model: "score", version: 1, onnx: "score" });
const broken = await makeVersion(deps, { model: "broken", version: 1, onnx: null });
const warm = await makeVersion(deps, { model: "warm", version: 1, onnx: "score" });
for (const made of [score, broken]) await routeTo(deps, "production", made);
await deps.db.prisma.release.updateMany({ where: { version_id: warm.versionId }, data: { state: "open", kind: "promotion" } });
for (const role of ["admin", "scientist"] as const) {
  const person = await testActor(deps, role);
  await deps.db.prisma.apiToken.create({ data: { id: role, user_id: person.id, name: role, hash: createHash("sha256").update(`the-${role}`).digest("hex") } });
}
await deps.db.tx((tx) => bumpEpoch(tx));

let serving: Serving;
beforeAll(async () => {
  serving = await startServing(deps, { slot: "0", port: 0 });
  await eventually(async () => (await fetch(`${serving.url}/readyz`)).ok || null);
  await eventually(async () => (await stats("/v2/models/warm/stats")).length || null);
});
afterAll(() => serving?.stop());

type Stats = { name: string; version: string; last_inference: number; inference_count: number; execution_count: number; inference_stats: Record<string, { count: number; ns: number }>; batch_stats: { batch_size: number }[] };
const stats = async (path: string) => ((await (await fetch(`${serving.url}${path}`)).json()) as { model_stats: Stats[] }).model_stats;
const call = async (path: string, body = "", token = "the-admin") => {
  const response = await fetch(`${serving.url}/v2/repository/models/${path}`, { method: "POST", body, headers: token ? { Authorization: `Bearer ${token}` } : {} });
  const text = await response.text();
  return { status: response.status, text, error: text === "" ? "" : (JSON.parse(text) as { error: string }).error };
};
const body = (rows: number) => JSON.stringify({ inputs: [{ name: "features", shape: [rows, 3], datatype: "FP32", data: Array(rows * 3).fill(0) }], parameters: { prediction_id: "p" } });
const infer = (rows: number, headers: Record<string, string> = {}) => new Promise<{ encoding: string | undefined; cut: string | undefined; bytes: Buffer }>((resolve, reject) => {
  const request = rawRequest(`${serving.url}/v2/models/score/infer`, { method: "POST", headers }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve({ encoding: response.headers["content-encoding"], cut: response.headers["inference-header-content-length"] as string | undefined, bytes: Buffer.concat(chunks) }));
  });
  request.on("error", reject);
  request.end(body(rows));
});

test("statistics count requests, rows and runs by version", async () => {
  for (const rows of [1, 2, 2]) await infer(rows);
  await fetch(`${serving.url}/v2/models/score/infer`, { method: "POST", body: "{}" });
  const [one, ...more] = await stats("/v2/models/score/versions/1/stats");
  expect(more).toEqual([]);
  expect(one).toMatchObject({ name: "score", version: "1", inference_count: 5, execution_count: 3 });
  expect(Object.fromEntries(Object.entries(one?.inference_stats ?? {}).map(([name, { count }]) => [name, count]))).toEqual({ success: 3, fail: 1, queue: 3, compute_input: 3, compute_infer: 3, compute_output: 3, cache_hit: 0, cache_miss: 0 });
  expect(one?.inference_stats["success"]?.ns).toBeGreaterThan(one?.inference_stats["compute_infer"]?.ns ?? Infinity);
  expect(one?.batch_stats.map(({ batch_size }) => batch_size)).toEqual([1, 2]);
  expect(Math.abs(Date.now() - (one?.last_inference ?? 0))).toBeLessThan(60_000);
  expect((await stats("/v2/models/stats")).map(({ name }) => name)).toEqual(["broken", "score", "warm"]);
});

test("a reply is compressed as asked, binary ones too, and never by br", async () => {
  const plain = await infer(3);
  expect(plain.encoding).toBeUndefined();
  const zipped = await infer(3, { "Accept-Encoding": "gzip" });
  expect([zipped.encoding, gunzipSync(zipped.bytes)]).toEqual(["gzip", plain.bytes]);
  const deflated = await infer(3, { "Accept-Encoding": "deflate" });
  expect([deflated.encoding, inflateSync(deflated.bytes)]).toEqual(["deflate", plain.bytes]);
  expect((await infer(3, { "Accept-Encoding": "br" })).encoding).toBeUndefined();
  expect([(await infer(3, { "Accept-Encoding": "gzip, deflate, br" })).encoding, (await infer(2000, { "Accept-Encoding": "gzip, deflate, br" })).encoding]).toEqual([undefined, "gzip"]);
});

describe("load and unload", () => {
  test.each([
    { name: "no token", path: "score/load", sent: "", token: "", status: 401 },
    { name: "an unknown token", path: "score/unload", sent: "", token: "other", status: 401 },
    { name: "a scientist", path: "score/load", sent: "", token: "the-scientist", status: 403 },
    { name: "nothing of that name", path: "none/load", sent: "", token: "the-admin", status: 404 },
    { name: "not JSON", path: "score/load", sent: "{", token: "the-admin", status: 400 },
    { name: "a configuration", path: "score/load", sent: `{"parameters":{"config":"{\\"backend\\":\\"python\\"}"}}`, token: "the-admin", status: 400 },
    { name: "a file", path: "score/load", sent: `{"parameters":{"config":"{}","file:1/model.onnx":"AAAA"}}`, token: "the-admin", status: 400 },
    { name: "another parameter", path: "score/load", sent: `{"parameters":{"x":1}}`, token: "the-admin", status: 400 },
    { name: "what cannot be loaded", path: "broken/load", sent: "", token: "the-admin", status: 503 },
    { name: "what a route names", path: "score/unload", sent: `{"parameters":{"unload_dependents":false}}`, token: "the-admin", status: 409 },
  ])("$name: $path is refused with $status", async ({ path, sent, token, status }) => {
    const reply = await call(path, sent, token);
    expect(reply.status).toBe(status);
    expect(reply.error).not.toBe("");
  });
  test("what a route names is loaded already", async () => {
    for (const sent of ["", "{}", `{"parameters":{}}`, `{"parameters":{"config":"{}"}}`]) expect(await call("score/load", sent)).toEqual({ status: 200, text: "", error: "" });
    expect((await call("broken/load")).error).toContain("it has no .onnx file");
    expect((await call("score/unload")).error).toContain("production");
  });
  test("an unloaded version comes back by load, and by a route that comes to name it", async () => {
    const loaded = async () => /signalbox_serving_loaded\{model="warm",version="1",state="(\w+)"/.exec(await (await fetch(`${serving.url}/metrics`)).text())?.[1];
    await eventually(async () => (await loaded()) === "READY" || null);
    expect([(await call("warm/unload")).status, await loaded()]).toEqual([200, "UNAVAILABLE"]);
    expect([(await call("warm/load")).status, await loaded()]).toEqual([200, "READY"]);
    expect((await call("warm/unload")).status).toBe(200);
    await routeTo(deps, "production", warm);
    await eventually(async () => (await fetch(`${serving.url}/v2/models/warm/ready`)).ok || null);
    expect((await call("warm/unload")).status).toBe(409);
    await unroute(deps, "production", warm);
  });
});
