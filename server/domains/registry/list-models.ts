import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { modelVocabulary } from "../../shared/filter/index.ts";
import { decodeCursor, type Page, toPage } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { listModelsInput, ModelView } from "./contract.ts";
import { readSearch } from "./rules/search-language.ts";
import { listModelRows } from "./store-console.ts";

/**
 * Registered models by words (names, owners, descriptions, tag values), by a tag and by a filter. Prompts are left out, and
 * archived models unless the filter asks about them. @throws invalid_input for a bad cursor and, with its place, a bad filter
 */
export async function listModels(deps: Deps, actor: Actor, input: z.infer<typeof listModelsInput>): Promise<Page<ModelView>> {
  authorise(actor, "registry.read");
  const [key, ...value] = input.tag?.split("=") ?? [];
  const after = input.cursor ? placeAfter(input.cursor, input.sort) : undefined;
  const rows = await listModelRows(deps.db, {
    query: input.query?.trim() || undefined,
    tag: key ? { key, value: value.length > 0 ? value.join("=") : undefined } : undefined,
    search: readSearch(input.filter, modelVocabulary, "filter"), nowMs: deps.clock.now().getTime(),
    sort: input.sort, limit: input.limit, metrics: input.metrics ?? [], after,
  });
  return toPage(rows, input.limit, { item: (row) => row.view, key: (row) => [input.sort, row.key, row.name] });
}

/** A cursor belongs to the sort it was made under. */
function placeAfter(cursor: string, expected: string): { key: string; name: string } {
  const [sort, key, name] = decodeCursor(cursor, 3);
  const time = /^-?(updated|created)$/.test(expected);
  if (sort !== expected || typeof key !== "string" || typeof name !== "string" || (time && Number.isNaN(Date.parse(key)))) {
    throw new SignalboxError("invalid_input", "The cursor was made under another sort. Leave it out to start at the first page.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  }
  return { key, name };
}
