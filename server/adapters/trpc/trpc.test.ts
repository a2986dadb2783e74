import { Hono } from "hono";
import type { NodeBindings } from "../http/context.ts";
import { expect, test } from "vitest";
import { createAuth, issueToken, seedDemoPeople, signInDemo } from "#server/domains/identity/index.ts";
import { rights } from "#server/domains/identity/contract.ts";
import { createModel } from "#server/domains/registry/index.ts";
import { testActor, testDeps } from "#server/testing/harness.ts";
import { installDoor } from "./install-door.ts";
import { mountTrpc } from "./mount.ts";
import { appRouter, createCaller } from "./router.ts";

const deps = await testDeps({ SIGNALBOX_DEMO: "on" });
const ctx = { deps, auth: createAuth(deps) };
const app = new Hono<NodeBindings>();
mountTrpc(app, ctx);
await seedDemoPeople(deps);
const cookieOf = async (role: "scientist" | "admin") => (await signInDemo(deps, ctx.auth, role)).getSetCookie()[0]?.split(";")[0] ?? "";
const cookie = await cookieOf("scientist");
const host = { host: "localhost:3000" };
const page = { ...host, cookie, origin: "http://localhost:3000", "sec-fetch-site": "same-origin", "x-signalbox": "1", "content-type": "application/json" };

