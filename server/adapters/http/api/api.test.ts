import { Hono } from "hono";
import type { NodeBindings } from "../context.ts";
import { expect, test } from "vitest";
import { createAuth, issueToken, seedDemoPeople, signInDemo } from "#server/domains/identity/index.ts";
import { createModel } from "#server/domains/registry/index.ts";
import { errorCodes } from "#server/shared/errors.ts";
import { paths } from "#server/shared/paths.ts";
import { testActor, testDeps } from "#server/testing/harness.ts";
import { givenServed } from "#server/testing/monitoring-builders.ts";
import { mountLive } from "../live/index.ts";
import { mountApi } from "./index.ts";
import { matchRoute } from "./route.ts";
import { apiRoutes } from "./routes.ts";

const deps = await testDeps({ SIGNALBOX_DEMO: "on" });
const ctx = { deps, auth: createAuth(deps) };
const app = new Hono<NodeBindings>();
mountLive(app, ctx);
mountApi(app, ctx);
const tokens = {
  scientist: await issueToken(deps, { email: "s@example.com", role: "scientist" }),
  admin: await issueToken(deps, { email: "a@example.com", role: "admin" }),
};
await seedDemoPeople(deps);
const cookie = (await signInDemo(deps, ctx.auth, "admin")).getSetCookie()[0]?.split(";")[0] ?? "";
const modelName = "flight delay é 100% #1?";
await createModel(deps, await testActor(deps, "scientist"), { name: modelName, tags: [] });
await givenServed(deps, { model: modelName });

type Sent = { method?: string; token?: string | null; headers?: Record<string, string>; body?: unknown; text?: string };
async function call(path: string, sent: Sent = {}): Promise<Response> {
  const token = sent.token === undefined ? tokens.scientist : sent.token;
  const body = sent.text ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  return app.request(`/api/v1/${path}`, {
    method: sent.method ?? "GET",
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { "content-type": "application/json" }), ...sent.headers },
    body,
  });
}
const embed = { panel: { kind: "traffic", model: modelName, environment: "production", range: "1h" }, title: "T" };

test("every call needs a token; what an unknown one gets does not differ", async () => {
  for (const route of apiRoutes.filter((line) => !line.path.startsWith("test/"))) {
    const path = route.path.replaceAll(/\{\w+\}/g, "1");
    for (const token of [null, "sbx_unknown"]) {
      const response = await call(path, { method: route.method, token });
      expect(response.status, path).toBe(401);
      expect(await response.json()).toMatchObject({ code: "unauthenticated", status: 401 });
    }
  }
});

test("a session reads, and changes nothing", async () => {
  expect((await call("models", { token: null, headers: { cookie } })).status).toBe(200);
  const refused = await call("embeds", { method: "POST", token: null, headers: { cookie, origin: "http://localhost:3000" }, body: embed });
  expect(refused.status).toBe(401);
  expect((await deps.db.pool.query(`SELECT 1 FROM embed`)).rowCount).toBe(0);
});

