import type { WebhookEvent, WebhookKind, WebhookStatus, WebhookView } from "#server/domains/webhooks/contract.ts";

/** What the form holds. `secret` "": as it is (none, for a new one); `dropSecret`: no longer signed. */
export type Draft = { name: string; kind: WebhookKind; description: string; url: string; events: ReadonlySet<string>; models: string; secret: string; dropSecret: boolean };

export const eventKey = (event: WebhookEvent): string => `${event.entity}.${event.action}`;

export const draftOf = (webhook: WebhookView | null): Draft => ({
  name: webhook?.name ?? "", kind: webhook?.kind ?? "mlflow", description: webhook?.description ?? "", url: webhook?.url ?? "", events: new Set(webhook?.events.map(eventKey) ?? []), models: webhook?.models.join(", ") ?? "", secret: "", dropSecret: false,
});

export function withEvent(events: ReadonlySet<string>, key: string, wanted: boolean): ReadonlySet<string> {
  const next = new Set(events);
  if (wanted) next.add(key); else next.delete(key);
  return next;
}

function eventOf(key: string): WebhookEvent {
  const [entity = "", action = ""] = key.split(".");
  return { entity, action };
}

const namesOf = (text: string): string[] => [...new Set(text.split(/[,\n]/).map((name) => name.trim()).filter(Boolean))];

type Saved = { name: string; kind: WebhookKind; description: string | null; url: string; events: WebhookEvent[]; models: string[]; secret?: string | null; status?: WebhookStatus };

/** What is sent: the secret only when it changes. */
export function savedOf(draft: Draft): Saved {
  const secret = draft.dropSecret ? { secret: null } : draft.secret === "" ? {} : { secret: draft.secret };
  return { name: draft.name.trim(), kind: draft.kind, description: draft.description.trim() || null, url: draft.url.trim(), events: [...draft.events].map(eventOf), models: namesOf(draft.models), ...secret };
}

/** Why it cannot be saved yet; null when it can. */
export function notYet(draft: Draft): string | null {
  if (draft.name.trim() === "") return "Give it a name first.";
  if (draft.url.trim() === "") return "Say where it sends first.";
  return draft.events.size === 0 ? "Choose at least one event first." : null;
}
