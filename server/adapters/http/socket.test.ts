/** The dialects over a real socket, as the web process mounts them: bodies, cookies and the caller's address come from Node there. */
import type { AddressInfo } from "node:net";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, expect, test } from "vitest";
import { mountTrpc } from "#server/adapters/trpc/mount.ts";
import { createAuth, issueToken, seedDemoPeople } from "#server/domains/identity/index.ts";
import { testDeps } from "#server/testing/harness.ts";
import { givenServed } from "#server/testing/monitoring-builders.ts";
import { mountApi } from "./api/index.ts";
import type { NodeBindings } from "./context.ts";
import { mountAuth } from "./auth/index.ts";
import { mountLive } from "./live/index.ts";

const deps = await testDeps({ SIGNALBOX_DEMO: "on" });
const ctx = { deps, auth: createAuth(deps) };
const app = new Hono<NodeBindings>();
for (const mount of [mountAuth, mountTrpc, mountLive, mountApi]) mount(app, ctx);
await seedDemoPeople(deps);
await givenServed(deps, { model: "arrivals" });

let server: ServerType | undefined;
const url = await new Promise<string>((resolve) => {
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false }, (info: AddressInfo) => resolve(`http://127.0.0.1:${info.port}`));
});
afterAll(() => new Promise((resolve) => { server?.close(resolve); }));

const json = { "content-type": "application/json", origin: url };
const send = (path: string, body: unknown, headers: Record<string, string> = {}) => fetch(url + path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });

test("sign in, see who one is, act, sign out", async () => {
  const signedIn = await send("/api/demo/sign-in", { role: "scientist" });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const who = async () => ((await (await fetch(`${url}/api/trpc/session.get`, { headers: { cookie } })).json()) as { result: { data: { person: { name: string } | null } } }).result.data.person?.name ?? null;
  expect(await who()).toBe("Dana Scientist");
  const made = await send("/api/trpc/tokens.create", { name: "ci" }, { cookie, "x-signalbox": "1" });
  expect(await made.json()).toMatchObject({ result: { data: { name: "ci" } } });
  expect((await send("/api/trpc/tokens.create", { name: "ci" }, { cookie, "x-signalbox": "1", origin: "https://evil.example.com" })).status).toBe(403);
  expect((await fetch(`${url}/api/v1/models`, { headers: { cookie } })).status).toBe(200);
  expect((await send("/api/auth/sign-out", {}, { cookie })).status).toBe(200);
  expect(await who()).toBeNull();
});

test("a batch of reads", async () => {
  const answers = await (await fetch(`${url}/api/trpc/session.get,demo.get?batch=1&input=%7B%7D`)).json() as unknown[];
  expect(answers).toHaveLength(2);
});

test("the control API with a key, over the wire", async () => {
  const authorization = `Bearer ${await issueToken(deps, { email: "ci@example.com" })}`;
  const make = () => send("/api/v1/embeds", { panel: { kind: "traffic", model: "arrivals", environment: "production", range: "1h" } }, { authorization, "idempotency-key": "k" });
  const [first, second] = [await make(), await make()];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(await second.text()).toBe(await first.text());
  const large = await send("/api/v1/embeds", { title: "x".repeat(2 * 1024 * 1024) }, { authorization });
  expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, "too_large"]);
});

test("a password tried too often from one address is made to wait, whatever address its headers name", async () => {
  const attempt = (at: number) => send("/api/auth/sign-in/email", { email: "admin@demo.local", password: "wrong wrong wrong" }, { "x-forwarded-for": `10.0.0.${at}`, "x-signalbox-client-address": `10.0.0.${at}` });
  const statuses: number[] = [];
  for (let at = 0; at < 11; at += 1) statuses.push((await attempt(at)).status);
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
});
