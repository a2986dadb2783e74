import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { type ImportedItem, type ImportKind, isTaken, putItem, readItems } from "./store-imports.ts";

export type { ImportedItem, ImportKind } from "./store-imports.ts";

/** What of these things of another server stands here already, by their ids there. */
export async function importedItems(deps: Deps, actor: Actor, input: { source: string; kind: ImportKind; ids: readonly string[] }): Promise<Map<string, ImportedItem>> {
  authorise(actor, "registry.read");
  return new Map((await readItems(deps.db, input)).map((item) => [item.sourceId, item]));
}

/** Notes what stands here for it; said before it is made, with an empty stamp, so that a break in between makes no second one. */
export async function noteImported(deps: Deps, actor: Actor, input: ImportedItem & { source: string; kind: ImportKind }): Promise<void> {
  authorise(actor, "registry.write");
  await putItem(deps.db, { ...input, at: deps.clock.now() });
}

/** The id that a run or a logged model gets here: its own unless another has it. */
export async function idHere(deps: Deps, actor: Actor, input: { kind: "run" | "loggedModel"; id: string; wellFormed: boolean }): Promise<string> {
  authorise(actor, "registry.read");
  if (input.wellFormed && !(await isTaken(deps.db, input.kind, input.id))) return input.id;
  return input.kind === "run" ? deps.ids.hex32() : `m-${deps.ids.hex32()}`;
}
