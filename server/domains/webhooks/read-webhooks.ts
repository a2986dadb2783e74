import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { mlflowEvents, type listWebhooksInput, type webhookIdInput, type WebhookView } from "./contract.ts";
import { webhookById, webhookPage, webhooksWith } from "./store.ts";
import { webhookNotFound, webhookViews } from "./webhook-views.ts";

const otherCursor = () => new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });

function keyOf(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof id === "string") return { at, id };
  throw otherCursor();
}

/** @throws not_found */
export async function getWebhook(deps: Deps, actor: Actor, input: z.output<typeof webhookIdInput>): Promise<WebhookView> {
  authorise(actor, "registry.read");
  const row = await webhookById(deps.db, input.id);
  const [view] = row === null ? [] : await webhookViews(deps, actor, [row]);
  if (view === undefined) throw webhookNotFound(input.id);
  return view;
}

/** Newest first. */
export async function listWebhooks(deps: Deps, actor: Actor, input: z.output<typeof listWebhooksInput>): Promise<Page<WebhookView>> {
  authorise(actor, "registry.read");
  const rows = await webhookPage(deps.db, { after: keyOf(input.cursor), limit: input.limit + 1 });
  const items = await webhookViews(deps, actor, rows.slice(0, input.limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([last.createdAt, last.id]) : null };
}

/** Those that hear of something that MLflow knows, newest first, as its dialect pages. */
export async function searchWebhooks(deps: Deps, actor: Actor, input: { offset: number; limit: number }): Promise<{ items: WebhookView[]; nextOffset: number | null }> {
  authorise(actor, "registry.read");
  const rows = await webhooksWith(deps.db, { entities: Object.keys(mlflowEvents), offset: input.offset, limit: input.limit + 1 });
  return { items: await webhookViews(deps, actor, rows.slice(0, input.limit)), nextOffset: rows.length > input.limit ? input.offset + input.limit : null };
}
