import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { DeliveryDetail, deliveryInput, DeliveryView, listDeliveriesInput } from "./contract.ts";
import { webhookById } from "./store.ts";
import { deliveryOf, deliveryPage } from "./store-deliveries.ts";
import { deliveryNotFound, deliveryViewOf, webhookNotFound } from "./webhook-views.ts";

/** A webhook's deliveries, newest first, of one state when asked. @throws not_found */
export async function listDeliveries(deps: Deps, actor: Actor, input: z.output<typeof listDeliveriesInput>): Promise<Page<DeliveryView>> {
  authorise(actor, "registry.read");
  const [before = null] = input.cursor === undefined ? [] : decodeCursor(input.cursor, 1);
  if (typeof before === "string") throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  if ((await webhookById(deps.db, input.id)) === null) throw webhookNotFound(input.id);
  const rows = await deliveryPage(deps.db, { webhookId: input.id, state: input.state ?? null, before, limit: input.limit + 1 });
  return toPage(rows, input.limit, { item: deliveryViewOf, key: (row) => [row.id] });
}

/** One delivery with the bytes that are sent and the head of what was answered. @throws not_found */
export async function getDelivery(deps: Deps, actor: Actor, input: z.output<typeof deliveryInput>): Promise<DeliveryDetail> {
  authorise(actor, "registry.read");
  const row = await deliveryOf(deps.db, { webhookId: input.id, deliveryId: input.deliveryId });
  if (row === null) throw deliveryNotFound(input.deliveryId);
  return { ...deliveryViewOf(row), body: row.body, responseBody: mayDo(actor, "webhook.administer") ? row.responseBody : null };
}
