import { SignalboxError } from "../../../shared/errors.ts";
import { knownEvents, type WebhookEvent } from "../contract.ts";

const invalid = (path: string, detail: string, message: string) => new SignalboxError("invalid_input", detail, { fields: [{ path, message }] });

/** MLflow's rule and words (mlflow 3.17, `_validate_webhook_name`). @throws invalid_input */
export function checkName(name: string): void {
  if (/^(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) return;
  throw invalid("name",
    `Webhook name '${name}' is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).`,
    "1 to 63 letters, digits, dots, underscores and hyphens; the first and the last a letter or a digit");
}

const listed = (words: readonly string[]): string => `[${words.map((word) => `'${word.toLowerCase()}'`).toSorted().join(", ")}]`;

/** @throws invalid_input for an unknown entity, and in MLflow's words for an action that the entity has not */
export function checkEvent({ entity, action }: WebhookEvent): void {
  const actions = Object.hasOwn(knownEvents, entity) ? knownEvents[entity] : undefined;
  if (actions === undefined) throw invalid("events", `Invalid entity '${entity.toLowerCase()}'. Valid entities are: ${listed(Object.keys(knownEvents))}`, "an entity that is known");
  if (!actions.includes(action)) throw invalid("events", `Invalid action '${action.toLowerCase()}' for entity '${entity.toLowerCase()}'. Valid actions are: ${listed(actions)}`, `one of ${actions.join(", ")}`);
}

/** @throws invalid_input for none, for one twice, and for what is no event */
export function checkEvents(events: readonly WebhookEvent[]): void {
  events.forEach(checkEvent);
  if (events.length === 0) throw invalid("events", "Webhook events must be a non-empty list of WebhookEvent objects: [].", "choose at least one event");
  const twice = events.find((one, at) => events.findIndex((other) => other.entity === one.entity && other.action === one.action) !== at);
  if (twice !== undefined) throw invalid("events", `Webhook events must not repeat: ${twice.entity}.${twice.action} is named twice.`, "each event once");
}