const mutate = (path: string, body: unknown, headers: Record<string, string> = page) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return app.request(`/api/trpc/${path}`, { method: "POST", headers: { "content-length": String(Buffer.byteLength(text)), ...headers }, body: text });
};
const query = (path: string, input?: unknown, headers: Record<string, string> = { cookie }) => app.request(`/api/trpc/${path}${input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify(input))}`}`, { headers });
const errorOf = async (response: Response) => ((await response.json()) as { error: { data: { code: string; detail: string; fields: { path: string }[] } } }).error.data;
const tokenCount = async () => (await deps.db.pool.query(`SELECT 1 FROM api_token`)).rowCount;
const without = (name: keyof typeof page) => Object.fromEntries(Object.entries(page).filter(([key]) => key !== name));

test("every procedure declares a right, and every mutation one that is not public but for the invite's own secret", () => {
  for (const [name, procedure] of Object.entries(appRouter._def.procedures)) {
    const { meta, type } = (procedure as unknown as { _def: { meta?: { right: string }; type: string } })._def;
    expect([...rights, "public"], name).toContain(meta?.right);
    if (type === "mutation" && name !== "invites.accept") expect(meta?.right, name).not.toBe("public");
  }
});

test("our own page mutates", async () => {
  const response = await mutate("tokens.create", { name: "laptop" });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ result: { data: { name: "laptop", token: expect.stringMatching(/^sbx_/) } } });
});

test.each([
  ["a cross-site form", { ...page, "content-type": "multipart/form-data; boundary=x", origin: "https://evil.example.com", "sec-fetch-site": "cross-site" }, 403],
  ["a cross-site form of an old browser", { ...host, cookie, "content-type": "application/x-www-form-urlencoded" }, 400],
  ["a form that says nothing of itself", { ...host, cookie, "content-type": "multipart/form-data; boundary=x" }, 400],
  ["a text/plain body of JSON", { ...page, "content-type": "text/plain" }, 400],
  ["another origin", { ...page, origin: "https://evil.example.com" }, 403],
  ["an opaque origin", { ...page, origin: "null" }, 403],
  ["a neighbour on the same site", { ...page, "sec-fetch-site": "same-site" }, 403],
  ["a page without our header", without("x-signalbox"), 403],
  ["JSON without content type", without("content-type"), 400],
])("%s does not", async (_name, headers, status) => {
  const before = await tokenCount();
  const response = await mutate("tokens.create", { name: "stolen" }, headers);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await tokenCount()).toBe(before);
});

test("a mutation is not reached by GET", async () => {
  const before = await tokenCount();
  const response = await query("tokens.create", { name: "x" });
  expect(response.status).toBe(405);
  expect(await tokenCount()).toBe(before);
});

test("a program's token needs no header of ours", async () => {
  const token = await issueToken(deps, { email: "robot@example.com" });
  expect((await mutate("tokens.create", { name: "x" }, { authorization: `Bearer ${token}`, "content-type": "application/json" })).status).toBe(200);
});

test("a batch holds ten", async () => {
  const batch = (count: number) => app.request(`/api/trpc/${Array.from({ length: count }, () => "session.get").join(",")}?batch=1&input=%7B%7D`, { headers: { cookie } });
  expect((await batch(10)).status).toBe(200);
  expect((await batch(11)).status).toBe(400);
});

test("a body over a megabyte is refused", async () => {
  expect((await mutate("tokens.create", { name: "x".repeat(1024 * 1024) })).status).toBe(413);
});

test("nobody signed in reads only what is public", async () => {
  expect(await (await query("session.get", undefined, {})).json()).toMatchObject({ result: { data: { person: null, rights: [], demo: true } } });
  expect((await query("demo.get", undefined, {})).status).toBe(200);
  const response = await query("models.list", {}, {});
  expect(response.status).toBe(401);
  expect(await errorOf(response)).toMatchObject({ code: "unauthenticated" });
});

test.each([
  ["a wrong field", "models.list", { limit: 500 }, 400, "invalid_input", "limit"],
  ["NUL in a field", "models.get", { model: "\0" }, 400, "invalid_input", "model"],
  ["no such model", "models.get", { model: "none" }, 404, "not_found", undefined],
  ["no right", "invites.list", undefined, 403, "forbidden", undefined],
] satisfies [string, string, unknown, number, string, string | undefined][])("%s is said by our own codes, without a stack", async (...[, path, input, status, code, field]) => {
  const response = await query(path, input);
  expect(response.status).toBe(status);
  const text = await response.clone().text();
  expect(text).not.toMatch(/stack|node_modules/);
  const data = await errorOf(response);
  expect(data.code).toBe(code);
  if (field !== undefined) expect(data.fields).toMatchObject([{ path: field }]);
});

test("our own failure says nothing of itself", async () => {
  const broken = { ...deps, db: { ...deps.db, hot: () => Promise.reject(new Error("secret words of the driver")) } };
  const caller = createCaller({ deps: broken, actor: await testActor(deps, "admin") });
  await expect(caller.audit.list({})).rejects.toMatchObject({ code: "INTERNAL_SERVER_ERROR", message: expect.not.stringContaining("secret words") });
  const away = { ...deps, db: { ...deps.db, hot: () => Promise.reject(Object.assign(new Error("x"), { code: "ECONNREFUSED" })) } };
  await expect(createCaller({ deps: away, actor: await testActor(deps, "admin") }).audit.list({})).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
});

test("no procedure lets a scientist rise", async () => {
  for (const [path, body] of [["invites.create", { role: "admin" }], ["tokens.create", { name: "x", role: "admin" }], ["invites.accept", { token: "x".repeat(43), name: "S", email: "scientist@demo.local", password: "correct horse battery", role: "admin" }]] as const) await mutate(path, body);
  const roles = await deps.db.pool.query(`SELECT DISTINCT role FROM "user" WHERE email = 'scientist@demo.local'`);
  expect(roles.rows).toEqual([{ role: "scientist" }]);
  expect(await (await query("session.get")).json()).toMatchObject({ result: { data: { person: { role: "scientist" } } } });
  expect((await deps.db.pool.query(`SELECT 1 FROM invite`)).rowCount).toBe(0);
});

test("the door calls as whoever the cookie says", async () => {
  installDoor(ctx);
  const door = globalThis.__signalboxDoor;
  const caller = await door?.createCaller(new Headers({ cookie: await cookieOf("admin") }));
  expect((await caller?.session.get())?.person).toMatchObject({ email: "admin@demo.local", role: "admin" });
  const visitor = await door?.createCaller(new Headers());
  await expect(visitor?.models.list({})).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

test("the home page, the palette and the lists answer on an empty installation and with a model", async () => {
  const caller = createCaller({ deps, actor: await testActor(deps, "approver") });
  expect(await caller.overview.get({})).toMatchObject({ environment: "production", serving: [], needsYou: [], latestDecisions: [], newestVersions: [] });
  await createModel(deps, await testActor(deps, "scientist"), { name: "arrivals", tags: [] });
  expect((await caller.palette.search({ query: "arriv" })).items).toMatchObject([{ kind: "model", title: "arrivals", href: "/models/arrivals" }]);
  expect(await caller.palette.search({ query: "nothing like it" })).toEqual({ items: [] });
  expect(await caller.demo.get()).toMatchObject({ state: "seeding" });
  expect(await caller.releases.waiting()).toEqual({ count: 0 });
  expect(await caller.environments.list()).toMatchObject([{ name: "staging", routes: [] }, { name: "production", routes: [] }]);
  expect(await caller.serving.now({})).toEqual([]);
  expect(await caller.serving.replicas()).toEqual([]);
  expect((await caller.people.list()).length).toBeGreaterThan(3);
});
