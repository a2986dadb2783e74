import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { TestResultView, testWebhookInput } from "./contract.ts";
import { gotThrough } from "./rules/after-attempt.ts";
import { checkEvent } from "./rules/check-webhook.ts";
import { bodyOf, exampleData, slackExample } from "./rules/message.ts";
import { send } from "./send.ts";
import { webhookById } from "./store.ts";
import { webhookNotFound } from "./webhook-views.ts";

/** Sends an example of one event at once, past the queue and its log, and says what was answered. @throws not_found */
export async function testWebhook(deps: Deps, actor: Actor, input: z.output<typeof testWebhookInput>): Promise<TestResultView> {
  authorise(actor, "webhook.administer");
  if (input.event !== undefined) checkEvent(input.event);
  const row = await webhookById(deps.db, input.id);
  const event = input.event ?? row?.events[0];
  if (row === null || event === undefined) throw webhookNotFound(input.id);
  const body = row.kind === "slack" ? slackExample(event) : bodyOf(event, deps.clock.now(), exampleData(event));
  const answer = await send(deps, { id: deps.ids.uuid(), webhookId: row.id, url: row.url, secret: row.secret, body });
  return { success: gotThrough(answer.status), status: answer.status, body: answer.body, error: answer.error };
}
