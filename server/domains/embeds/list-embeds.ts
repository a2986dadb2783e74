import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { EmbedView, listEmbedsInput } from "./contract.ts";
import { embedViews } from "./embed-views.ts";
import { embedPage } from "./store.ts";

function keyOf(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof id === "string") return { at, id };
  throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
}

/** Embeds, newest first, revoked ones too; one's own when asked. */
export async function listEmbeds(deps: Deps, actor: Actor, input: z.output<typeof listEmbedsInput>): Promise<Page<EmbedView>> {
  authorise(actor, "embed.create");
  const rows = await embedPage(deps.db, { createdBy: input.mine ? actor.id : null, after: keyOf(input.cursor), limit: input.limit + 1 });
  const items = await embedViews(deps, rows.slice(0, input.limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([last.createdAt, last.id]) : null };
}
