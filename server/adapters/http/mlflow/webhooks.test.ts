import { afterAll, expect, test } from "vitest";
import { issueToken } from "../../../domains/identity/index.ts";
import { testDeps } from "../../../testing/harness.ts";
import { openReceiver } from "../../../testing/receiver.ts";
import { at, openWire, type Body } from "./testing.ts";

const deps = await testDeps({ SIGNALBOX_EGRESS_ALLOW: "127.0.0.1" });
const wire = await openWire(deps);
const admin = await issueToken(deps, { email: "admin@test.local", role: "admin" });
const receiver = await openReceiver();
afterAll(() => receiver[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: Body) =>
  wire.raw(`/api/2.0/mlflow/${path}`, { method, headers: { authorization: `Bearer ${admin}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
const events = [{ entity: "MODEL_VERSION", action: "CREATED" }];
const good = { name: "hook", url: receiver.url(), events };
const made = async (more: Body = {}) => String(at((await call("POST", "webhooks", { ...good, ...more })).body, "webhook.webhook_id"));
const missing = (name: string) => `Missing value for required parameter '${name}'. See the API docs for more information about request parameters.`;

test("a webhook's fields; the secret is not among them", async () => {
  const answer = await call("POST", "webhooks", { ...good, description: "What it is for", secret: "s3cret", models: ["m"] });
  const id = at(answer.body, "webhook.webhook_id");
  const webhook = {
    webhook_id: id, name: "hook", description: "What it is for", url: good.url, events, status: "ACTIVE", models: ["m"],
    creation_timestamp: deps.clock.now().getTime(), last_updated_timestamp: deps.clock.now().getTime(),
  };
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect([answer.status, answer.body]).toEqual([200, { webhook }]);
  expect((await call("GET", `webhooks/${String(id)}`)).body).toEqual({ webhook });
  expect((await wire.raw(`/ajax-api/2.0/mlflow/webhooks/${String(id)}`, { headers: { authorization: `Bearer ${admin}` } })).body).toEqual({ webhook });
  deps.clock.advance(1);
  expect((await call("PATCH", `webhooks/${String(id)}`, { description: "", secret: "" })).body).toEqual({ webhook: { ...webhook, description: "", last_updated_timestamp: deps.clock.now().getTime() } });
  expect((await deps.db.prisma.webhook.findUniqueOrThrow({ where: { id: String(id) } })).secret).toBeNull();
  const changed = { name: "other", url: receiver.url("/b"), events: [{ entity: "PROMPT", action: "CREATED" }, ...events], status: "DISABLED", models: [] };
  expect(at((await call("PATCH", `webhooks/${String(id)}`, changed)).body, "webhook")).toMatchObject({ name: "other", events: changed.events, status: "DISABLED" });
  expect((await call("PATCH", `webhooks/${String(id)}`, {})).status).toBe(200);
  expect((await call("DELETE", `webhooks/${String(id)}`)).body).toEqual({});
  expect((await call("GET", `webhooks/${String(id)}`)).body).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST", message: `Webhook with ID ${String(id)} not found.` });
});

const refused: [name: string, body: Body, message: string][] = [
  ["no name", { ...good, name: undefined }, missing("name")],
  ["no address", { ...good, url: "" }, missing("url")],
  ["no events", { ...good, events: undefined }, missing("events")],
  ["an empty list of events", { ...good, events: [] }, "Webhook events must be a non-empty list of WebhookEvent objects: []."],
  ["events that are no list", { ...good, events: "x" }, "for parameter 'events' supplied"],
  ["an event that is a word", { ...good, events: ["x"] }, "for parameter 'events[0]' supplied"],
  ["an event without fields", { ...good, events: [{}] }, "Invalid entity ''."],
  ["an unknown entity", { ...good, events: [{ entity: "COW", action: "CREATED" }] }, "Invalid entity 'cow'."],
  ["another entity's action", { ...good, events: [{ entity: "REGISTERED_MODEL", action: "DELETED" }] }, "Invalid action 'deleted' for entity 'registered_model'. Valid actions are: ['created']"],
  ["an event twice", { ...good, events: [...events, ...events] }, "must not repeat"],
  ["a bad name", { ...good, name: "-a" }, "Webhook name '-a' is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-)."],
  ["a name of 64", { ...good, name: "x".repeat(64) }, "is invalid"],
  ["http", { ...good, url: "http://8.8.8.8/" }, "Invalid webhook URL scheme: 'http'. Allowed schemes are: https."],
  ["ftp", { ...good, url: "ftp://example.com/" }, "Invalid webhook URL scheme: 'ftp'. Allowed schemes are: https."],
  ["no URL", { ...good, url: "example" }, "Invalid webhook URL scheme: ''. Allowed schemes are: https."],
  ["a blank address", { ...good, url: "  " }, "Webhook URL cannot be empty or just whitespace: '  '"],
  ["a private address", { ...good, url: "https://10.0.0.1/x" }, "Webhook URL must not resolve to a non-public IP address. '10.0.0.1' resolves to 10.0.0.1."],
  ["a cloud's metadata", { ...good, url: "https://169.254.169.254/latest" }, "must not resolve to a non-public IP address"],
  ["an address in one number", { ...good, url: "https://2852039166/" }, "must not resolve to a non-public IP address"],
  ["a host that is not there", { ...good, url: "https://nothing.invalid/" }, "Cannot resolve Webhook URL hostname 'nothing.invalid': "],
  ["credentials", { ...good, url: "https://me:secret@example.com/" }, "must not hold a name or a password"],
  ["a secret that is a number", { ...good, secret: 5 }, "for parameter 'secret' supplied"],
];
test.each(refused)("refused: %s", async (_name, body, message) => {
  const answer = await call("POST", "webhooks", body);
  expect([answer.status, answer.body["error_code"]]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
  expect(answer.body["message"]).toContain(message);
});

test("the list pages newest first; what MLflow cannot read is left out of it", async () => {
  for (const name of ["one", "two", "three"]) { await made({ name }); deps.clock.advance(1); }
  const ours = await made({ name: "ours", events: [{ entity: "RELEASE", action: "APPROVED" }] });
  await made({ name: "both", events: [{ entity: "RELEASE", action: "APPROVED" }, ...events] });
  const names = (body: unknown) => (at(body, "webhooks") as { name: string }[]).map((one) => one.name);
  const first = (await call("GET", "webhooks?max_results=2")).body;
  expect(names(first)).toEqual(["both", "three"]);
  expect(at(first, "webhooks.0.events")).toEqual(events);
  const second = (await call("GET", `webhooks?max_results=2&page_token=${encodeURIComponent(String(first["next_page_token"]))}`)).body;
  expect([names(second), second["next_page_token"]]).toEqual([["two", "one"], undefined]);
  expect(names((await call("GET", "webhooks?max_results=0")).body)).toHaveLength(4);
  expect(at((await call("GET", `webhooks/${ours}`)).body, "webhook.events")).toBeUndefined();
  for (const asked of ["1001", "-1"]) expect((await call("GET", `webhooks?max_results=${asked}`)).body).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE", message: "max_results must be between 1 and 1000." });
});

test("a test answers what was answered", async () => {
  const id = await made();
  receiver.answers.push({ status: 200, body: "fine" }, { status: 404, body: "no" });
  expect((await call("POST", `webhooks/${id}/test`, {})).body).toEqual({ result: { success: true, response_status: 200, response_body: "fine" } });
  expect((await call("POST", `webhooks/${id}/test`, { event: { entity: "MODEL_VERSION_TAG", action: "DELETED" } })).body).toEqual({ result: { success: false, response_status: 404, response_body: "no" } });
  expect(receiver.received.at(-1)?.body).toMatchObject({ entity: "model_version_tag", action: "deleted", data: { name: "example_model", version: "1", key: "example_key" } });
  expect((await call("POST", `webhooks/${await made({ url: "http://127.0.0.1:1/" })}/test`)).body).toMatchObject({ result: { success: false, error_message: expect.stringContaining("ECONNREFUSED") as string } });
  expect((await call("POST", `webhooks/${id}/test`, { event: { entity: "COW", action: "CREATED" } })).status).toBe(400);
  expect((await call("POST", `webhooks/${id}/test`, { event: 5 })).status).toBe(400);
  for (const [method, path] of [["POST", "webhooks/none/test"], ["GET", "webhooks/none"], ["PATCH", "webhooks/none"], ["DELETE", "webhooks/none"]] as const) {
    expect((await call(method, path, method === "GET" ? undefined : {})).body).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "Webhook with ID none not found." });
  }
});

test("without the right webhooks are read, and not changed", async () => {
  const id = await made();
  expect((await wire.call("GET", `webhooks/${id}`)).body).toMatchObject({ webhook: { url: `${new URL(good.url).origin}/…` } });
  for (const [method, path] of [["POST", "webhooks"], ["PATCH", `webhooks/${id}`], ["DELETE", `webhooks/${id}`], ["POST", `webhooks/${id}/test`]] as const) {
    expect((await wire.call(method, path, good)).body).toMatchObject({ error_code: "PERMISSION_DENIED" });
  }
});
