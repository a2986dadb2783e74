import { eventWords, type DeliveryView, type TestResultView, type WebhookView } from "#server/domains/webhooks/contract.ts";
import { nothing, plural } from "../ui/format.ts";

/** An event in plain words; one that has none by its names. */
export function wordsOf(event: { entity: string; action: string }): string {
  const known = eventWords.flatMap((group) => group.events).find((one) => one.entity === event.entity && one.action === event.action);
  return known?.words ?? `${event.entity} ${event.action}`.toLowerCase().replaceAll("_", " ");
}

export const eventsWords = (events: WebhookView["events"]): string => (events.length === 1 && events[0] ? wordsOf(events[0]) : plural(events.length, "event", "events"));

export const modelsWords = (models: readonly string[]): string => (models.length === 0 ? "all models" : models.length <= 2 ? models.join(", ") : plural(models.length, "model", "models"));

export type Standing = "disabled" | "failing" | "works" | "new";

export function standingOf(webhook: Pick<WebhookView, "status" | "failingSince" | "attemptedAt">): Standing {
  if (webhook.status === "DISABLED") return "disabled";
  if (webhook.failingSince !== null) return "failing";
  return webhook.attemptedAt === null ? "new" : "works";
}

export const standingWords = { disabled: "Disabled", failing: "Failing", works: "Getting through", new: "Nothing sent yet" } as const satisfies Record<Standing, string>;

/** The page's sentence over the list. */
export function listSentence(webhooks: readonly WebhookView[], more: boolean): string {
  if (webhooks.length === 0) return "Nothing outside hears of what is done here.";
  const failing = webhooks.filter((webhook) => standingOf(webhook) === "failing").length;
  const all = `${plural(webhooks.length, "webhook tells", "webhooks tell")} other programs what is done here`;
  return failing === 0 ? `${all}.` : `${all}. ${plural(failing, "is", "are")} failing${more ? " on this page" : ""}.`;
}

/** What the last attempt met. */
export function answerWords(delivery: Pick<DeliveryView, "lastStatus" | "lastError" | "tookMs" | "attemptedAt">): string {
  if (delivery.attemptedAt === null) return nothing;
  return delivery.lastStatus === null ? "no answer" : String(delivery.lastStatus);
}

export function testWords(result: TestResultView): string {
  if (result.error !== null) return `No answer came. ${result.error}`;
  return result.success ? `The receiver answered ${result.status}: it got through.` : `The receiver answered ${result.status}: it did not accept the example.`;
}
