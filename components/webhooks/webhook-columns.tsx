import type { WebhookView } from "#server/domains/webhooks/contract.ts";
import { count, nothing } from "../ui/format.ts";
import type { Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { StandingMark } from "./standing-mark.tsx";
import { eventsWords, modelsWords } from "./words.ts";

export const webhookColumns: readonly Column<WebhookView>[] = [
  { key: "name", head: "Name", slot: "lead", cell: (row) => <span className="font-medium">{row.name}</span> },
  { key: "state", head: "State", slot: "trail", cell: (row) => <StandingMark webhook={row} /> },
  { key: "url", head: "Sends to", slot: "under", cell: (row) => <span className="text-ink-2 [overflow-wrap:anywhere]">{row.url}</span> },
  { key: "events", head: "Hears of", slot: "hide", cell: (row) => <span className="text-ink-2">{eventsWords(row.events)}</span> },
  { key: "models", head: "Models", slot: "hide", cell: (row) => <span className="text-ink-2">{modelsWords(row.models)}</span> },
  { key: "waiting", head: "Waiting", right: true, slot: "hide", cell: (row) => count(row.waiting) },
  { key: "at", head: "Last try", right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => row.attemptedAt === null ? nothing : <Time at={row.attemptedAt} /> },
];
