import { isMlflowEntity, webhookStatuses, type WebhookEvent, type WebhookView } from "../../../domains/webhooks/contract.ts";
import * as webhooks from "../../../domains/webhooks/index.ts";
import { SignalboxError } from "../../../shared/errors.ts";
import { endpoint, nothing, type Endpoint } from "./endpoint.ts";
import { list, missing, optionalWhole, pageToken, required, text, texts, tokenOf, word, wrongType, type Field } from "./params.ts";
import type { Json } from "./shapes.ts";

const base = "2.0/mlflow/webhooks";
const administer = "webhook.administer" as const;
const id = (input: { segments: Record<string, string> }) => input.segments["id"] ?? "";

const eventFields = { entity: text, action: text };
/** Undefined when the field is not there, which is not the same as an empty one. */
const given = <T>(field: Field<T>): Field<T | undefined> => ({ read: (value, at) => (value === undefined || value === null ? undefined : field.read(value, at)) });
const events: Field<WebhookEvent[]> = {
  read(value, at) {
    if (value === undefined || value === null) throw missing(at);
    return list(eventFields).read(value, at);
  },
};
const event: Field<WebhookEvent | undefined> = {
  read(value, at) {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "object" || Array.isArray(value)) throw wrongType(value, at);
    return list(eventFields).read([value], at)[0];
  },
};

/** Our own events are left out: MLflow's client refuses a webhook with an event that it does not know. */
const webhookJson = (webhook: WebhookView): Json => {
  const known = webhook.events.filter((one) => isMlflowEntity(one.entity));
  return {
    webhook_id: webhook.id, name: webhook.name, description: webhook.description ?? undefined, url: webhook.url, events: known.length > 0 ? known : undefined, status: webhook.status,
    creation_timestamp: Date.parse(webhook.createdAt), last_updated_timestamp: Date.parse(webhook.updatedAt), models: webhook.models.length > 0 ? webhook.models : undefined,
  };
};

function pageSize(asked: number | undefined): number {
  if (asked !== undefined && (asked < 0 || asked > 1000)) throw new SignalboxError("invalid_input", "max_results must be between 1 and 1000.");
  return asked || 100;
}

/** Webhooks, as MLflow 3 has them; `models` beside its fields is ours. */
export const webhookEndpoints: Endpoint[] = [
  endpoint({ methods: ["POST"], path: base, right: administer, input: { name: required(text), url: required(text), events, description: text, secret: text, status: word(webhookStatuses), models: texts },
    answer: async (deps, actor, input) => ({ webhook: webhookJson(await webhooks.createWebhook(deps, actor, {
      name: input.name, url: input.url, events: input.events, description: input.description || null, secret: input.secret || null, status: input.status ?? "ACTIVE", models: input.models, kind: "mlflow",
    })) }) }),
  endpoint({ methods: ["GET"], path: base, right: "registry.read", input: { max_results: optionalWhole, page_token: pageToken },
    answer: async (deps, actor, input) => {
      const page = await webhooks.searchWebhooks(deps, actor, { limit: pageSize(input.max_results), offset: input.page_token });
      return { webhooks: page.items.length > 0 ? page.items.map(webhookJson) : undefined, next_page_token: tokenOf(page.nextOffset) };
    } }),
  endpoint({ methods: ["GET"], path: `${base}/:id`, right: "registry.read", input: {},
    answer: async (deps, actor, input) => ({ webhook: webhookJson(await webhooks.getWebhook(deps, actor, { id: id(input) })) }) }),
  endpoint({ methods: ["PATCH"], path: `${base}/:id`, right: administer,
    input: { name: text, url: text, events: list(eventFields), description: given(text), secret: given(text), status: word(webhookStatuses), models: given(texts) },
    answer: async (deps, actor, input) => ({ webhook: webhookJson(await webhooks.changeWebhook(deps, actor, {
      id: id(input), name: input.name || undefined, url: input.url || undefined, events: input.events.length > 0 ? input.events : undefined, status: input.status, models: input.models,
      description: input.description, secret: input.secret === "" ? null : input.secret,
    })) }) }),
  endpoint({ methods: ["DELETE"], path: `${base}/:id`, right: administer, input: {}, answer: (deps, actor, input) => nothing(webhooks.deleteWebhook(deps, actor, { id: id(input) })) }),
  endpoint({ methods: ["POST"], path: `${base}/:id/test`, right: administer, input: { event },
    answer: async (deps, actor, input) => {
      const result = await webhooks.testWebhook(deps, actor, { id: id(input), event: input.event });
      return { result: { success: result.success, response_status: result.status ?? undefined, response_body: result.body ?? undefined, error_message: result.error === null ? undefined : `Failed to test webhook: ${result.error}` } };
    } }),
];
