/** Webhooks of one test file: a receiver, people, and a way to deliver what is due by a clock that the test moves. */
import { afterAll, beforeEach } from "vitest";
import { createWebhookInput, type DeliveryView, type WebhookEvent, type WebhookView } from "../domains/webhooks/contract.ts";
import { createWebhook, deleteWebhook, fanPending, listDeliveries, listWebhooks, openDeliverer } from "../domains/webhooks/index.ts";
import type { Actor } from "../domains/identity/contract.ts";
import { createModel } from "../domains/registry/index.ts";
import { testActor, testDeps, type TestDeps } from "./harness.ts";
import { openReceiver, type Receiver } from "./receiver.ts";

export const modelCreated: WebhookEvent = { entity: "REGISTERED_MODEL", action: "CREATED" };

export type WebhooksWorld = {
  deps: TestDeps; admin: Actor; scientist: Actor; receiver: Receiver;
  newModel: (name?: string) => Promise<string>;
  hook: (more?: Record<string, unknown>) => Promise<WebhookView>;
  /** Hands on what was committed and delivers what is due, until nothing is. */
  deliverAll: () => Promise<void>;
  /** The models of what came, in its order. */
  names: () => unknown[];
  /** The oldest first. */
  log: (id: string) => Promise<DeliveryView[]>;
};

/** Call at the top of a test file. Each test begins without webhooks. */
export async function webhooksWorld(): Promise<WebhooksWorld> {
  const deps = await testDeps({ SIGNALBOX_EGRESS_ALLOW: "127.0.0.1" });
  const admin = await testActor(deps, "admin");
  const receiver = await openReceiver();
  let count = 0;
  afterAll(() => receiver[Symbol.asyncDispose]());
  beforeEach(async () => {
    await fanPending(deps);
    for (const webhook of (await listWebhooks(deps, admin, { limit: 200 })).items) await deleteWebhook(deps, admin, { id: webhook.id });
    receiver.received.splice(0);
    receiver.answers.splice(0);
    deps.clock.advance(1);
  });
  return {
    deps, admin, receiver, scientist: await testActor(deps, "scientist"),
    async newModel(name = `m${++count}`) {
      await createModel(deps, admin, { name, tags: [] });
      return name;
    },
    hook: (more = {}) => createWebhook(deps, admin, createWebhookInput.parse({ name: "hook", url: receiver.url(), events: [modelCreated], ...more })),
    async deliverAll() {
      await fanPending(deps);
      await using deliverer = openDeliverer(deps, { lanes: 8, random: () => 0.5 });
      while ((await deliverer.begin()) > 0) await deliverer.idle();
    },
    names: () => receiver.received.map((one) => one.body.data["name"]),
    log: async (id) => (await listDeliveries(deps, admin, { id, limit: 200 })).items.toReversed(),
  };
}
