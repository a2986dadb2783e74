import type { DeliveryState, WebhookView } from "#server/domains/webhooks/contract.ts";
import { deliveryWords } from "#server/domains/webhooks/contract.ts";
import { Tag } from "../ui/tag.tsx";
import { Lasting } from "../ui/time.tsx";
import { standingOf, standingWords } from "./words.ts";

/** Whether a webhook gets through. It is no model, so a word and no lamp. */
export function StandingMark({ webhook }: { webhook: WebhookView }) {
  const standing = standingOf(webhook);
  if (standing === "failing" && webhook.failingSince !== null) return <span className="font-medium text-danger">Failing <Lasting at={webhook.failingSince} /></span>;
  return <Tag tone={standing === "works" ? "accent" : "plain"}>{standingWords[standing]}</Tag>;
}

export function DeliveryMark({ state }: { state: DeliveryState }) {
  if (state === "dead") return <span className="font-medium text-danger">{deliveryWords.dead}</span>;
  return <Tag tone={state === "delivered" ? "accent" : "plain"}>{deliveryWords[state]}</Tag>;
}
