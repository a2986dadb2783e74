/** The gRPC service, called by a stock client with the messages of the protocol. */
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typeOf } from "../../adapters/grpc/messages.ts";
import { systemClock } from "../../platform/clock.ts";
import { testDeps } from "../../testing/harness.ts";
import { eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo } from "../../testing/serving-world.ts";
import { PortError } from "./ports.ts";
import { type Serving, startServing } from "./server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
await routeTo(deps, "production", await makeVersion(deps, { model: "score", version: 1, onnx: "score" }));
await routeTo(deps, "staging", await makeVersion(deps, { model: "score", version: 2, onnx: "double" }));
await routeTo(deps, "production", await makeVersion(deps, { model: "echo", version: 1, onnx: "echo" }));
await routeTo(deps, "production", await makeVersion(deps, { model: "bare", version: 1, onnx: null }));
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

type Asked = { request: string; response: string; members: Record<string, unknown>; metadata?: Record<string, string> };
const write = (name: string) => (members: Record<string, unknown>) => Buffer.from(typeOf(name).encode(typeOf(name).fromObject(members)).finish());
const read = (name: string) => (bytes: Buffer) => typeOf(name).toObject(typeOf(name).decode(bytes), { longs: Number, enums: String, bytes: Buffer }) as Record<string, unknown>;
const call = (method: string, { request, response, members, metadata }: Asked) => new Promise<Record<string, unknown>>((resolve, reject) => {
  const sent = new Metadata();
  for (const [name, value] of Object.entries(metadata ?? {})) sent.set(name, value);
  client.makeUnaryRequest(`/inference.GRPCInferenceService/${method}`, write(request), read(response), members, sent, (error, answer) => { if (error || !answer) reject(error ?? new Error("no answer")); else resolve(answer); });
});
const infer = (members: Record<string, unknown>, metadata?: Record<string, string>) => call("ModelInfer", { request: "ModelInferRequest", response: "ModelInferResponse", members: { model_name: "score", ...members }, ...(metadata ? { metadata } : {}) });
const code = (work: Promise<unknown>) => work.then(() => 0, (error: ServiceError) => error.code);
const zeros = { name: "features", datatype: "FP32", shape: [1, 3] };
const blob = (bytes = 12) => ({ inputs: [zeros], raw_input_contents: [Buffer.alloc(bytes)] });
const model = (name: string) => ({ request: "ModelRequest", members: { name } });

test("raw is answered raw, typed typed; id, receipt and environment", async () => {
  const raw = await infer({ ...blob(), id: "q1" });
  expect(raw).toMatchObject({ model_name: "score", model_version: "1", id: "q1", outputs: [{ name: "score", datatype: "FP32", shape: [1, 1] }], parameters: { prediction_id: { string_param: expect.any(String) as string } } });
  expect((raw["raw_output_contents"] as Buffer[])[0]?.toString("hex")).toBe("0000003f");
  const typed = await infer({ inputs: [{ ...zeros, contents: { fp32_contents: [0, 0, 0] } }] });
  expect([typed["outputs"], typed["raw_output_contents"]]).toEqual([[{ name: "score", datatype: "FP32", shape: [1, 1], contents: { fp32_contents: [0.5] } }], undefined]);
  expect((await infer({ ...blob(), parameters: { prediction_id: { string_param: "mine" }, timeout: { int64_param: 5 }, priority: { uint64_param: 1 } } }))["parameters"]).toEqual({ prediction_id: { string_param: "mine" } });
  expect((await infer(blob(), { "signalbox-environment": "staging" }))["model_version"]).toBe("2");
});
test("bad requests have their status", async () => {
  const statuses = {
    model: await code(infer({ ...blob(), model_name: "none" })), version: await code(infer({ ...blob(), model_version: "9" })), notReady: await code(infer({ ...blob(), model_name: "bare" })),
    short: await code(infer(blob(8))), both: await code(infer({ inputs: [{ ...zeros, contents: { fp32_contents: [0, 0, 0] } }], raw_input_contents: [Buffer.alloc(12)] })),
    field: await code(infer({ inputs: [{ ...zeros, contents: { fp64_contents: [0, 0, 0] } }] })), count: await code(infer({ inputs: [{ ...zeros, contents: { fp32_contents: [0] } }] })),
    load: await code(call("RepositoryModelLoad", { request: "RepositoryModelRequest", response: "Nothing", members: { model_name: "score" } })), large: await code(infer(blob(65 * 2 ** 20))),
    ready: await code(call("ModelReady", { ...model("none"), response: "ReadyResponse" })), other: await code(call("TraceSetting", { request: "Nothing", response: "Nothing", members: {} })),
  };
  expect(statuses).toEqual({ model: 5, version: 5, notReady: 14, short: 3, both: 3, field: 3, count: 3, load: 16, large: 8, ready: 5, other: 12 });
});
test("health, metadata, config, index, statistics", async () => {
  expect(await call("ServerLive", { request: "Nothing", response: "ServerLiveResponse", members: {} })).toEqual({ live: true });
  expect(await call("ServerReady", { request: "Nothing", response: "ReadyResponse", members: {} })).toEqual({ ready: true });
  expect((await call("ServerMetadata", { request: "Nothing", response: "ServerMetadataResponse", members: {} }))["extensions"]).toContain("statistics");
  expect((await call("ModelReady", { ...model("bare"), response: "ReadyResponse" }))["ready"] ?? false).toBe(false);
  expect(await call("ModelMetadata", { ...model("score"), response: "ModelMetadataResponse" })).toMatchObject({ versions: ["1", "2"], inputs: [{ name: "features", shape: [-1, 3] }] });
  expect(await call("ModelConfig", { ...model("score"), response: "ModelConfigResponse" })).toMatchObject({ config: { backend: "onnxruntime", input: [{ name: "features", data_type: "TYPE_FP32", dims: [-1, 3] }] } });
  expect((await call("RepositoryIndex", { request: "RepositoryIndexRequest", response: "RepositoryIndexResponse", members: { ready: true } }))["models"]).toHaveLength(3);
  expect(await call("ModelStatistics", { ...model("echo"), response: "ModelStatisticsResponse" })).toMatchObject({ model_stats: [{ name: "echo", version: "1" }] });
});
test("a stream answers in order, and a bad request does not end it", async () => {
  const stream = client.makeBidiStreamRequest("/inference.GRPCInferenceService/ModelStreamInfer", write("ModelInferRequest"), read("ModelStreamInferResponse"), new Metadata());
  const seen: Record<string, unknown>[] = [];
  const ended = new Promise((resolve, reject) => { stream.on("data", (answer: Record<string, unknown>) => seen.push(answer)).on("end", resolve).on("error", reject); });
  for (const [id, more] of [["a", blob()], ["b", blob(4)], ["c", { ...blob(), parameters: { triton_enable_empty_final_response: { bool_param: true } } }]] as const) stream.write({ model_name: "score", id, ...more });
  stream.end();
  await ended;
  expect(seen.map(({ error_message, infer_response }) => [(infer_response as { id: string }).id, typeof error_message])).toEqual([["a", "undefined"], ["b", "string"], ["c", "undefined"]]);
  expect(seen[2]).toMatchObject({ infer_response: { parameters: { triton_final_response: { bool_param: true } } } });
});
test("a taken port ends the start with the setting's name", async () => {
  await expect(startServing(deps, { slot: "taken", port: 0, grpcPort: serving.grpcPort ?? 0 })).rejects.toThrow(new PortError(`Port ${serving.grpcPort} is taken: set SERVING_GRPC_PORT to a free port, or stop what holds it.`));
});
