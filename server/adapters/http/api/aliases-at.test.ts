import { Hono } from "hono";
import type { NodeBindings } from "../context.ts";
import { expect, test } from "vitest";
import { createAuth, issueToken } from "#server/domains/identity/index.ts";
import { environmentAtView } from "#server/domains/releases/contract.ts";
import { decideRelease, requestRelease, setAliasOrAsk } from "#server/domains/releases/index.ts";
import { givenVersion } from "#server/testing/builders.ts";
import { testActor, testDeps } from "#server/testing/harness.ts";
import { mountApi } from "./index.ts";

const deps = await testDeps();
const app = new Hono<NodeBindings>();
mountApi(app, { deps, auth: createAuth(deps) });
const dana = await testActor(deps, "scientist", "Dana");
const alex = await testActor(deps, "approver", "Alex");
const tokens = { scientist: await issueToken(deps, { email: "s@example.com", role: "scientist" }), approver: await issueToken(deps, { email: "p@example.com", role: "approver" }) };
const model = "risk, =1+1";
await givenVersion(deps, { model, createdBy: dana.id });
const asked = await requestRelease(deps, dana, { model, version: 1, environment: "production" });
await decideRelease(deps, alex, { id: Number(asked.id), decision: "approve", evidenceDigest: asked.evidenceDigest });
await setAliasOrAsk(deps, dana, { name: model, alias: "champion", version: "1" });
const name = encodeURIComponent(model);

const call = (path: string, more: { method?: string; token?: string; accept?: string; body?: unknown } = {}) => app.request(`/api/v1/${path}`, {
  method: more.method ?? "GET", body: more.body === undefined ? undefined : JSON.stringify(more.body),
  headers: { authorization: `Bearer ${more.token ?? tokens.scientist}`, ...(more.accept ? { accept: more.accept } : {}), ...(more.body === undefined ? {} : { "content-type": "application/json" }) },
});

test("what served at a time, as JSON and as a file", async () => {
  const json = environmentAtView.parse(await (await call("environments/production/at")).json());
  expect(json).toMatchObject({ environment: "production", time: deps.clock.now().toISOString(), items: [{ model, version: "1", releaseId: asked.id, approvedBy: "Alex", until: null }], nextCursor: null });
  expect(environmentAtView.parse(await (await call("environments/production/at?time=2020-01-01T00:00:00Z")).json()).items).toEqual([]);
  expect(environmentAtView.parse(await (await call("environments/staging/at")).json()).items).toEqual([]);
  const files = [await call("environments/production/at?format=csv"), await call("environments/production/at", { accept: "text/csv" })];
  for (const file of files) {
    expect([file.status, file.headers.get("content-type"), file.headers.get("content-disposition")]).toEqual([200, "text/csv; charset=utf-8; header=present", "attachment"]);
    expect(await file.text()).toMatch(/^environment,time,model,[^\r\n]*\r\nproduction,[^,]+,"risk, =1\+1",1,[^\r\n]*\r\n$/);
  }
  expect((await call("environments/production/at?format=json", { accept: "text/csv" })).headers.get("content-type")).toBe("application/json");
  expect((await call("environments/production/at", { accept: "application/json, text/csv" })).headers.get("content-type")).toBe("application/json");
});

test.each(["environments/production/at?time=yesterday", "environments/production/at?time=2026-02-30T00:00:00Z", "environments/production/at?time=2026-02-03", "environments/production/at?limit=0", "environments/production/at?format=xml", "environments/nowhere/at"])("%s is refused", async (path) => {
  expect((await call(path)).status).toBe(400);
});

test("aliases, their moves and their protections", async () => {
  const json = async (path: string) => (await call(path)).json();
  const champion = { alias: "champion", version: "1", protectedBy: null, setBy: { name: "Dana" }, releaseId: null };
  expect(await json(`models/${name}/aliases`)).toMatchObject({ items: [champion, { alias: "production", protectedBy: "environment", releaseId: asked.id }], nextCursor: null });
  expect((await call("alias-protections", { method: "POST", body: { alias: "champion", model } })).status).toBe(403);
  expect((await call("alias-protections", { method: "POST", token: tokens.approver, body: { alias: "champion" } })).status).toBe(403);
  const made = await call("alias-protections", { method: "POST", token: tokens.approver, body: { alias: "champion", model } });
  const { id } = (await made.json()) as { id: string };
  expect(made.status).toBe(201);
  expect(await json(`models/${name}/aliases`)).toMatchObject({ items: [{ ...champion, protectedBy: "model" }, {}] });
  expect(await json(`alias-protections?model=${name}`)).toMatchObject({ items: [{ id, alias: "champion", model }] });
  expect((await call("alias-protections", { method: "POST", token: tokens.approver, body: { alias: "Champion", model } })).status).toBe(409);
  expect((await call(`alias-protections/${id}`, { method: "DELETE", token: tokens.approver })).status).toBe(204);
  expect((await call(`alias-protections/${id}`, { method: "DELETE", token: tokens.approver })).status).toBe(404);
  expect(await json(`models/${name}/alias-changes?alias=production`)).toMatchObject({ items: [{ alias: "production", from: null, to: "1", actor: { name: "Alex" }, approvedBy: "Alex", releaseId: asked.id }] });
  expect(await json(`models/${name}/alias-changes`)).toMatchObject({ items: [{ alias: "champion" }, { alias: "production" }] });
  expect((await call("models/nobody/aliases")).status).toBe(404);
});
