import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "./authorise.ts";
import type { Actor, inviteView } from "./contract.ts";
import { latestInvites } from "./store-invites.ts";
import { inviteViewOf } from "./views.ts";

/** The latest 200 invites, used and unused. */
export async function listInvites(deps: Deps, actor: Actor): Promise<z.infer<typeof inviteView>[]> {
  authorise(actor, "person.invite");
  return (await latestInvites(deps.db, 200)).map(inviteViewOf);
}
