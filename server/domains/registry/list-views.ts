import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { SavedView, viewsInput } from "./contract-views.ts";
import { defaultViewRow, listViewRows, type ViewRow } from "./store-views.ts";

const mostShown = 300;

/** Whoever saved a view changes it; an administrator may clear up what is shared. */
export const mayChangeView = (actor: Actor, view: { ownerId: string; shared: boolean }): boolean => view.ownerId === actor.id || (view.shared && mayDo(actor, "person.administer"));

/** A person's own views of a page and those that others share, by name. */
export async function listViews(deps: Deps, actor: Actor, input: z.infer<typeof viewsInput>): Promise<SavedView[]> {
  authorise(actor, "registry.read");
  const rows = await listViewRows(deps.db, { page: input.page, personId: actor.id, limit: mostShown });
  const names = await personNames(deps, rows.map((row) => row.ownerId));
  return rows.map((row) => viewOf(row, actor, names.get(row.ownerId) ?? "somebody who left"));
}

/** What opens by itself for this person; null where nothing was chosen, or it is gone. */
export async function defaultView(deps: Deps, actor: Actor, input: z.infer<typeof viewsInput>): Promise<{ id: number; query: string } | null> {
  authorise(actor, "registry.read");
  const row = await defaultViewRow(deps.db, { page: input.page, personId: actor.id });
  return row === null ? null : { id: row.id, query: row.query };
}

const viewOf = (row: ViewRow, actor: Actor, owner: string): SavedView => ({
  id: row.id, name: row.name, query: row.query, shared: row.shared, isDefault: row.isDefault, owner: { id: row.ownerId, name: owner }, may: { change: mayChangeView(actor, row) },
});
