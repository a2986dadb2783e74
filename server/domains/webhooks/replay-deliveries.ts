import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { replayInput, replayView } from "./contract.ts";
import { lockWebhook } from "./store.ts";
import { countReplayable, deliveryOf, insertReplays, type Replayed } from "./store-deliveries.ts";
import { deliveryNotFound, webhookNotFound } from "./webhook-views.ts";

const mostAtOnce = 10_000;

function askedFor(input: z.output<typeof replayInput>, at: Date): Replayed {
  const { id, deliveryId, from, to } = input;
  if (deliveryId !== undefined && from === undefined && to === undefined) return { webhookId: id, at, deliveryId };
  if (deliveryId === undefined && from !== undefined && to !== undefined && Date.parse(from) <= Date.parse(to)) return { webhookId: id, at, from: new Date(from), to: new Date(to) };
  throw new SignalboxError("invalid_input", "Say which: {deliveryId} for one delivery, or {from, to} for those queued in a span of time.", { fields: [{ path: deliveryId === undefined ? "to" : "deliveryId", message: "one delivery, or a span that ends after it begins" }] });
}

/**
 * Queues ended deliveries again, in their order, behind what waits: each is a new delivery with the same bytes. Of a span
 * those that are replays themselves are left out, so nothing leaves twice.
 * @throws not_found, wrong_state for a delivery that still waits or a disabled webhook, invalid_input
 */
export async function replayDeliveries(deps: Deps, actor: Actor, input: z.output<typeof replayInput>): Promise<z.output<typeof replayView>> {
  authorise(actor, "webhook.administer");
  const at = deps.clock.now();
  const asked = askedFor(input, at);
  if ("deliveryId" in asked) {
    const one = await deliveryOf(deps.db, asked);
    if (one?.state === "waiting") throw new SignalboxError("wrong_state", "This delivery still waits: it leaves by itself, and cannot be sent again before it has ended.");
  }
  const replayed = await deps.db.tx(async (tx) => {
    const webhook = await lockWebhook(tx, input.id);
    if (webhook === null) throw webhookNotFound(input.id);
    if (webhook.status === "DISABLED") throw new SignalboxError("wrong_state", "This webhook is disabled. Enable it first, then send again.");
    const count = await countReplayable(tx, asked);
    if (count === 0 && "deliveryId" in asked) throw deliveryNotFound(asked.deliveryId);
    if (count > mostAtOnce) throw new SignalboxError("invalid_input", `These are ${count} deliveries, and at most ${mostAtOnce} are sent again at once. Take a shorter span.`, { fields: [{ path: "from", message: "a shorter span" }] });
    if (count > 0) await insertReplays(tx, asked);
    const detail = { webhook: webhook.name, count, ...("deliveryId" in asked ? { deliveryId: asked.deliveryId } : { from: asked.from.toISOString(), to: asked.to.toISOString() }) };
    await record(tx, { actor, action: "webhook.replayed", subject: input.id, detail, at });
    return count;
  });
  return { replayed };
}
