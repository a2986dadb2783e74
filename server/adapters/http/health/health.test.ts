import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import type { NodeBindings } from "../context.ts";
import { afterAll, expect, test, vi } from "vitest";
import { createAuth, issueToken } from "#server/domains/identity/index.ts";
import { testDeps } from "#server/testing/harness.ts";
import { mountLive } from "../live/index.ts";
import { mountHealth } from "./index.ts";

const deps = await testDeps();
const ctx = { deps, auth: createAuth(deps) };
const app = new Hono<NodeBindings>();
mountHealth(app, ctx);
mountLive(app, ctx);
app.get("/models/:name", (c) => c.text("ok"));

let server: ServerType | undefined;
const url = await new Promise<string>((resolve) => {
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info: AddressInfo) => resolve(`http://127.0.0.1:${info.port}`));
});
afterAll(() => new Promise((resolve) => { server?.close(resolve); }));

const metric = async (name: string) => new RegExp(`^${name} (\\S+)$`, "m").exec(await (await fetch(`${url}/metrics`)).text())?.[1];

test("alive and ready", async () => {
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
});

test("without its database it lives, and is not ready, and says why", async () => {
  const away = new Hono<NodeBindings>();
  mountHealth(away, { ...ctx, deps: { ...deps, db: { ...deps.db, hot: () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })) } } });
  expect((await away.request("/healthz")).status).toBe(200);
  const ready = await away.request("/readyz");
  expect([ready.status, await ready.json()]).toEqual([503, { status: "unready", reason: "the database does not answer" }]);
  expect((await away.request("/metrics")).status).toBe(200);
});

test("a migration that did not end is not ready", async () => {
  const client = await deps.db.pool.connect();
  await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ('x', 'x', '2099_half', now())`);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  await client.query(`DELETE FROM _prisma_migrations WHERE id = 'x'`);
  client.release();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test("metrics are Prometheus text, by class of route", async () => {
  await fetch(`${url}/models/${"x".repeat(20)}`);
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  expect(text).toContain('signalbox_http_requests_total{route="health",status="200"}');
  expect(text).toContain('signalbox_http_requests_total{route="other",status="200"} 1');
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{[^}]*\})? [-+.\de]+)$/);
  expect(text).toMatch(/^signalbox_outbox_waiting 0$/m);
});

test("a live stream is counted while its reader is there", async () => {
  const token = await issueToken(deps, { email: "reader@example.com" });
  const abort = new AbortController();
  const stream = await fetch(`${url}/api/v1/live`, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const first = await stream.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toMatch(/^retry: 2000\nid: \d+\n\n/);
  expect(await metric("signalbox_live_streams")).toBe("1");
  abort.abort();
  await vi.waitFor(async () => expect(await metric("signalbox_live_streams")).toBe("0"), { timeout: 5000 });
});
