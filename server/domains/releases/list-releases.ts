import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, encodeCursor, type Page } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { listReleasesInput, ReleaseListItem } from "./contract.ts";
import { releaseItems } from "./release-views.ts";
import { releasePage } from "./store-reads.ts";

function keyOf(cursor: string | undefined): { at: string; id: number } | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof id === "number" && id <= 2_147_483_647) return { at, id };
  throw new SignalboxError("invalid_input", "The cursor is not one that this list answered.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
}

/** Releases, newest request first; of one state, model or environment when asked. */
export async function listReleases(deps: Deps, actor: Actor, input: z.output<typeof listReleasesInput>): Promise<Page<ReleaseListItem>> {
  authorise(actor, "registry.read");
  const rows = await releasePage(deps.db, { state: input.state ?? null, model: input.model ?? null, environment: input.environment ?? null, kind: input.kind ?? null, alias: input.alias ?? null, after: keyOf(input.cursor), limit: input.limit + 1 });
  const items = await releaseItems(deps, rows.slice(0, input.limit));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > input.limit && last !== undefined ? encodeCursor([last.requestedAt, Number(last.id)]) : null };
}
