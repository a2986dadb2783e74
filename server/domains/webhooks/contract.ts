import { z } from "zod";
import { instant } from "../../shared/instant.ts";

/** What can be heard of: MLflow's own pairs in its order, then ours. The wire has them in upper case, a delivery in lower. */
export const mlflowEvents = {
  REGISTERED_MODEL: ["CREATED"], MODEL_VERSION: ["CREATED"], MODEL_VERSION_TAG: ["SET", "DELETED"], MODEL_VERSION_ALIAS: ["CREATED", "DELETED"],
  PROMPT: ["CREATED"], PROMPT_VERSION: ["CREATED"], PROMPT_TAG: ["SET", "DELETED"], PROMPT_VERSION_TAG: ["SET", "DELETED"], PROMPT_ALIAS: ["CREATED", "DELETED"],
  BUDGET_POLICY: ["EXCEEDED"],
} as const satisfies Record<string, readonly string[]>;
export const ownEvents = {
  RELEASE: ["REQUESTED", "APPROVED", "REJECTED", "WITHDRAWN", "LIVE", "SUPERSEDED", "ROLLED_BACK", "VOIDED", "FAILED"],
  ALERT: ["FIRING", "RESOLVED", "ACKNOWLEDGED"],
} as const satisfies Record<string, readonly string[]>;
export const knownEvents: Readonly<Record<string, readonly string[]>> = { ...mlflowEvents, ...ownEvents };
export type ReleaseAction = (typeof ownEvents.RELEASE)[number];
export type AlertAction = (typeof ownEvents.ALERT)[number];

export const isMlflowEntity = (entity: string): boolean => Object.hasOwn(mlflowEvents, entity);

/** In plain words, for the page. */
export const eventWords: readonly { group: string; events: readonly { entity: string; action: string; words: string }[] }[] = [
  { group: "Models and versions", events: [
    { entity: "REGISTERED_MODEL", action: "CREATED", words: "A model is registered" },
    { entity: "MODEL_VERSION", action: "CREATED", words: "A version is registered" },
    { entity: "MODEL_VERSION_TAG", action: "SET", words: "A version is tagged" },
    { entity: "MODEL_VERSION_TAG", action: "DELETED", words: "A version loses a tag" },
    { entity: "MODEL_VERSION_ALIAS", action: "CREATED", words: "An alias is set" },
    { entity: "MODEL_VERSION_ALIAS", action: "DELETED", words: "An alias is taken away" },
  ] },
  { group: "Releases", events: [
    { entity: "RELEASE", action: "REQUESTED", words: "A release is requested" },
    { entity: "RELEASE", action: "APPROVED", words: "A release is approved" },
    { entity: "RELEASE", action: "REJECTED", words: "A release is rejected" },
    { entity: "RELEASE", action: "WITHDRAWN", words: "A request is withdrawn" },
    { entity: "RELEASE", action: "LIVE", words: "A version goes live" },
    { entity: "RELEASE", action: "SUPERSEDED", words: "A newer version takes over" },
    { entity: "RELEASE", action: "ROLLED_BACK", words: "A version is rolled back" },
    { entity: "RELEASE", action: "VOIDED", words: "A request is void, another went live" },
    { entity: "RELEASE", action: "FAILED", words: "A version cannot be served, and the route goes back" },
  ] },
  { group: "Alerts", events: [
    { entity: "ALERT", action: "FIRING", words: "An alert fires" },
    { entity: "ALERT", action: "RESOLVED", words: "An alert is over" },
    { entity: "ALERT", action: "ACKNOWLEDGED", words: "Somebody takes an alert" },
  ] },
  { group: "Prompts", events: [
    { entity: "PROMPT", action: "CREATED", words: "A prompt is registered" },
    { entity: "PROMPT_VERSION", action: "CREATED", words: "A prompt version is registered" },
    { entity: "PROMPT_TAG", action: "SET", words: "A prompt is tagged" },
    { entity: "PROMPT_TAG", action: "DELETED", words: "A prompt loses a tag" },
    { entity: "PROMPT_VERSION_TAG", action: "SET", words: "A prompt version is tagged" },
    { entity: "PROMPT_VERSION_TAG", action: "DELETED", words: "A prompt version loses a tag" },
    { entity: "PROMPT_ALIAS", action: "CREATED", words: "A prompt alias is set" },
    { entity: "PROMPT_ALIAS", action: "DELETED", words: "A prompt alias is taken away" },
  ] },
];

