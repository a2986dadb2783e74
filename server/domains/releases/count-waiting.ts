import type { Deps } from "../../platform/deps.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { countOpenFor } from "./store-reads.ts";

/** How many open requests this person could decide now: none without the right, and never their own. */
export async function countWaiting(deps: Deps, actor: Actor): Promise<number> {
  return mayDo(actor, "release.approve") ? countOpenFor(deps.db, actor.id) : 0;
}
