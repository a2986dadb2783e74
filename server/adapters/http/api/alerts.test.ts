import { Hono } from "hono";
import { expect, test } from "vitest";
import { createAuth, issueToken } from "#server/domains/identity/index.ts";
import { watchMonitors } from "#server/domains/monitoring/index.ts";
import { testDeps } from "#server/testing/harness.ts";
import { givenServed } from "#server/testing/monitoring-builders.ts";
import type { NodeBindings } from "../context.ts";
import { mountApi } from "./index.ts";

const deps = await testDeps();
const app = new Hono<NodeBindings>();
mountApi(app, { deps, auth: createAuth(deps) });
const token = await issueToken(deps, { email: "s@example.com", role: "scientist" });
await deps.db.pool.query("INSERT INTO environment (name, position) VALUES ('production', 1) ON CONFLICT DO NOTHING");
await givenServed(deps, { model: "flights" });
await watchMonitors(deps);

async function call(path: string, sent: { method?: string; body?: object; key?: string } = {}) {
  const response = await app.request(`/api/v1/${path}`, {
    method: sent.method ?? "GET",
    headers: { authorization: `Bearer ${token}`, ...(sent.body ? { "content-type": "application/json" } : {}), ...(sent.key ? { "idempotency-key": sent.key } : {}) },
    body: sent.body === undefined ? undefined : JSON.stringify(sent.body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> & { items: Record<string, unknown>[]; fields: { path: string }[] } };
}

test("monitors: made once for a key, changed, removed, with what the contract names", async () => {
  const monitor = { model: "flights", statistic: "errorRate", threshold: 0.2, windowSeconds: 600, severity: "critical" };
  const made = await call("monitors", { method: "POST", body: monitor, key: "one" });
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ ...monitor, environment: "production", subject: "*", forSeconds: 0, isDefault: false, firing: 0 })]);
  expect((await call("monitors", { method: "POST", body: monitor, key: "one" })).body).toEqual(made.body);
  const id = String(made.body["id"]);
  expect((await call(`monitors/${id}`, { method: "PATCH", body: { threshold: 0.3 } })).body).toMatchObject({ id, threshold: 0.3, windowSeconds: 600 });
  expect((await call("monitors?model=flights")).body.items.map((one) => one["statistic"])).toEqual(["drift", "errorRate", "p99Ms", "missingShare", "unseenShare", "trafficGone", "errorRate"]);
  expect([(await call(`monitors/${id}`, { method: "DELETE" })).status, (await call(`monitors/${id}`, { method: "DELETE" })).status, (await call(`monitors/${id}`)).status]).toEqual([204, 404, 404]);
});

const refusals: { name: string; path: string; sent?: { method: string; body: object }; status: number; field?: string }[] = [
  { name: "a statistic that is none", path: "monitors", sent: { method: "POST", body: { model: "flights", statistic: "mood" } }, status: 400, field: "statistic" },
  { name: "a severity that is none", path: "monitors", sent: { method: "POST", body: { model: "flights", statistic: "drift", severity: "loud" } }, status: 400, field: "severity" },
  { name: "a model that is not there", path: "monitors", sent: { method: "POST", body: { model: "nobody", statistic: "drift" } }, status: 404 },
  { name: "a state that is none", path: "alerts?state=loud", status: 400, field: "state.0" },
  { name: "an alert that is none", path: "alerts/999", status: 404 },
  { name: "an id that is none", path: "alerts/abc", status: 400, field: "id" },
  { name: "a mute without an end", path: "alerts/1/mute", sent: { method: "POST", body: {} }, status: 400, field: "until" },
  { name: "an empty note", path: "alerts/1/note", sent: { method: "POST", body: { text: " " } }, status: 400, field: "text" },
];
test.each(refusals)("refused: $name", async ({ path, sent, status, field }) => {
  const answer = await call(path, sent);
  expect(answer.status).toBe(status);
  if (field !== undefined) expect(answer.body.fields.map((one) => one.path)).toContain(field);
});

test("alerts: states in a list, one by its id, and what may be done to it", async () => {
  const { body } = await call("alerts?model=flights&state=noData,ok");
  expect(body.items.length).toBeGreaterThan(0);
  const [first] = body.items;
  expect(first).toMatchObject({ model: "flights", subject: "*", environment: "production", firedAt: null });
  const id = String(first?.["id"]);
  expect((await call(`alerts/${id}`)).body).toMatchObject({ id, timeline: [], may: { acknowledge: "Nothing fires here.", mute: null, note: null } });
  expect((await call(`alerts/${id}/acknowledge`, { method: "POST" })).status).toBe(409);
  const until = new Date(deps.clock.now().getTime() + 3_600_000).toISOString();
  expect((await call(`alerts/${id}/mute`, { method: "POST", body: { until } })).body).toMatchObject({ state: "muted", mutedUntil: until });
  expect((await call(`alerts/${id}/note`, { method: "POST", body: { text: "Quiet." } })).body["timeline"]).toMatchObject([{ kind: "muted" }, { kind: "noted", text: "Quiet." }]);
  expect((await call("alerts?state=muted")).body.items.map((one) => one["id"])).toEqual([id]);
});
