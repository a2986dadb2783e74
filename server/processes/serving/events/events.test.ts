/** Events on the serving port, from the request to the windows in the database. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driftInput } from "../../../domains/monitoring/contract.ts";
import { drift, foldPending, judgeStates } from "../../../domains/monitoring/index.ts";
import { bumpEpoch } from "../../../domains/serving/index.ts";
import { systemClock } from "../../../platform/clock.ts";
import { testActor, testDeps } from "../../../testing/harness.ts";
import { eventually } from "../../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../../testing/serving-world.ts";
import type { LinesAnswer } from "../lines.ts";
import { type Serving, startServing } from "../server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
const person = await testActor(deps, "scientist");
let serving: Serving;
const routed = await makeVersion(deps, { model: "routed", version: 1, onnx: "score", baseline: scoreBaseline });
await routeTo(deps, "production", routed);
const elsewhere = await makeVersion(deps, { model: "elsewhere", version: 1, onnx: null, baseline: scoreBaseline });
for (const version of [1, 2]) await makeVersion(deps, { model: "two", version, onnx: null, baseline: scoreBaseline });
await deps.db.prisma.apiToken.create({ data: { id: "t", user_id: person.id, name: "t", hash: createHash("sha256").update("the-token").digest("hex") } });
await deps.db.tx(bumpEpoch);

type Headers = Record<string, string>;
const send = async (body: string | Buffer, headers: Headers = {}, query = "") => {
  const response = await fetch(`${serving.url}/v1/events${query}`, { method: "POST", body: body as BodyInit, headers: { Authorization: "Bearer the-token", ...headers } });
  return { status: response.status, answer: (await response.json()) as LinesAnswer & { error?: string } };
};
const lines = (...members: unknown[]) => members.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n");
const row = (more: object = {}) => ({ model: "elsewhere", version: "1", inputs: { a: 0.5, b: 0.5, c: 5 }, outputs: { score: 0.25 }, ...more });
const taken = (accepted: number, duplicate = 0) => ({ status: 200, answer: { accepted, duplicate, rejected: [] } });
const counted = async (of: { versionId: number }, environment = "production") => {
  while (await foldPending(deps));
  const { rows } = await deps.db.pool.query<{ requests: number; rows: number; errors: number }>("SELECT sum(requests)::int AS requests, sum(rows)::int AS rows, sum(errors)::int AS errors FROM monitoring_window WHERE version_id = $1 AND environment = $2 AND width_seconds = 10", [of.versionId, environment]);
  return rows[0];
};

beforeAll(async () => {
  serving = await startServing(deps, { slot: "0", port: 0 });
  await eventually(async () => (await send("")).status === 200 || null);
});
afterAll(() => serving?.stop());

describe("lines", () => {
  test("no token, none that is known: nothing is taken; a logger's password is one", async () => {
    expect((await send(lines(row()), { Authorization: "" })).status).toBe(401);
    expect((await send(lines(row()), { Authorization: "Bearer another" })).status).toBe(401);
    expect((await send("", { Authorization: `Basic ${Buffer.from("logger:the-token").toString("base64")}` })).status).toBe(200);
  });

  test("what is acknowledged is on disk, and in the window of its time", async () => {
    const at = new Date(Date.now() - 3_600_000).toISOString();
    expect(await send(gzipSync(lines(row({ timestamp: at, inputs: { a: [0.5, 9], b: [0, 0], c: [0, 0] }, outputs: { score: [0.1, 0.9] } }))), { "Content-Encoding": "gzip" })).toEqual(taken(1));
    const spool = join(deps.env.dataFolder, "serving", "0", "spool");
    const sent = await deps.db.pool.query("SELECT 1 FROM monitoring_delta");
    expect(readdirSync(spool).some((name) => readFileSync(join(spool, name), "utf8").includes("elsewhere")) || sent.rows.length > 0).toBe(true);
    const windows = await eventually(async () => {
      while (await foldPending(deps));
      const { rows } = await deps.db.pool.query<{ starts_at: Date; counters: unknown }>("SELECT starts_at, counters FROM monitoring_window WHERE version_id = $1 AND width_seconds = 10", [elsewhere.versionId]);
      return rows.length > 0 ? rows : null;
    });
    expect(windows[0]?.starts_at.getTime()).toBe(Math.floor(Date.parse(at) / 10_000) * 10_000);
    expect(windows[0]?.counters).toMatchObject({ requests: 1, errors: 0, rows: 2, latency: {}, columns: { a: { bins: [0, 1, 0, 1] }, score: { bins: [1, 1] } } });
  });

  test("good lines land, bad ones are named by line", async () => {
    const { status, answer } = await send(lines(row(), "{", row({ model: "nobody" }), row({ version: 9 }), row({ timestamp: "2001-01-01T00:00:00Z" }), row({ timestamp: Date.now() + 3_600_000 }), row({ environment: "moon" }), row({ inputs: { a: "x" } }), row({ model: "two", version: undefined }), row()));
    expect([status, answer.accepted]).toEqual([200, 2]);
    expect(answer.rejected.map(({ line, code }) => [line, code])).toEqual([[2, "invalid_input"], [3, "not_found"], [4, "not_found"], [5, "invalid_input"], [6, "invalid_input"], [7, "invalid_input"], [8, "invalid_input"], [9, "invalid_input"]]);
    expect(answer.rejected.map(({ detail }) => detail).join("\n")).toMatch(/Known are elsewhere, routed, two[^]*known are 1\b[^]*396 days[^]*10 minutes ahead[^]*known are 1, 2/);
  });

  test("a prediction_id counts once for each version and environment", async () => {
    const before = await eventually(async () => counted(elsewhere));
    const same = row({ prediction_id: "p1" });
    expect(await send(lines(same, same, row({ prediction_id: "p2" })))).toEqual(taken(2, 1));
    expect(await send(lines(same))).toEqual(taken(0, 1));
    expect(await send(lines({ ...same, environment: "staging" }))).toEqual(taken(1));
    await eventually(async () => ((await counted(elsewhere))?.requests === (before?.requests ?? 0) + 4 ? true : null));
  });

  test("poison takes nothing down", async () => {
    const poison = [Buffer.from("\u0000\u0001"), Buffer.from([0xff, 0xfe, 0x0a, 0xc0]), Buffer.from("[".repeat(900_000)), Buffer.from(lines(row({ inputs: JSON.parse(`{"__proto__":{"a":1},"constructor":1}`) as object }))), gzipSync(Buffer.alloc(2 ** 21, "x"))];
    for (const body of poison) expect((await send(body, body[0] === 0x1f ? { "Content-Encoding": "gzip" } : {})).answer).toMatchObject({ accepted: 0, rejected: expect.any(Array) as unknown });
    expect((await send(gzipSync(Buffer.alloc(65 * 2 ** 20), { level: 1 }), { "Content-Encoding": "gzip" })).status).toBe(413);
    expect((await send("{}\n".repeat(250_001))).status).toBe(413);
    expect((await send(lines(row()))).answer.accepted).toBe(1);
  });

  test("a route names the version where the line does not", async () => {
    expect(await send(lines(row({ model: "routed", version: undefined, inputs: { features: [[1, 2, 3]] } })))).toEqual(taken(1));
    await eventually(async () => ((await counted(routed))?.rows === 1 ? true : null));
  });
});

describe("CloudEvents", () => {
  const cloud = (id: string, kind: string, more: Headers = {}) => ({ "ce-id": id, "ce-source": "logger", "ce-specversion": "1.0", "ce-type": `org.kubeflow.serving.inference.${kind}`, "ce-inferenceservicename": "elsewhere", "Content-Type": "application/json", ...more });
  const tensor = (name: string, shape: number[], data: number[]) => ({ name, shape, datatype: "FP32", data });
  const request = JSON.stringify({ inputs: [tensor("features", [1, 3], [0.5, 0.5, 9])] });
  const response = JSON.stringify({ model_name: "elsewhere", outputs: [tensor("score", [1, 1], [0.75])] });

  test.each([["request", "response"], ["response", "request"]])("binary, %s before %s, with the time between them", async (...order) => {
    const id = order.join("-");
    const before = (await eventually(async () => counted(elsewhere)))?.requests ?? 0;
    const half = (kind: string, at: string) => send(kind === "request" ? request : response, cloud(id, kind, { "ce-time": at }));
    const at = new Date(Math.floor(Date.now() / 1000) * 1000);
    for (const kind of order) expect(await half(kind, new Date(at.getTime() + (kind === "request" ? 0 : 40)).toISOString())).toEqual(taken(1));
    expect(await half("request", at.toISOString())).toEqual(taken(0, 1));
    await eventually(async () => ((await counted(elsewhere))?.requests === before + 1 ? true : null));
  });

  test("structured, a batch of both halves, V1 rows, and the address as a default", async () => {
    const one = (kind: string, data: unknown) => ({ specversion: "1.0", id: "s1", source: "x", type: `org.kubeflow.serving.inference.${kind}`, data });
    const batch = JSON.stringify([one("request", { instances: [[0.5, 0.5, 9], [1, 1, 1]] }), one("response", { predictions: [0.5, 0.75] })]);
    const json = { "Content-Type": "application/cloudevents-batch+json" };
    expect(await send(batch, json, "?model=elsewhere&version=1&environment=staging")).toEqual(taken(2));
    await eventually(async () => ((await counted(elsewhere, "staging"))?.rows === 3 ? true : null));
    expect(await send(JSON.stringify(one("request", {})), { "Content-Type": "application/cloudevents+json" }, "?model=elsewhere&version=1&environment=staging")).toEqual(taken(0, 1));
    expect((await send(batch, json, "?environment=moon")).status).toBe(400);
  });

  test.each<[string, string, Headers]>([
    ["an unknown type", request, { "ce-type": "other" }], ["no id", request, { "ce-id": "" }], ["another specversion", request, { "ce-specversion": "0.3" }],
    ["no JSON", "x", {}], ["no object", "[]", {}],
  ])("%s is refused", async (_, body, headers) => {
    const { status, answer } = await send(body, { ...cloud("bad", "request"), ...headers });
    expect([status, answer.accepted, answer.rejected.map(({ line }) => line)]).toEqual([200, 0, [1]]);
  });

  test("what waits and what became of all is in the metrics", async () => {
    await send(request, cloud("alone", "request"));
    const text = await (await fetch(`${serving.url}/metrics`)).text();
    expect(text).toMatch(/signalbox_serving_events_total\{outcome="duplicate"\} [1-9]/);
    expect(text).toMatch(/signalbox_serving_events_total\{outcome="unjoined"\} 0/);
    expect(text).toMatch(/signalbox_serving_event_halves [1-9]/);
  });
});

test("a model that no route names is monitored by its events, and judged", async () => {
  const ask = driftInput.parse({ model: "elsewhere", from: new Date(Date.now() - 7_200_000).toISOString() });
  const view = await drift(deps, person, ask);
  expect(view).toMatchObject({ model: "elsewhere", version: "1", environment: "production" });
  expect(view.series.find(({ feature }) => feature === "a")?.points.reduce((sum, point) => sum + point.count, 0)).toBeGreaterThan(4);
  await expect(drift(deps, person, { ...ask, model: "two" })).rejects.toMatchObject({ code: "not_found" });
  expect(await judgeStates(deps)).toBeGreaterThan(0);
  expect(await deps.db.prisma.columnState.count({ where: { version_id: elsewhere.versionId, environment: "production" } })).toBe(4);
});

test("what was counted before a restart is known after it", async () => {
  const same = lines(...[1, 2, 3].map((n) => row({ prediction_id: `kept-${n}` })));
  expect(await send(same)).toEqual(taken(3));
  await serving.stop();
  serving = await startServing(deps, { slot: "0", port: 0 });
  await eventually(async () => (await send("")).status === 200 || null);
  expect(await send(same)).toEqual(taken(0, 3));
});
