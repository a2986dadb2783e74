/** Requests with a stock server's answers (`e2e/clients/mlflow_peer.py --record`), asked of our handlers on a real database. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { testDeps } from "../../../testing/harness.ts";
import { filled, type Names, normal } from "../../../testing/mlflow-replay.ts";
import { at, openWire, type Answer, type Wire } from "./testing.ts";

type Call = {
  method: string; path: string; values?: Record<string, unknown>; text?: string; headers?: Record<string, string>; save?: Record<string, string>;
  answer: { status: number; code?: string | null; body?: unknown; text?: string; headers?: Record<string, string> };
};

const calls = JSON.parse(gunzipSync(readFileSync("server/testing/fixtures/mlflow-requests.json.gz")).toString()) as Call[];
const deps = await testDeps();
const names: Names = { mark: "p0123456789ab" };
let wire: Wire;
beforeAll(async () => { wire = await openWire(deps); });

function ask(call: Call): Promise<Answer> {
  const path = filled(call.path, names);
  const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
  if (call.text !== undefined) return wire.raw(url, { method: call.method, body: filled(call.text, names), headers: call.headers });
  if (call.method === "GET" && call.headers) return wire.raw(url, { headers: call.headers });
  return call.method === "GET" || call.values ? wire.call(call.method, path, filled(call.values ?? {}, names)) : wire.raw(url, { method: call.method });
}

test("the recording is large enough to stand for the wire", () => expect(calls.length).toBeGreaterThan(1500));

test.each(calls.map((call, index) => [`${index + 1} ${call.method} ${call.path} ${JSON.stringify(call.values ?? call.text ?? "").slice(0, 90)}`, call] as const))("%s", async (_name, call) => {
  // Rows that are made one after the other have times that say so.
  deps.clock.advance(1);
  const got = await ask(call);
  for (const [name, path] of Object.entries(call.save ?? {})) {
    const given = at(got.body, path);
    names[name] = typeof given === "string" ? given : "";
  }
  const { status, code, body, text } = call.answer;
  expect(got.status).toBe(status);
  if (code) expect(got.body["error_code"]).toBe(code);
  if (body !== undefined) expect(normal(got.body, names)).toEqual(normal(body, {}));
  if (text !== undefined) expect(got.text).toBe(text);
});
