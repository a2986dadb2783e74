import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openReceiver } from "../../testing/receiver.ts";
import { webhooksWorld } from "../../testing/webhooks-world.ts";
import { createModel, createVersion, tagModel, tagVersion, untagVersion } from "../registry/index.ts";
import { deleteAliasOrAsk, setAliasOrAsk } from "../releases/index.ts";
import { changeWebhook, deleteWebhook, fanPending, getDelivery, getWebhook, openDeliverer } from "./index.ts";
import { claimDue } from "./store-deliveries.ts";

const { deps, admin, scientist, receiver, newModel, hook, deliverAll, names, log } = await webhooksWorld();

test("each registry act says what MLflow says of it, in order, from when the webhook was made", async () => {
  await newModel("before");
  deps.clock.advance(1);
  const entities = ["REGISTERED_MODEL", "MODEL_VERSION", "PROMPT", "PROMPT_VERSION"].map((entity) => ({ entity, action: "CREATED" }));
  const pairs = [["MODEL_VERSION_TAG", "SET"], ["MODEL_VERSION_TAG", "DELETED"], ["MODEL_VERSION_ALIAS", "CREATED"], ["MODEL_VERSION_ALIAS", "DELETED"], ["PROMPT_TAG", "SET"]].map(([entity = "", action = ""]) => ({ entity, action }));
  await hook({ events: [...entities, ...pairs] });
  const version = { name: "acts", source: "s3://bucket/model", runId: "", modelId: "", runLink: "", description: "", tags: [{ key: "a", value: "1" }] };
  await createModel(deps, admin, { name: "acts", description: "Acts", tags: [{ key: "t", value: "v" }] });
  await createVersion(deps, admin, version);
  await tagModel(deps, admin, { name: "acts", tag: { key: "of", value: "a model" } });
  await tagVersion(deps, admin, { name: "acts", version: "1", tag: { key: "b", value: "2" } });
  await untagVersion(deps, admin, { name: "acts", version: "1", key: "b" });
  await setAliasOrAsk(deps, admin, { name: "acts", alias: "champion", version: "1" });
  await deleteAliasOrAsk(deps, admin, { name: "acts", alias: "champion" });
  const prompt = { key: "mlflow.prompt.is_prompt", value: "true" };
  await createModel(deps, admin, { name: "greet", tags: [prompt, { key: "x", value: "y" }] });
  await createVersion(deps, admin, { ...version, name: "greet", source: "dummy-source", tags: [prompt, { key: "mlflow.prompt.text", value: "Hi {{you}}" }] });
  await tagModel(deps, admin, { name: "greet", tag: { key: "of", value: "a prompt" } });
  await deliverAll();
  expect(receiver.received.map(({ body }) => [`${body.entity}.${body.action}`, body.data])).toEqual([
    ["registered_model.created", { name: "acts", tags: { t: "v" }, description: "Acts" }],
    ["model_version.created", { name: "acts", version: "1", source: "s3://bucket/model", run_id: null, tags: { a: "1" }, description: null }],
    ["model_version_tag.set", { name: "acts", version: "1", key: "b", value: "2" }],
    ["model_version_tag.deleted", { name: "acts", version: "1", key: "b" }],
    ["model_version_alias.created", { name: "acts", alias: "champion", version: "1" }],
    ["model_version_alias.deleted", { name: "acts", alias: "champion" }],
    ["prompt.created", { name: "greet", tags: { x: "y" }, description: "" }],
    ["prompt_version.created", { name: "greet", version: "1", template: "Hi {{you}}", tags: {}, description: null }],
    ["prompt_tag.set", { name: "greet", key: "of", value: "a prompt" }],
  ]);
  expect(receiver.received[0]?.body.timestamp).toBe(deps.clock.now().toISOString().replace("Z", "+00:00"));
});

test("a delivery is signed as an independent HMAC says; the secret is sealed and never answered", async () => {
  const made = await hook({ secret: "test-secret-key" });
  await newModel("signed é");
  await deliverAll();
  const [one] = receiver.received;
  const [id, timestamp] = [one?.headers["x-mlflow-delivery-id"], one?.headers["x-mlflow-timestamp"]];
  expect(one?.headers["x-mlflow-signature"]).toBe(`v1,${createHmac("sha256", "test-secret-key").update(`${String(id)}.${String(timestamp)}.${one?.text}`).digest("base64")}`);
  expect(timestamp).toBe(String(Math.floor(deps.clock.now().getTime() / 1000)));
  expect((await log(made.id))[0]?.id).toBe(id);
  const stored = await deps.db.prisma.webhook.findUniqueOrThrow({ where: { id: made.id } });
  expect(stored.secret).toMatch(/^v1\./);
  expect(JSON.stringify([made, stored, await deps.db.prisma.auditEvent.findMany({ where: { subject: made.id }, select: { detail: true } })])).not.toContain("test-secret-key");
});

