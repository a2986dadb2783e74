import { Hono } from "hono";
import type { App, NodeBindings } from "../context.ts";
import { beforeAll, expect, test } from "vitest";
import { acceptInvite, actorFromHeaders, createAuth, createInvite, seedDemoPeople } from "#server/domains/identity/index.ts";
import { testActor, testDeps } from "#server/testing/harness.ts";
import { mountAuth } from "./index.ts";

const deps = await testDeps({ SIGNALBOX_DEMO: "on" });
const ctx = { deps, auth: createAuth(deps) };
const app = new Hono<NodeBindings>();
mountAuth(app, ctx);
const offDeps = { ...deps, env: { ...deps.env, demo: false, publicUrl: "https://box.example.com" } };
const offCtx = { deps: offDeps, auth: createAuth(offDeps) };
const off = new Hono<NodeBindings>();
mountAuth(off, offCtx);

const password = "correct horse battery";
const json = { "content-type": "application/json" };
const postTo = (to: App) => (path: string, body: unknown, headers: Record<string, string> = {}) => to.request(path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
const post = postTo(app);
const postOff = postTo(off);
const cookieOf = (response: Response) => response.headers.getSetCookie()[0] ?? "";
const sent = (cookie: string) => new Headers({ cookie: cookie.split(";")[0] ?? "" });

beforeAll(async () => {
  await seedDemoPeople(deps);
  const invite = await createInvite(deps, await testActor(deps, "admin"), { role: "scientist" });
  await acceptInvite(deps, { token: invite.url.split("/").at(-1) ?? "", name: "Rita", email: "rita@example.com", password });
});

test("a demo person signs in by one click, and out again", async () => {
  const response = await post("/api/demo/sign-in", { role: "approver" });
  expect(response.status).toBe(200);
  const cookie = cookieOf(response);
  expect(cookie).toMatch(/^signalbox\.session=.*HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(cookie).not.toMatch(/Secure/);
  expect(await actorFromHeaders(deps, ctx.auth, sent(cookie))).toMatchObject({ email: "approver@demo.local", role: "approver", via: "session" });
  expect((await post("/api/auth/sign-out", {}, { cookie: cookie.split(";")[0] ?? "" })).status).toBe(200);
  expect(await actorFromHeaders(deps, ctx.auth, sent(cookie))).toBeNull();
});

test("a person signs in by e-mail and password; over https the cookie is __Host-", async () => {
  const response = await postOff("/api/auth/sign-in/email", { email: "Rita@example.com", password });
  expect(response.status).toBe(200);
  const cookie = cookieOf(response);
  expect(cookie).toMatch(/^__Host-signalbox\.session=/);
  for (const attribute of [/Secure/, /HttpOnly/, /Path=\//, /SameSite=Lax/i]) expect(cookie).toMatch(attribute);
  expect(cookie).not.toMatch(/Domain=/i);
  expect(await actorFromHeaders(offDeps, offCtx.auth, sent(cookie))).toMatchObject({ email: "rita@example.com", role: "scientist" });
});

test("a changed cookie is nobody", async () => {
  const [pair = ""] = cookieOf(await post("/api/demo/sign-in", { role: "admin" })).split(";");
  expect(await actorFromHeaders(deps, ctx.auth, new Headers({ cookie: `${pair.slice(0, -6)}AAAAAA` }))).toBeNull();
  expect(await actorFromHeaders(deps, ctx.auth, new Headers({ cookie: pair.split(".").slice(0, 2).join(".") }))).toBeNull();
});

test.each([
  ["from another site", { "sec-fetch-site": "cross-site" }, 403],
  ["from a neighbour", { "sec-fetch-site": "same-site" }, 403],
  ["with another origin", { origin: "https://evil.example.com" }, 403],
  ["with an opaque origin", { origin: "null" }, 403],
  ["as a form", { "content-type": "application/x-www-form-urlencoded" }, 400],
  ["as text", { "content-type": "text/plain" }, 400],
  ["from our own page", { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" }, 200],
  ["from our page under another name of this machine", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, 200],
])("a demo sign-in %s", async (_name, headers, status) => {
  expect((await post("/api/demo/sign-in", { role: "admin" }, headers)).status).toBe(status);
});

test("a sign-in by password from another origin is refused", async () => {
  const response = await post("/api/auth/sign-in/email", { email: "rita@example.com", password }, { origin: "https://evil.example.com" });
  expect(response.status).toBe(403);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test("without the demo its people cannot sign in", async () => {
  const response = await postOff("/api/demo/sign-in", { role: "admin" });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: "not_found" });
  const session = await offCtx.auth.$context.then((context) => context.internalAdapter.findUserByEmail("admin@demo.local"));
  const made = await offCtx.auth.$context.then((context) => context.internalAdapter.createSession(session?.user.id ?? "")).catch(() => null);
  expect(made).toBeNull();
});

test.each(["/sign-up/email", "/update-user", "/change-email", "/change-password", "/delete-user", "/sign-in/demo", "/request-password-reset", "/list-sessions", "/admin"])("%s is not there", async (path) => {
  const response = await post(`/api/auth${path}`, { name: "x", email: "x@example.com", password, role: "admin" });
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});

test("better-auth itself neither signs up nor takes a role from a request", async () => {
  const signUp = await ctx.auth.handler(new Request("http://localhost:3000/api/auth/sign-up/email", { method: "POST", headers: json, body: JSON.stringify({ name: "Sly", email: "sly@example.com", password, role: "admin" }) }));
  expect(signUp.status).toBeGreaterThanOrEqual(400);
  const cookie = cookieOf(await post("/api/demo/sign-in", { role: "scientist" })).split(";")[0] ?? "";
  const update = await ctx.auth.handler(new Request("http://localhost:3000/api/auth/update-user", { method: "POST", headers: { ...json, cookie, origin: "http://localhost:3000" }, body: JSON.stringify({ role: "admin", teams: ["x"] }) }));
  expect(update.status).toBeGreaterThanOrEqual(400);
  expect((await deps.db.pool.query<{ role: string }>(`SELECT role FROM "user" WHERE email = 'scientist@demo.local'`)).rows[0]?.role).toBe("scientist");
});

test("wrong passwords are made to wait, the right one too by then", async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await post("/api/auth/sign-in/email", { email: "rita@example.com", password: "wrong wrong wrong" })).status);
  expect(statuses).toContain(401);
  expect(statuses.at(-1)).toBe(429);
  const refused = await post("/api/auth/sign-in/email", { email: "rita@example.com", password }, { "x-signalbox-client-address": "10.9.8.7", "x-forwarded-for": "10.9.8.7" });
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: "rate_limited" });
});