export const webhookEvent = z.object({ entity: z.string().max(64), action: z.string().max(64) });
export type WebhookEvent = z.infer<typeof webhookEvent>;

/** In which shape it is told: MLflow's signed envelope, or what Slack's incoming webhooks read (Mattermost and others do too). */
export const webhookKinds = ["mlflow", "slack"] as const;
export type WebhookKind = (typeof webhookKinds)[number];
export const webhookKindWords = { mlflow: "Signed JSON, as MLflow sends it", slack: "Slack message" } as const satisfies Record<WebhookKind, string>;

export const webhookStatuses = ["ACTIVE", "DISABLED"] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

const webhookFields = {
  name: z.string().max(500),
  description: z.string().max(5000).nullable(),
  url: z.string().max(2000),
  events: z.array(webhookEvent).max(100),
  /** Names of models; none: all. */
  models: z.array(z.string().min(1).max(256)).max(100),
  /** Signs each delivery; null takes it away. It is never answered. */
  secret: z.string().min(1).max(1000).nullable(),
  status: z.enum(webhookStatuses),
  kind: z.enum(webhookKinds),
};
export const createWebhookInput = z.object({
  ...webhookFields, kind: webhookFields.kind.default("mlflow"), description: webhookFields.description.default(null), models: webhookFields.models.default([]), secret: webhookFields.secret.default(null), status: webhookFields.status.default("ACTIVE"),
});
export const webhookId = z.string().min(1).max(100);
export const webhookIdInput = z.object({ id: webhookId });
export const changeWebhookInput = z.object({ id: webhookId, ...z.object(webhookFields).partial().shape });
export const testWebhookInput = z.object({ id: webhookId, event: webhookEvent.optional() });
export const listWebhooksInput = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() });

export const webhookView = z.object({
  id: z.string(), name: z.string(), description: z.string().nullable(),
  /** Its origin alone for whoever may not change webhooks: the rest of an address often is a secret. */
  url: z.string(),
  events: z.array(webhookEvent), models: z.array(z.string()), status: z.enum(webhookStatuses), kind: z.enum(webhookKinds), signed: z.boolean(),
  createdBy: z.object({ id: z.string(), name: z.string() }), createdAt: z.iso.datetime(), updatedAt: z.iso.datetime(),
  waiting: z.number().int(),
  /** The last attempt, and what it was answered; null before the first, or when no answer came. */
  attemptedAt: z.iso.datetime().nullable(), lastStatus: z.number().int().nullable(),
  /** Since when no delivery has got through; null while they do. */
  failingSince: z.iso.datetime().nullable(),
});
export type WebhookView = z.infer<typeof webhookView>;

export const testResultView = z.object({ success: z.boolean(), status: z.number().int().nullable(), body: z.string().nullable(), error: z.string().nullable() });
export type TestResultView = z.infer<typeof testResultView>;

export const deliveryStates = ["waiting", "delivered", "dead"] as const;
export type DeliveryState = (typeof deliveryStates)[number];
export const deliveryWords = { waiting: "Waiting", delivered: "Delivered", dead: "Given up" } as const satisfies Record<DeliveryState, string>;

export const listDeliveriesInput = listWebhooksInput.extend({ id: webhookId, state: z.enum(deliveryStates).optional() });
export const deliveryView = z.object({
  /** X-MLflow-Delivery-Id */
  id: z.string(), entity: z.string(), action: z.string(), model: z.string().nullable(), state: z.enum(deliveryStates), attempts: z.number().int(),
  /** When it is tried next, while it waits. */
  nextAt: z.iso.datetime().nullable(), createdAt: z.iso.datetime(), attemptedAt: z.iso.datetime().nullable(), endedAt: z.iso.datetime().nullable(),
  lastStatus: z.number().int().nullable(), lastError: z.string().nullable(), tookMs: z.number().int().nullable(),
  /** The delivery that it repeats. */
  replayOf: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof deliveryView>;
export const deliveryInput = z.object({ id: webhookId, deliveryId: z.string().min(1).max(100) });
/** @property responseBody the first few kB of the answer; null for whoever may not change webhooks */
export const deliveryDetail = deliveryView.extend({ body: z.string(), responseBody: z.string().nullable() });
export type DeliveryDetail = z.infer<typeof deliveryDetail>;

export const replayInput = z.object({ id: webhookId, deliveryId: z.string().min(1).max(100).optional(), from: instant.optional(), to: instant.optional() });
export const replayView = z.object({ replayed: z.number().int() });
