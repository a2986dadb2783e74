/** Spoiled requests by both transports, from one seed: each is answered in the protocol's words, and good ones beside them too. */
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { typeOf } from "../../adapters/grpc/messages.ts";
import { systemClock } from "../../platform/clock.ts";
import { mulberry32 } from "../../testing/golden.ts";
import { testDeps } from "../../testing/harness.ts";
import { eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo } from "../../testing/serving-world.ts";
import { type Serving, startServing } from "./server.ts";

vi.setConfig({ testTimeout: 120_000 });
const deps = { ...(await testDeps()), clock: systemClock };
await routeTo(deps, "production", await makeVersion(deps, { model: "score", version: 1, onnx: "score" }));
let serving: Serving;
let client: Client;
beforeAll(async () => {
  serving = await startServing(deps, { slot: "0", port: 0, grpcPort: 0 });
  client = new Client(`127.0.0.1:${serving.grpcPort}`, credentials.createInsecure());
  await eventually(async () => (await fetch(`${serving.url}/readyz`)).ok || null);
});
afterAll(async () => {
  client?.close();
  await serving?.stop();
});

const random = mulberry32(20261124);
const below = (limit: number) => Math.floor(random.next().value * limit);
const words = ["null", "NaN", "-Infinity", "1e400", "[]", "{}", "[[[", "\"", "-1", "99999999999999999999", "\"BYTES\"", "\"BF16\"", "\u0000", "\ud83d\ude00", ",", "__proto__"];

/** One to three of: a bit turned, a stretch taken out or told twice, a word put in, the end cut off. */
function spoiled(good: Buffer): Buffer {
  let bytes = Buffer.from(good);
  for (let turns = 1 + below(3); turns > 0; turns -= 1) {
    const at = below(bytes.length + 1);
    const to = Math.min(bytes.length, at + 1 + below(24));
    switch (below(5)) {
      case 0: if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8)); break;
      case 1: bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]); break;
      case 2: bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]); break;
      case 3: bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(words[below(words.length)] ?? ""), bytes.subarray(to)]); break;
      default: bytes = bytes.subarray(0, at);
    }
  }
  return bytes;
}

const url = () => `${serving.url}/v2/models/score/infer`;
const tensor = { name: "features", shape: [2, 3], datatype: "FP32" };
const json = Buffer.from(JSON.stringify({ id: "q", parameters: { timeout: 5_000_000 }, inputs: [{ ...tensor, data: [[0, 0.5, 1], [2, -3, 1e-3]] }], outputs: [{ name: "score" }] }));
const blob = Buffer.from(Float32Array.of(0, 0, 0, 1, 1, 1).buffer);
const head = Buffer.from(JSON.stringify({ inputs: [{ ...tensor, parameters: { binary_data_size: blob.length } }], parameters: { binary_data_output: true } }));
const binary = Buffer.concat([head, blob]);

function httpCase(): { body: Buffer; headers: Record<string, string> } {
  const cut = { "Inference-Header-Content-Length": String(head.length) };
  switch (below(5)) {
    case 0: return { body: spoiled(json), headers: {} };
    case 1: return { body: spoiled(binary), headers: cut };
    case 2: return { body: binary, headers: { "Inference-Header-Content-Length": ["-1", "0", "x", "1e2", "9999999", String(head.length + below(9) - 4), "0x10"][below(7)] ?? "" } };
    case 3: return { body: spoiled(gzipSync(json)), headers: { "Content-Encoding": "gzip" } };
    default: return { body: deflateSync(spoiled(json)), headers: { "Content-Encoding": ["deflate", "gzip", "br", "deflate, gzip"][below(4)] ?? "" } };
  }
}

test("HTTP: 200, or 4xx with the reason as its error", async () => {
  const statuses = new Map<number, number>();
  for (let round = 0; round < 1500; round += 1) {
    const { body, headers } = httpCase();
    const answer = await fetch(url(), { method: "POST", body: body as BodyInit, headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status !== 200) expect(JSON.parse(bytes.toString()), `${answer.status} to ${body.toString("latin1")}`).toEqual({ error: expect.stringMatching(/\S/) as string });
  }
  expect([...statuses.keys()].toSorted((a, b) => a - b)).toEqual([200, 400, 415]);
  expect((await fetch(url(), { method: "POST", body: json as BodyInit })).status).toBe(200);
});

const message = (members: Record<string, unknown>) => Buffer.from(typeOf("ModelInferRequest").encode(typeOf("ModelInferRequest").fromObject({ model_name: "score", ...members })).finish());
const raw = message({ inputs: [tensor], raw_input_contents: [blob] });
const typed = message({ id: "q", inputs: [{ ...tensor, contents: { fp32_contents: [0, 0, 0, 1, 1, 1] } }], outputs: [{ name: "score" }] });
const asIs = (bytes: Buffer) => bytes;
const infer = (bytes: Buffer) => new Promise<ServiceError | null>((resolve) => { client.makeUnaryRequest("/inference.GRPCInferenceService/ModelInfer", asIs, asIs, bytes, (error) => resolve(error)); });

test("gRPC: OK, or a status that puts it on the request", async () => {
  const codes = new Map<number, number>();
  for (let round = 0; round < 1000; round += 1) {
    const error = await infer(spoiled(below(2) === 0 ? raw : typed));
    codes.set(error?.code ?? 0, (codes.get(error?.code ?? 0) ?? 0) + 1);
    if (error) expect(error.details).toMatch(/\S/);
  }
  // 3 INVALID_ARGUMENT, 5 NOT_FOUND: the name was spoiled.
  expect([...codes.keys()].toSorted((a, b) => a - b)).toEqual([0, 3, 5]);
  expect([await infer(raw), await infer(typed)]).toEqual([null, null]);
});
