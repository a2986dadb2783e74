import { z } from "zod";
import { changeWebhookInput, createWebhookInput, deliveryDetail, deliveryInput, deliveryView, listDeliveriesInput, listWebhooksInput, replayInput, replayView, testResultView, testWebhookInput, webhookIdInput, webhookView } from "#server/domains/webhooks/contract.ts";
import { changeWebhook, createWebhook, deleteWebhook, getDelivery, getWebhook, listDeliveries, listWebhooks, replayDeliveries, testWebhook } from "#server/domains/webhooks/index.ts";
import { procedureFor, router } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");
const administer = procedureFor("webhook.administer");

export const webhooksRouter = router({
  list: read.input(listWebhooksInput).output(page(webhookView)).query(({ ctx, input }) => listWebhooks(ctx.deps, ctx.actor, input)),
  get: read.input(webhookIdInput).output(webhookView).query(({ ctx, input }) => getWebhook(ctx.deps, ctx.actor, input)),
  create: administer.input(createWebhookInput).output(webhookView).mutation(({ ctx, input }) => createWebhook(ctx.deps, ctx.actor, input)),
  change: administer.input(changeWebhookInput).output(webhookView).mutation(({ ctx, input }) => changeWebhook(ctx.deps, ctx.actor, input)),
  remove: administer.input(webhookIdInput).mutation(({ ctx, input }) => deleteWebhook(ctx.deps, ctx.actor, input)),
  test: administer.input(testWebhookInput).output(testResultView).mutation(({ ctx, input }) => testWebhook(ctx.deps, ctx.actor, input)),
  deliveries: read.input(listDeliveriesInput).output(page(deliveryView)).query(({ ctx, input }) => listDeliveries(ctx.deps, ctx.actor, input)),
  delivery: read.input(deliveryInput).output(deliveryDetail).query(({ ctx, input }) => getDelivery(ctx.deps, ctx.actor, input)),
  replay: administer.input(replayInput).output(replayView).mutation(({ ctx, input }) => replayDeliveries(ctx.deps, ctx.actor, input)),
});
