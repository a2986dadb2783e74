import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { openSealer } from "../../platform/seal.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { checkAddress } from "./check-address.ts";
import type { changeWebhookInput, WebhookView, webhookIdInput } from "./contract.ts";
import { secretPurpose } from "./create-webhook.ts";
import { getWebhook } from "./read-webhooks.ts";
import { checkEvents, checkName } from "./rules/check-webhook.ts";
import { addressForAll } from "./rules/message.ts";
import { hurryWaiting, lockWebhook, removeWebhook, updateWebhook } from "./store.ts";
import { webhookNotFound } from "./webhook-views.ts";

/** What the audit log says of a change: never the secret, and no address in full. */
function told({ id: _id, secret, url, events, ...plain }: z.output<typeof changeWebhookInput>): Record<string, unknown> {
  return {
    ...plain, ...(url === undefined ? {} : { address: addressForAll(url) }), ...(events === undefined ? {} : { events: events.map((event) => `${event.entity}.${event.action}`) }),
    ...(secret === undefined ? {} : { secret: secret === null ? "taken away" : "set" }),
  };
}

/**
 * Changes what is named and leaves the rest. Deliveries that wait go to the new address, with the new secret, at once. A
 * disabled webhook hears of nothing new and keeps what waits, until it is active again.
 * @throws not_found, invalid_input in MLflow's words
 */
export async function changeWebhook(deps: Deps, actor: Actor, input: z.output<typeof changeWebhookInput>): Promise<WebhookView> {
  authorise(actor, "webhook.administer");
  if (input.name !== undefined) checkName(input.name);
  if (input.events !== undefined) checkEvents(input.events);
  if (input.url !== undefined) await checkAddress(deps, input.url);
  const { id, secret: plain, ...change } = input;
  const secret = plain === undefined ? {} : { secret: plain === null ? null : openSealer(deps.env.secret, secretPurpose).seal(plain, id) };
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const before = await lockWebhook(tx, id);
    if (before === null) throw webhookNotFound(id);
    await updateWebhook(tx, id, { ...change, ...secret, at });
    const mended = input.url !== undefined || plain !== undefined || (input.status === "ACTIVE" && before.status === "DISABLED");
    if (mended) await hurryWaiting(tx, id, at);
    await record(tx, { actor, action: "webhook.changed", subject: id, detail: { webhook: before.name, ...told(input) }, at });
  });
  return getWebhook(deps, actor, { id });
}

/** What waits for it and its delivery log go with it. @throws not_found */
export async function deleteWebhook(deps: Deps, actor: Actor, input: z.output<typeof webhookIdInput>): Promise<void> {
  authorise(actor, "webhook.administer");
  await deps.db.tx(async (tx) => {
    const before = await lockWebhook(tx, input.id);
    if (before === null) throw webhookNotFound(input.id);
    await removeWebhook(tx, input.id);
    await record(tx, { actor, action: "webhook.deleted", subject: input.id, detail: { name: before.name, address: addressForAll(before.url) }, at: deps.clock.now() });
  });
}