test("filters by event and by model; a disabled webhook hears of nothing new and keeps what waits", async () => {
  await hook({ url: receiver.url("/all") });
  await hook({ url: receiver.url("/some"), models: ["wanted", "other"] });
  await hook({ url: receiver.url("/none"), events: [{ entity: "RELEASE", action: "APPROVED" }] });
  const held = await hook({ url: receiver.url("/held") });
  await newModel("wanted");
  await newModel("unwanted");
  await fanPending(deps);
  await changeWebhook(deps, admin, { id: held.id, status: "DISABLED" });
  await newModel("later");
  await deliverAll();
  const at = (path: string) => receiver.received.filter((one) => one.path === path).map((one) => one.body.data["name"]);
  expect([at("/all"), at("/some"), at("/none"), at("/held")]).toEqual([["wanted", "unwanted", "later"], ["wanted"], [], []]);
  expect((await getWebhook(deps, admin, { id: held.id })).waiting).toBe(2);
  await changeWebhook(deps, admin, { id: held.id, status: "ACTIVE" });
  await deliverAll();
  expect(at("/held")).toEqual(["wanted", "unwanted"]);
});

test("events leave in the order of commits, also one that commits after later ones", async () => {
  await hook();
  const late = await deps.db.pool.connect();
  await late.query("BEGIN");
  const write = (name: string) => `INSERT INTO outbox_event (at, type, subject, data, hook) VALUES ('${deps.clock.now().toISOString()}', 'model.changed', '${name}', '{}', '{"entity":"REGISTERED_MODEL","action":"CREATED","model":"${name}","data":{"name":"${name}"}}')`;
  await late.query(write("late"));
  await deps.db.pool.query(write("early"));
  await deliverAll();
  await late.query("COMMIT");
  late.release();
  await deliverAll();
  expect(names()).toEqual(["early", "late"]);
});

describe("a receiver that fails", () => {
  test("holds its own webhook alone, is tried again on the schedule, and then gets the rest in order", async () => {
    const failing = await hook();
    const other = await openReceiver();
    await hook({ url: other.url() });
    receiver.answers.push({ status: 500, body: "broken" }, { status: 429, headers: { "retry-after": "60" } });
    const sent = [await newModel(), await newModel(), await newModel()];
    const began = deps.clock.now();
    await deliverAll();
    expect(names()).toEqual([sent[0]]);
    expect(other.received).toHaveLength(3);
    expect((await log(failing.id)).map((one) => [one.state, one.attempts, one.lastStatus])).toEqual([["waiting", 1, 500], ["waiting", 0, null], ["waiting", 0, null]]);
    expect(await getWebhook(deps, admin, { id: failing.id })).toMatchObject({ waiting: 3, lastStatus: 500, failingSince: began.toISOString() });
    deps.clock.advance(0.9);
    await deliverAll();
    expect(receiver.received).toHaveLength(1);
    deps.clock.advance(0.1);
    await deliverAll();
    expect(receiver.received).toHaveLength(2);
    deps.clock.advance(59.9);
    await deliverAll();
    expect(receiver.received).toHaveLength(2);
    deps.clock.advance(0.1);
    await deliverAll();
    expect(names()).toEqual([sent[0], sent[0], ...sent]);
    expect(new Set(receiver.received.slice(0, 3).map((one) => one.headers["x-mlflow-delivery-id"])).size).toBe(1);
    expect(await getWebhook(deps, admin, { id: failing.id })).toMatchObject({ waiting: 0, lastStatus: 200, failingSince: null });
    await other[Symbol.asyncDispose]();
  });

  test("for a day is given up, and the next goes", async () => {
    const made = await hook();
    const [first, second] = [await newModel(), await newModel()];
    receiver.answers.push(...Array.from({ length: 200 }, () => ({ status: 503 })));
    await deliverAll();
    for (let waited = 0; waited < 86_400 && (await log(made.id))[0]?.state === "waiting"; waited += 900) {
      deps.clock.advance(900);
      await deliverAll();
    }
    const [dead] = await log(made.id);
    expect(dead).toMatchObject({ state: "dead", model: first, lastStatus: 503 });
    expect(dead?.attempts).toBeGreaterThan(80);
    receiver.answers.splice(0);
    await newModel("fresh");
    deps.clock.advance(900);
    await deliverAll();
    expect((await log(made.id)).map((one) => [one.model, one.state])).toEqual([[first, "dead"], [second, "dead"], ["fresh", "delivered"]]);
  });

  test("that refuses one message loses that one alone", async () => {
    const made = await hook();
    receiver.answers.push({ status: 422, body: `not${"\0"} this` });
    const sent = [await newModel(), await newModel()];
    await deliverAll();
    expect(names()).toEqual(sent);
    const [refused, next] = await log(made.id);
    expect([refused?.state, next?.state]).toEqual(["dead", "delivered"]);
    expect(await getDelivery(deps, admin, { id: made.id, deliveryId: refused?.id ?? "" })).toMatchObject({ lastStatus: 422, responseBody: "not\uFFFD this", body: receiver.received[0]?.text });
    expect((await getDelivery(deps, scientist, { id: made.id, deliveryId: refused?.id ?? "" })).responseBody).toBeNull();
  });

  test("at its address is mended by a new one, at once", async () => {
    const made = await hook({ url: "http://127.0.0.1:1/" });
    const name = await newModel();
    await deliverAll();
    expect((await log(made.id))[0]).toMatchObject({ state: "waiting", lastStatus: null, lastError: expect.stringContaining("ECONNREFUSED") as string });
    await changeWebhook(deps, admin, { id: made.id, url: receiver.url() });
    await deliverAll();
    expect(names()).toEqual([name]);
  });
});

