/** What other rooms may use of webhooks: what their events say, the use-cases, and what the worker runs. */
export { alertMoved, aliasDeleted, aliasSet, modelCreated, modelTagged, releaseMoved, versionCreated, versionTagged } from "./registry-hooks.ts";
export { createWebhook } from "./create-webhook.ts";
export { changeWebhook, deleteWebhook } from "./change-webhook.ts";
export { getWebhook, listWebhooks, searchWebhooks } from "./read-webhooks.ts";
export { getDelivery, listDeliveries } from "./read-deliveries.ts";
export { replayDeliveries } from "./replay-deliveries.ts";
export { testWebhook } from "./test-webhook.ts";
export { fanPending, openDeliverer, pruneDeliveries, type Deliverer } from "./deliver.ts";
