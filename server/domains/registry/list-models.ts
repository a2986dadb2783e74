import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, type Page, toPage } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { listModelsInput, ModelView } from "./contract.ts";
import { listModelRows } from "./store-console.ts";

/** Registered models by name, owner, description and tag values; prompts are left out. @throws invalid_input for a bad cursor */
export async function listModels(deps: Deps, actor: Actor, input: z.infer<typeof listModelsInput>): Promise<Page<ModelView>> {
  authorise(actor, "registry.read");
  const [key, ...value] = input.tag?.split("=") ?? [];
  const after = input.cursor ? placeAfter(input.cursor, input.sort) : undefined;
  const rows = await listModelRows(deps.db, {
    query: input.query?.trim() || undefined,
    tag: key ? { key, value: value.length > 0 ? value.join("=") : undefined } : undefined,
    sort: input.sort, limit: input.limit, after,
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
