import { describe, expect, test } from "vitest";
import { webhooksWorld } from "../../testing/webhooks-world.ts";
import { changeWebhook, deleteWebhook, getWebhook, pruneDeliveries, replayDeliveries, testWebhook } from "./index.ts";

const { deps, admin, scientist, receiver, newModel, hook, deliverAll, names, log } = await webhooksWorld();

describe("a replay", () => {
  test("sends one, or those of a span in their order, as new deliveries with the same bytes", async () => {
    const made = await hook();
    const sent: string[] = [];
    const times: string[] = [];
    for (let n = 0; n < 4; n++) {
      deps.clock.advance(60);
      times.push(deps.clock.now().toISOString());
      sent.push(await newModel());
      await deliverAll();
    }
    const first = await log(made.id);
    expect(await replayDeliveries(deps, admin, { id: made.id, deliveryId: first[2]?.id })).toEqual({ replayed: 1 });
    await deliverAll();
    expect(await replayDeliveries(deps, admin, { id: made.id, from: times[1], to: deps.clock.now().toISOString() })).toEqual({ replayed: 3 });
    await deliverAll();
    expect(names()).toEqual([...sent, sent[2], ...sent.slice(1)]);
    expect(receiver.received[4]?.text).toBe(receiver.received[2]?.text);
    expect(receiver.received[4]?.headers["x-mlflow-delivery-id"]).not.toBe(first[2]?.id);
    const replays = (await log(made.id)).slice(4);
    expect(replays.map((one) => one.replayOf)).toEqual([first[2]?.id, first[1]?.id, first[2]?.id, first[3]?.id]);
    expect(await replayDeliveries(deps, admin, { id: made.id, deliveryId: replays[0]?.id })).toEqual({ replayed: 1 });
    await deliverAll();
    expect((await log(made.id)).at(-1)?.replayOf).toBe(first[2]?.id);
    const audit = await deps.db.prisma.auditEvent.findMany({ where: { subject: made.id }, orderBy: { seq: "asc" } });
    expect(audit.map((row) => row.action)).toEqual(["webhook.created", "webhook.replayed", "webhook.replayed", "webhook.replayed"]);
  });

  test("is refused for what waits, what is not there, a disabled webhook, and no span", async () => {
    const made = await hook();
    receiver.answers.push({ status: 500 });
    await newModel();
    await deliverAll();
    const [waiting] = await log(made.id);
    await expect(replayDeliveries(deps, admin, { id: made.id, deliveryId: waiting?.id })).rejects.toMatchObject({ code: "wrong_state" });
    await expect(replayDeliveries(deps, admin, { id: made.id, deliveryId: "none" })).rejects.toMatchObject({ code: "not_found" });
    await expect(replayDeliveries(deps, admin, { id: made.id })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(replayDeliveries(deps, admin, { id: made.id, from: "2026-03-02T10:00:00Z", to: "2026-03-01T10:00:00Z" })).rejects.toMatchObject({ code: "invalid_input" });
    await changeWebhook(deps, admin, { id: made.id, status: "DISABLED" });
    await expect(replayDeliveries(deps, admin, { id: made.id, from: "2026-03-01T10:00:00Z", to: "2026-03-02T10:00:00Z" })).rejects.toMatchObject({ code: "wrong_state" });
    await expect(replayDeliveries(deps, scientist, { id: made.id, deliveryId: waiting?.id })).rejects.toMatchObject({ code: "forbidden" });
  });
});

test("a test sends an example at once, signed, and says what was answered", async () => {
  const made = await hook({ secret: "k", events: [{ entity: "MODEL_VERSION_TAG", action: "SET" }, { entity: "RELEASE", action: "REJECTED" }] });
  receiver.answers.push({ status: 200, body: "thanks" }, { status: 404, body: "no such hook" });
  expect(await testWebhook(deps, admin, { id: made.id })).toEqual({ success: true, status: 200, body: "thanks", error: null });
  expect(receiver.received[0]?.body).toMatchObject({ entity: "model_version_tag", data: { name: "example_model", version: "1", key: "example_key", value: "example_value" } });
  expect(await testWebhook(deps, admin, { id: made.id, event: { entity: "RELEASE", action: "REJECTED" } })).toEqual({ success: false, status: 404, body: "no such hook", error: null });
  expect(receiver.received.every((one) => String(one.headers["x-mlflow-signature"]).startsWith("v1,"))).toBe(true);
  expect(await log(made.id)).toEqual([]);
});

test("an address is shown in full to those who may change it, and deliveries go after 30 days", async () => {
  const made = await hook({ url: receiver.url("/T0/secret") });
  expect((await getWebhook(deps, scientist, { id: made.id })).url).toBe(`${new URL(receiver.url()).origin}/…`);
  await expect(deleteWebhook(deps, scientist, { id: made.id })).rejects.toMatchObject({ code: "forbidden" });
  await newModel();
  await deliverAll();
  deps.clock.advance(30 * 86_400 - 1);
  expect(await pruneDeliveries(deps)).toBe(0);
  deps.clock.advance(2);
  expect(await pruneDeliveries(deps)).toBe(1);
});
