import { deliveryStates, type DeliveryState } from "#server/domains/webhooks/contract.ts";
import { paths, withQuery } from "#server/shared/paths.ts";

const pageSize = 50;
type Get = (key: string) => string | undefined;

export type WebhooksQuery = { cursor?: string; limit: number };
export const webhooksQuery = (get: Get): WebhooksQuery => ({ cursor: get("cursor"), limit: pageSize });
export const webhooksHref = ({ cursor }: Partial<WebhooksQuery>): string => withQuery(paths.webhooks(), { cursor });

/** @property delivery the one that is opened over the log */
export type DeliveriesQuery = { state?: DeliveryState; cursor?: string; delivery?: string };

/** What the address asks for; a state that is none is left out. */
export const deliveriesQuery = (get: Get): DeliveriesQuery => ({ state: deliveryStates.find((state) => state === get("state")), cursor: get("cursor"), delivery: get("delivery") });
export const deliveriesHref = (id: string, { state, cursor, delivery }: DeliveriesQuery): string => withQuery(paths.webhook(id), { state, cursor, delivery });
export const deliveriesInput = (id: string, { state, cursor }: DeliveriesQuery) => ({ id, state, cursor, limit: pageSize });
