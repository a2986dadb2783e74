import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { personNames } from "../identity/index.ts";
import type { DeliveryView, WebhookView } from "./contract.ts";
import { addressForAll } from "./rules/message.ts";
import type { WebhookRow } from "./store.ts";
import type { DeliveryRow } from "./store-deliveries.ts";

/** MLflow's words. */
export const webhookNotFound = (id: string) => new SignalboxError("not_found", `Webhook with ID ${id} not found.`);
export const deliveryNotFound = (id: string) => new SignalboxError("not_found", `This webhook has no delivery ${id}. Deliveries are kept for 30 days.`);

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** An address in full is for whoever may change it. */
export const addressFor = (actor: Actor, url: string): string => (mayDo(actor, "webhook.administer") ? url : addressForAll(url));

export async function webhookViews(deps: Deps, actor: Actor, rows: readonly WebhookRow[]): Promise<WebhookView[]> {
  const names = await personNames(deps, rows.map((row) => row.createdBy));
  return rows.map((row) => ({
    id: row.id, name: row.name, description: row.description, url: addressFor(actor, row.url), events: row.events, models: row.models, status: row.status, kind: row.kind, signed: row.secret !== null,
    createdBy: { id: row.createdBy, name: names.get(row.createdBy) ?? row.createdBy }, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(),
    waiting: row.waiting, attemptedAt: iso(row.attemptedAt), lastStatus: row.lastStatus, failingSince: iso(row.failingSince),
  }));
}

export const deliveryViewOf = (row: DeliveryRow): DeliveryView => ({
  id: row.deliveryId, entity: row.entity, action: row.action, model: row.model, state: row.state, attempts: row.attempts, nextAt: row.state === "waiting" ? row.nextAt.toISOString() : null,
  createdAt: row.createdAt.toISOString(), attemptedAt: iso(row.attemptedAt), endedAt: iso(row.endedAt), lastStatus: row.lastStatus, lastError: row.lastError, tookMs: row.tookMs, replayOf: row.replayOf,
});