describe("workers", () => {
  test("many at once send each delivery once and in order", async () => {
    await Promise.all(["/a", "/b", "/c"].map((path) => hook({ url: receiver.url(path) })));
    const sent: string[] = [];
    for (let n = 0; n < 15; n++) sent.push(await newModel());
    await Promise.all([fanPending(deps), fanPending(deps), fanPending(deps)]);
    await Promise.all([deliverAll(), deliverAll(), deliverAll(), deliverAll()]);
    await deliverAll();
    for (const path of ["/a", "/b", "/c"]) expect(receiver.received.filter((one) => one.path === path).map((one) => one.body.data["name"])).toEqual(sent);
  });

  test("killed between sending and marking: another sends again, with the same id, after the lease", async () => {
    const made = await hook();
    const [name] = [await newModel()];
    await fanPending(deps);
    const lost = await claimDue(deps.db, { now: deps.clock.now(), leaseSeconds: 35, limit: 10, webhookId: null });
    expect(lost).toHaveLength(1);
    await newModel("after");
    await deliverAll();
    expect(receiver.received).toHaveLength(0);
    deps.clock.advance(36);
    await deliverAll();
    expect(names()).toEqual([name, "after"]);
    expect(receiver.received[0]?.headers["x-mlflow-delivery-id"]).toBe(lost[0]?.deliveryId);
    expect((await log(made.id))[0]).toMatchObject({ state: "delivered", attempts: 2 });
  });

  test("that go give back what they had begun; one that hangs holds nobody else's", async () => {
    const made = await hook();
    receiver.answers.push("hang");
    const name = await newModel();
    await fanPending(deps);
    const going = openDeliverer(deps, { lanes: 2, random: () => 0.5 });
    expect(await going.begin()).toBe(1);
    await receiver.until(1);
    await hook({ url: receiver.url("/other") });
    await newModel("while it hangs");
    await fanPending(deps);
    expect(await going.begin()).toBe(1);
    await receiver.until(2);
    expect(receiver.received[1]?.path).toBe("/other");
    await going[Symbol.asyncDispose]();
    expect((await log(made.id))[0]).toMatchObject({ state: "waiting", attempts: 0 });
    await deliverAll();
    expect(receiver.received.filter((one) => one.path === "/hook").map((one) => one.body.data["name"])).toEqual([name, name, "while it hangs"]);
  });

  test("a webhook deleted while its delivery is on the way takes everything with it", async () => {
    const made = await hook();
    receiver.answers.push("hang");
    await newModel();
    await fanPending(deps);
    const deliverer = openDeliverer(deps, { lanes: 1, random: () => 0.5 });
    await deliverer.begin();
    await receiver.until(1);
    await deleteWebhook(deps, admin, { id: made.id });
    receiver.release();
    await deliverer.idle();
    await deliverer[Symbol.asyncDispose]();
    expect(await deps.db.prisma.webhookDelivery.count()).toBe(0);
    await expect(getWebhook(deps, admin, { id: made.id })).rejects.toMatchObject({ code: "not_found" });
  });
});
