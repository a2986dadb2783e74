import type { Deps } from "../../platform/deps.ts";
import { authorise } from "./authorise.ts";
import type { Actor, TokenView } from "./contract.ts";
import { tokensOf } from "./store.ts";
import { tokenViewOf } from "./views.ts";

/** One's own tokens that still work, the newest first. */
export async function listTokens(deps: Deps, actor: Actor): Promise<TokenView[]> {
  authorise(actor, "token.create");
  return (await tokensOf(deps.db, actor.id)).map(tokenViewOf);
}
