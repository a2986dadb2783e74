import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { decodeCursor, type Page, toPage } from "../../shared/paging.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import type { ExperimentView, listExperimentsInput } from "./contract-runs.ts";
import { experimentViewOf, listExperimentRows } from "./store-run-table.ts";

/** Experiments by name and tag values; deleted ones by themselves. @throws invalid_input for a bad cursor */
export async function listExperiments(deps: Deps, actor: Actor, input: z.infer<typeof listExperimentsInput>): Promise<Page<ExperimentView>> {
  authorise(actor, "registry.read");
  const rows = await listExperimentRows(deps.db, { ...input, query: input.query?.trim() || undefined, after: input.cursor ? placeAfter(input.cursor, input.sort) : undefined });
  const page = toPage(rows, input.limit, { item: (row) => row.view, key: (row) => [input.sort, row.key, row.id] });
  const names = await personNames(deps, page.items.flatMap((item) => item.owner ?? []));
  return { ...page, items: page.items.map((item) => ({ ...item, owner: item.owner === null ? null : (names.get(item.owner) ?? item.owner) })) };
}

function placeAfter(cursor: string, expected: string): { key: string; id: number } {
  const [sort, key, id] = decodeCursor(cursor, 3);
  const by = expected.replace("-", "");
  const fits = typeof key === "string" && (by === "name" || (by === "created" ? !Number.isNaN(Date.parse(key)) : /^-?\d{1,18}$/.test(key)));
  if (sort !== expected || !fits || typeof id !== "number" || id > 2_147_483_647) {
    throw new SignalboxError("invalid_input", "The cursor was made under another sort. Leave it out to start at the first page.", { fields: [{ path: "cursor", message: "take nextCursor of the page before" }] });
  }
  return { key, id };
}

/** Deleted ones too. @throws not_found */
export async function getExperiment(deps: Deps, actor: Actor, input: { id: number }): Promise<ExperimentView> {
  authorise(actor, "registry.read");
  const view = await experimentViewOf(deps.db, input.id);
  if (view === undefined) throw new SignalboxError("not_found", `There is no experiment ${input.id}.`);
  const names = await personNames(deps, view.owner === null ? [] : [view.owner]);
  return { ...view, owner: view.owner === null ? null : (names.get(view.owner) ?? view.owner) };
}