test("a model's name is one percent-encoded segment", async () => {
  const response = await app.request(paths.api(`models/${encodeURIComponent(modelName)}`), { headers: { authorization: `Bearer ${tokens.scientist}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toMatchObject({ name: modelName, aliases: [] });
});

test.each([
  ["models/a%2Fb/versions/3", { model: "a/b", version: "3" }],
  ["models/100%25", { model: "100%" }],
  ["models/a%252Fb", { model: "a%2Fb" }],
  ["models/caf%C3%A9%20%2B", { model: "café +" }],
])("%s is decoded once, after the split", (path, params) => {
  expect(matchRoute(apiRoutes, "GET", path)).toMatchObject({ params });
});

test.each([
  ["an unknown path", "nothing", {}, 404, "not_found"],
  ["an unknown model", "models/none", {}, 404, "not_found"],
  ["a limit over 200", "models?limit=201", {}, 400, "invalid_input"],
  ["a broken escape", "models/%E0%A4%A", {}, 400, "invalid_input"],
  ["a cursor of another list", "models?cursor=abc", {}, 400, "invalid_input"],
  ["a body that is not JSON", "embeds", { method: "POST", text: "{" }, 400, "invalid_input"],
  ["a body that is a list", "embeds", { method: "POST", body: [] }, 400, "invalid_input"],
  ["a form", "embeds", { method: "POST", text: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } }, 400, "invalid_input"],
  ["a body over a megabyte", "embeds", { method: "POST", body: { title: "x".repeat(1024 * 1024) } }, 413, "too_large"],
  ["a version that is no number", "models/m/versions/latest", {}, 400, "invalid_input"],
  ["NUL in a query", "models?query=%00", {}, 400, "invalid_input"],
  ["NUL in a segment", "models/a%00b/versions", {}, 400, "invalid_input"],
  ["half of a surrogate pair in a body", "embeds", { method: "POST", body: { panel: {}, title: "\ud800" } }, 400, "invalid_input"],
  ["a body nested without end", "embeds", { method: "POST", text: `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}` }, 400, "invalid_input"],
  ["the audit's cursor with a text in it", "audit?cursor=WyJhIl0", {}, 400, "invalid_input"],
  ["a cursor past every number", "audit?cursor=WzFlMzA4XQ", {}, 400, "invalid_input"],
  ["a decision on a release past int4", "releases/99999999999/decision", { method: "POST", token: tokens.admin, body: { decision: "approve", evidenceDigest: "0".repeat(64) } }, 400, "invalid_input"],
  ["a window of an age", "monitoring/m/drift?windowSeconds=1e15", {}, 400, "invalid_input"],
  ["a time whose offset leaves the calendar", "monitoring/m/distribution?feature=x&to=9999-12-31T23:59:59-23:59", {}, 400, "invalid_input"],
  ["the tests' own reset without its setting", "test/reset", { method: "POST", token: tokens.admin }, 404, "not_found"],
] satisfies [string, string, Sent, number, string][])("%s is a problem", async (...[, path, sent, status, code]) => {
  const response = await call(path, sent);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await response.json() as Record<string, unknown>;
  expect(problem).toMatchObject({ status, code, title: expect.any(String), detail: expect.any(String), type: `urn:signalbox:problem:${code}` });
  expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.ts|node_modules|SELECT /);
});

test("a wrong field is named", async () => {
  expect(await (await call("audit?limit=201")).json()).toMatchObject({ fields: [{ path: "limit" }] });
  expect(await (await call("releases", { method: "POST", body: { model: "m", version: "x", environment: "moon" } })).json()).toMatchObject({ fields: expect.arrayContaining([expect.objectContaining({ path: "version" }), expect.objectContaining({ path: "environment" })]) });
});

test("a wrong method says which it takes", async () => {
  const response = await call("embeds", { method: "PATCH", body: {} });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST, GET");
});

test("an Idempotency-Key: same request, same answer; another body is refused", async () => {
  const post = (body: unknown, key = "key-1", token = tokens.scientist) => call("embeds", { method: "POST", body, token, headers: { "idempotency-key": key } });
  const first = await post(embed);
  expect(first.status).toBe(201);
  const text = await first.text();
  const again = await post({ title: "T", panel: embed.panel });
  expect([again.status, await again.text(), again.headers.get("idempotent-replayed")]).toEqual([201, text, "true"]);
  const other = await post({ ...embed, title: "U" });
  expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([422, "idempotency_mismatch"]);
  expect((await post(embed, "key-1", tokens.admin)).status).toBe(201);
  expect((await deps.db.pool.query(`SELECT 1 FROM embed`)).rowCount).toBe(2);
  const { id } = JSON.parse(text) as { id: string };
  const revoke = () => call(`embeds/${id}`, { method: "DELETE", headers: { "idempotency-key": "key-2" } });
  expect((await revoke()).status).toBe(204);
  expect([(await revoke()).status, await (await revoke()).text()]).toEqual([204, ""]);
});

test("twenty at once with one key make one embed", async () => {
  const before = (await deps.db.pool.query(`SELECT 1 FROM embed`)).rowCount ?? 0;
  const answers = await Promise.all(Array.from({ length: 20 }, () => call("embeds", { method: "POST", body: embed, headers: { "idempotency-key": "race" } })));
  expect(answers.map((answer) => answer.status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
  expect((await deps.db.pool.query(`SELECT 1 FROM embed`)).rowCount).toBe(before + 1);
});

test("a scientist decides nothing, whatever the role in the body", async () => {
  const rollback = await call(`environments/production/routes/${encodeURIComponent(modelName)}/rollback`, { method: "POST", body: { comment: "c", role: "admin" } });
  expect([rollback.status, ((await rollback.json()) as { code: string }).code]).toEqual([403, "not_approver"]);
});

test("the OpenAPI document says every route, from the same schemas", async () => {
  const response = await app.request("/api/v1/openapi.json");
  const document = await response.json() as { openapi: string; paths: Record<string, Record<string, { parameters: { name: string; in: string; schema: unknown }[]; responses: Record<string, unknown>; requestBody?: unknown }>>; components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } } };
  expect(document.openapi).toBe("3.1.0");
  for (const route of apiRoutes.filter((line) => !line.path.startsWith("test/"))) expect(document.paths[`/${route.path}`]?.[route.method.toLowerCase()], route.path).toBeDefined();
  expect(document.paths["/test/reset"]).toBeUndefined();
  expect(document.paths["/live"]).toBeDefined();
  expect(document.paths["/models/{name}/versions/{v}"]?.["get"]?.parameters.map((parameter) => `${parameter.in}:${parameter.name}:${Object.keys(parameter.schema as object).length > 0}`)).toEqual(["path:name:true", "path:v:true"]);
  expect(document.paths["/environments/{env}/routes/{model}/rollback"]?.["post"]).toBeDefined();
  expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(errorCodes));
  const drift = document.paths["/monitoring/{model}/drift"]?.["get"];
  expect(drift?.parameters.map((parameter) => `${parameter.in}:${parameter.name}`)).toEqual(["path:model", "query:version", "query:environment", "query:from", "query:to", "query:feature", "query:windowSeconds", "query:stepSeconds", "query:metrics", "query:as", "query:whole"]);
  expect(document.paths["/releases"]?.["post"]?.requestBody).toBeDefined();
  expect(Object.keys(document.paths["/embeds/{id}"]?.["delete"]?.responses ?? {})).toEqual(["204", "default"]);
});

test("with its setting the reset empties the installation, for administrators", async () => {
  const resetting = { ...ctx, deps: { ...deps, env: { ...deps.env, testReset: true } } };
  const other = new Hono<NodeBindings>();
  mountApi(other, resetting);
  const reset = (token: string) => other.request("/api/v1/test/reset", { method: "POST", headers: { authorization: `Bearer ${token}` } });
  expect((await reset(tokens.scientist)).status).toBe(403);
  expect((await reset(tokens.admin)).status).toBe(204);
  expect((await deps.db.pool.query(`SELECT 1 FROM registered_model`)).rowCount).toBe(0);
  expect((await deps.db.pool.query(`SELECT id, name FROM experiment`)).rows).toEqual([{ id: 0, name: "Default" }]);
  expect(await deps.db.prisma.experiment.create({ data: { name: "next", artifact_location: "x" }, select: { id: true } })).toEqual({ id: 1 });
  expect((await reset(tokens.admin)).status).toBe(204);
});
