import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { openSealer } from "../../platform/seal.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { checkAddress } from "./check-address.ts";
import type { createWebhookInput, WebhookView } from "./contract.ts";
import { getWebhook } from "./read-webhooks.ts";
import { checkEvents, checkName } from "./rules/check-webhook.ts";
import { addressForAll } from "./rules/message.ts";
import { insertWebhook } from "./store.ts";

/** What webhook secrets are sealed for. */
export const secretPurpose = "webhook secret";

/** It hears of what is done from now on. @throws invalid_input in MLflow's words */
export async function createWebhook(deps: Deps, actor: Actor, input: z.output<typeof createWebhookInput>): Promise<WebhookView> {
  authorise(actor, "webhook.administer");
  checkName(input.name);
  checkEvents(input.events);
  await checkAddress(deps, input.url);
  const id = deps.ids.uuid();
  const at = deps.clock.now();
  const secret = input.secret === null ? null : openSealer(deps.env.secret, secretPurpose).seal(input.secret, id);
  await deps.db.tx(async (tx) => {
    await insertWebhook(tx, { ...input, id, secret, actorId: actor.id, at });
    const detail = { name: input.name, address: addressForAll(input.url), events: input.events.map((event) => `${event.entity}.${event.action}`), models: input.models, status: input.status, kind: input.kind, signed: secret !== null };
    await record(tx, { actor, action: "webhook.created", subject: id, detail, at });
  });
  return getWebhook(deps, actor, { id });
}
