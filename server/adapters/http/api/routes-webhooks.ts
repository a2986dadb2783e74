import { changeWebhookInput, createWebhookInput, deliveryDetail, deliveryInput, deliveryView, listDeliveriesInput, listWebhooksInput, replayInput, replayView, testResultView, testWebhookInput, webhookIdInput, webhookView } from "#server/domains/webhooks/contract.ts";
import { changeWebhook, createWebhook, deleteWebhook, getDelivery, getWebhook, listDeliveries, listWebhooks, replayDeliveries, testWebhook } from "#server/domains/webhooks/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

export const webhookRoutes = [
  route({
    method: "GET", path: "webhooks", operationId: "listWebhooks", summary: "Webhooks, the newest first", right: "registry.read", status: 200,
    input: listWebhooksInput, output: listOf(webhookView), run: ({ deps, actor }, input) => listWebhooks(deps, actor, input),
  }),
  route({
    method: "POST", path: "webhooks", operationId: "createWebhook", summary: "Make a webhook", right: "webhook.administer", status: 201,
    input: createWebhookInput, output: webhookView, run: ({ deps, actor }, input) => createWebhook(deps, actor, input),
  }),
  route({
    method: "GET", path: "webhooks/{id}", operationId: "getWebhook", summary: "One webhook", right: "registry.read", status: 200,
    input: webhookIdInput, output: webhookView, run: ({ deps, actor }, input) => getWebhook(deps, actor, input),
  }),
  route({
    method: "PATCH", path: "webhooks/{id}", operationId: "changeWebhook", summary: "Change a webhook", right: "webhook.administer", status: 200,
    input: changeWebhookInput, output: webhookView, run: ({ deps, actor }, input) => changeWebhook(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "webhooks/{id}", operationId: "deleteWebhook", summary: "Delete a webhook with its delivery log", right: "webhook.administer", status: 204,
    input: webhookIdInput, output: null, run: ({ deps, actor }, input) => deleteWebhook(deps, actor, input),
  }),
  route({
    method: "POST", path: "webhooks/{id}/test", operationId: "testWebhook", summary: "Send an example at once", right: "webhook.administer", status: 200,
    input: testWebhookInput, output: testResultView, run: ({ deps, actor }, input) => testWebhook(deps, actor, input),
  }),
  route({
    method: "GET", path: "webhooks/{id}/deliveries", operationId: "listWebhookDeliveries", summary: "What was sent and what waits, the newest first", right: "registry.read", status: 200,
    input: listDeliveriesInput, output: listOf(deliveryView), run: ({ deps, actor }, input) => listDeliveries(deps, actor, input),
  }),
  route({
    method: "GET", path: "webhooks/{id}/deliveries/{deliveryId}", operationId: "getWebhookDelivery", summary: "One delivery with what was sent and answered", right: "registry.read", status: 200,
    input: deliveryInput, output: deliveryDetail, run: ({ deps, actor }, input) => getDelivery(deps, actor, input),
  }),
  route({
    method: "POST", path: "webhooks/{id}/replay", operationId: "replayWebhookDeliveries", summary: "Send one delivery, or those of a span, again", right: "webhook.administer", status: 200,
    input: replayInput, output: replayView, run: ({ deps, actor }, input) => replayDeliveries(deps, actor, input),
  }),
];
