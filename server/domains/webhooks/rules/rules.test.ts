import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { retryAfterSeconds } from "../retry-after.ts";
import { afterAttempt, backoffSeconds, type Outcome } from "./after-attempt.ts";
import { checkEvents, checkName } from "./check-webhook.ts";
import { addressForAll, bodyOf, exampleData, headersOf } from "./message.ts";
import { knownEvents, eventWords } from "../contract.ts";

const day = 86_400_000;
const again = (afterMs: number): Outcome => ({ state: "waiting", afterMs });
const outcomes: [name: string, attempt: { status: number | null; attempts?: number; waitedMs?: number; retryAfterSeconds?: number; random?: number }, outcome: Outcome][] = [
  ["200", { status: 200 }, { state: "delivered" }],
  ["204", { status: 204 }, { state: "delivered" }],
  ["200 after a day", { status: 200, waitedMs: 3 * day }, { state: "delivered" }],
  ["no answer, first", { status: null }, again(1000)],
  ["500, second", { status: 500, attempts: 2 }, again(2000)],
  ["503, tenth", { status: 503, attempts: 10 }, again(512_000)],
  ["503, eleventh: the longest step", { status: 503, attempts: 11 }, again(900_000)],
  ["503, thousandth", { status: 503, attempts: 1000 }, again(900_000)],
  ["jitter, the shortest", { status: 500, attempts: 3, random: 0 }, again(3000)],
  ["jitter, the longest", { status: 500, attempts: 3, random: 1 }, again(5000)],
  ["429 that asks for two minutes", { status: 429, retryAfterSeconds: 120 }, again(120_000)],
  ["429 that asks for less than the step", { status: 429, attempts: 5, retryAfterSeconds: 1 }, again(16_000)],
  ["503 that asks for a week: an hour", { status: 503, retryAfterSeconds: 604_800 }, again(3_600_000)],
  ["408", { status: 408 }, again(1000)],
  ["401: the secret may be mended", { status: 401 }, again(1000)],
  ["403", { status: 403 }, again(1000)],
  ["404: the address may be mended", { status: 404 }, again(1000)],
  ["302: not followed", { status: 302 }, again(1000)],
  ["400: this message is refused", { status: 400 }, { state: "dead" }],
  ["409", { status: 409 }, { state: "dead" }],
  ["410: the receiver wants no more", { status: 410 }, { state: "dead" }],
  ["413", { status: 413 }, { state: "dead" }],
  ["422", { status: 422 }, { state: "dead" }],
  ["500, the next would come within the day", { status: 500, attempts: 20, waitedMs: day - 900_000 }, again(900_000)],
  ["500, the next would come after the day", { status: 500, attempts: 20, waitedMs: day - 899_999 }, { state: "dead" }],
  ["no answer on the one attempt after a day behind others", { status: null, waitedMs: 2 * day }, { state: "dead" }],
];
test.each(outcomes)("after %s", (_name, attempt, outcome) => {
  expect(afterAttempt({ attempts: 1, waitedMs: 0, retryAfterSeconds: null, random: 0.5, ...attempt })).toEqual(outcome);
});

test("a day of failures is about a hundred attempts", () => {
  let waited = 0;
  let attempts = 0;
  while (waited < 86_400) waited += backoffSeconds(++attempts, 0.5);
  expect(attempts).toBeGreaterThan(90);
  expect(attempts).toBeLessThan(120);
});

const now = new Date("2026-03-02T10:00:00Z");
test.each([[undefined, null], ["120", 120], [" 5 ", 5], ["Mon, 02 Mar 2026 10:01:00 GMT", 60], ["Mon, 02 Mar 2026 09:00:00 GMT", 0], ["soon", null], ["-1", null], ["1.5", null], ["", null]])("Retry-After: %s", (header, seconds) => {
  expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each(["a", "A1", "a.b_c-d", "x".repeat(63)])("the name %s", (name) => { expect(() => checkName(name)).not.toThrow(); });
test.each(["", "-a", "a-", "a b", "ä", "x".repeat(64), "a\n"])("the name %j is refused", (name) => { expect(() => checkName(name)).toThrow(`Webhook name '${name}' is invalid. It must start`); });

test.each([
  [[], "Webhook events must be a non-empty list of WebhookEvent objects: []."],
  [[{ entity: "REGISTERED_MODEL", action: "DELETED" }], "Invalid action 'deleted' for entity 'registered_model'. Valid actions are: ['created']"],
  [[{ entity: "MODEL_VERSION_TAG", action: "CREATED" }], "Valid actions are: ['deleted', 'set']"],
  [[{ entity: "NOTHING", action: "CREATED" }], "Invalid entity 'nothing'."],
  [[{ entity: "toString", action: "CREATED" }], "Invalid entity 'tostring'."],
  [[{ entity: "PROMPT", action: "CREATED" }, { entity: "PROMPT", action: "CREATED" }], "must not repeat: PROMPT.CREATED"],
])("events %j are refused", (events, message) => { expect(() => checkEvents(events)).toThrow(message); });

test("every event has an example, and every one that happens here has words", () => {
  const worded = eventWords.flatMap((group) => group.events.map((event) => `${event.entity}.${event.action}`));
  for (const [entity, actions] of Object.entries(knownEvents)) {
    for (const action of actions) {
      expect(Object.keys(exampleData({ entity, action })).length, `${entity}.${action}`).toBeGreaterThan(1);
      if (entity !== "BUDGET_POLICY") expect(worded).toContain(`${entity}.${action}`);
    }
  }
});

test("a message is signed over id, time and body; the id stays, the time is the attempt's", () => {
  const body = bodyOf({ entity: "MODEL_VERSION", action: "CREATED" }, now, { name: "é" });
  expect(body).toBe('{"entity":"model_version","action":"created","timestamp":"2026-03-02T10:00:00.000+00:00","data":{"name":"é"}}');
  const mac = createHmac("sha256", "key").update(`one.1772445600.${body}`).digest("base64");
  expect(headersOf({ id: "one", at: now, body }, "key")).toMatchObject({ "x-mlflow-delivery-id": "one", "x-mlflow-timestamp": "1772445600", "x-mlflow-signature": `v1,${mac}` });
  expect(headersOf({ id: "one", at: now, body }, null)).not.toHaveProperty("x-mlflow-signature");
});

test.each([["https://hooks.example.com/T1/secret?x=y", "https://hooks.example.com/…"], ["http://a:81/", "http://a:81/…"], ["nonsense", "…"]])("%s is shown to all as %s", (url, shown) => { expect(addressForAll(url)).toBe(shown); });
