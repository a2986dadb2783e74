import type { Deps } from "../../platform/deps.ts";
import { deleteFoldedBefore } from "./store-deltas.ts";

const keptAfterFoldingMs = 86_400_000;

/** Deletes deltas a day after they were folded, a thousand a call. @returns how many went */
export async function pruneDeltas(deps: Deps): Promise<number> {
  return deleteFoldedBefore(deps.db, new Date(deps.clock.now().getTime() - keptAfterFoldingMs));
}
