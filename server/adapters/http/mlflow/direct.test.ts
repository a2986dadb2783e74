import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, expect, test } from "vitest";
import { createAuth } from "../../../domains/identity/index.ts";
import { testDeps } from "../../../testing/harness.ts";
import { directMlflow } from "./direct.ts";
import { openWire } from "./testing.ts";

const deps = await testDeps();
const wire = await openWire(deps);
const usual = getRequestListener(wire.app.fetch, { overrideGlobalObjects: false });
const direct = directMlflow({ deps, auth: createAuth(deps) });
let directly = 0;
const server = createServer((incoming, outgoing) => {
  if (incoming.headers["x-way"] === "direct" && direct(incoming, outgoing)) directly += 1;
  else void usual(incoming, outgoing);
}).listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => { server.close(); });
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

type Sent = { method?: string; body?: string; headers?: Record<string, string> };
async function ask(way: "direct" | "usual", path: string, init: Sent): Promise<{ status: number; text: string; headers: Record<string, string> }> {
  const response = await fetch(base + path, { ...init, headers: { authorization: `Bearer ${wire.token}`, "x-way": way, ...init.headers } });
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "date"));
  return { status: response.status, text: await response.text(), headers };
}
const body = (value: unknown, headers: Record<string, string> = {}): Sent => ({ method: "POST", body: typeof value === "string" ? value : JSON.stringify(value), headers: { "content-type": "application/json", ...headers } });

await wire.call("POST", "registered-models/create", { name: "Größe 1", description: "a & b" });
const models = "/api/2.0/mlflow/registered-models";
const cases: [string, string, Sent][] = [
  ["a model", `${models}/get?name=Gr%C3%B6%C3%9Fe+1`, {}],
  ["the other prefix", `/ajax-api/2.0/mlflow/registered-models/get?name=Gr%C3%B6%C3%9Fe%201`, {}],
  ["the last of a name twice", `${models}/get?name=a&name=Gr%C3%B6%C3%9Fe%201`, {}],
  ["a list in a query", `${models}/search?order_by=name+DESC&order_by=timestamp&max_results=5`, {}],
  ["a question mark in the query", `${models}/search?filter=name%20LIKE%20'a?b'&order_by=name%20DESC?`, {}],
  ["nothing found", `${models}/get?name=none`, {}],
  ["an escape that is none", `${models}/get?name=100%25%20of`, {}],
  ["a name that stands in every object", `${models}/get?__proto__=1&name=constructor`, {}],
  ["no name", `${models}/get`, {}],
  ["a wrong token", `${models}/get?name=a`, { headers: { authorization: "Bearer sbx_nobody" } }],
  ["no scheme", `${models}/get?name=a`, { headers: { authorization: "nothing" } }],
  ["a body that writes", `${models}/set-tag`, body({ name: "Größe 1", key: "k", value: "w" })],
  ["a body in a string", `${models}/set-tag`, body(JSON.stringify(JSON.stringify({ name: "Größe 1", key: "k", value: "v" })))],
  ["a body that is no JSON", `${models}/set-tag`, body("{")],
  ["a list for a body", `${models}/set-tag`, body([])],
  ["the wrong method", `${models}/get?name=a`, { method: "PUT" }],
  ["no such call", "/api/2.0/mlflow/nothing", {}],
];
test.each(cases)("the same answer either way: %s", async (_, path, init) => {
  expect(await ask("direct", path, init)).toEqual(await ask("usual", path, init));
});

test("constant paths went directly, a call without a token did not, and too long a body is refused", async () => {
  const before = directly;
  await ask("direct", `${models}/get?name=a`, {});
  expect(directly).toBe(before + 1);
  expect((await fetch(`${base}${models}/get?name=a`, { headers: { "x-way": "direct" } })).status).toBe(401);
  expect(directly).toBe(before + 1);
  const long = await ask("direct", `${models}/set-tag`, body(`"${"x".repeat(33 * 1024 * 1024)}"`)).then((answer) => answer.status, () => 413);
  expect(long).toBe(413);
});
