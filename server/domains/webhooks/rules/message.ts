import { createHmac } from "node:crypto";
import type { WebhookEvent } from "../contract.ts";

/** `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`, as MLflow signs (mlflow 3.17, `webhooks/delivery.py`). */
export function signature(secret: string, message: { id: string; timestamp: string; body: string }): string {
  const mac = createHmac("sha256", secret).update(`${message.id}.${message.timestamp}.${message.body}`, "utf8").digest("base64");
  return `v1,${mac}`;
}

/** The headers of one attempt: `id` stays the same over all attempts, `timestamp` (seconds) is the attempt's. */
export function headersOf(message: { id: string; at: Date; body: string }, secret: string | null): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000));
  return {
    "content-type": "application/json", "user-agent": "Signalbox", "x-mlflow-delivery-id": message.id, "x-mlflow-timestamp": timestamp,
    ...(secret === null ? {} : { "x-mlflow-signature": signature(secret, { id: message.id, timestamp, body: message.body }) }),
  };
}

/** MLflow's envelope: Python reads the time with an offset in digits. */
export function bodyOf(event: WebhookEvent, at: Date, data: Record<string, unknown>): string {
  return JSON.stringify({ entity: event.entity.toLowerCase(), action: event.action.toLowerCase(), timestamp: at.toISOString().replace("Z", "+00:00"), data });
}

const tags = { example_key: "example_value" };
const tag = { key: "example_key" };
const model = { name: "example_model" };
const version = { ...model, version: "1" };
const prompt = { name: "example_prompt" };
const promptVersion = { ...prompt, version: "1" };

/** What a test sends: MLflow's own examples, and alike for ours. */
const examples: Readonly<Record<string, (action: string) => Record<string, unknown>>> = {
  REGISTERED_MODEL: () => ({ ...model, tags, description: "An example registered model" }),
  MODEL_VERSION: () => ({ ...version, source: "models:/123", run_id: "abcd1234abcd5678", tags, description: "An example model version" }),
  MODEL_VERSION_TAG: (action) => ({ ...version, ...tag, ...(action === "SET" ? { value: "example_value" } : {}) }),
  MODEL_VERSION_ALIAS: (action) => ({ ...model, alias: "example_alias", ...(action === "CREATED" ? { version: "1" } : {}) }),
  PROMPT: () => ({ ...prompt, tags, description: "An example prompt" }),
  PROMPT_VERSION: () => ({ ...promptVersion, template: "Hello {{name}}!", tags, description: "An example prompt version" }),
  PROMPT_TAG: (action) => ({ ...prompt, ...tag, ...(action === "SET" ? { value: "example_value" } : {}) }),
  PROMPT_VERSION_TAG: (action) => ({ ...promptVersion, ...tag, ...(action === "SET" ? { value: "example_value" } : {}) }),
  PROMPT_ALIAS: (action) => ({ ...prompt, alias: "example_alias", ...(action === "CREATED" ? { version: "1" } : {}) }),
  BUDGET_POLICY: () => ({ budget_policy_id: "bp-abc123", budget_unit: "USD", budget_amount: 100, current_spend: 105.5, duration_unit: "MONTHS", duration_value: 1, target_scope: "ENDPOINT", workspace: "default", target_value: "ep-abc123", window_start: 1704067200000 }),
  RELEASE: (action) => ({ ...version, release_id: "1", environment: "production", by: "Example Person", comment: action === "REJECTED" ? "An example reason" : null, url: "https://signalbox.example/releases/1" }),
  ALERT: (action) => ({ name: "example_model", alert_id: "1", state: action === "RESOLVED" ? "resolved" : "firing", environment: "production", version: "1", subject: "example_column", statistic: "drift", severity: "critical", value: 0.142, threshold: 0.1,
    window_seconds: 86400, fired_at: "2026-01-01T00:00:00.000Z", text: "example_model: example_column fires (critical).", url: "https://signalbox.example/alerts/1" }),
};

export const exampleData = (event: WebhookEvent): Record<string, unknown> => examples[event.entity]?.(event.action) ?? {};

/** A test in Slack's shape. */
export const slackExample = (event: WebhookEvent): string => JSON.stringify({ text: `A test of Signalbox: ${event.entity.toLowerCase().replaceAll("_", " ")} ${event.action.toLowerCase().replaceAll("_", " ")} of example_model` });

/** An address as anybody may see it: without its path and query, which often hold a secret. */
export const addressForAll = (url: string): string => (URL.canParse(url) ? `${new URL(url).origin}/…` : "…");
