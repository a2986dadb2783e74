import type { z } from "zod";
import { recordAudit } from "../../platform/audit-log.ts";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { authorise } from "./authorise.ts";
import { mayDo, type Actor, type tokenIdInput } from "./contract.ts";
import { liveToken, markRevoked } from "./store.ts";

/**
 * Ends one of one's own tokens; an administrator may end anybody's.
 * @throws not_found when there is no such token, or it is somebody else's
 */
export async function revokeToken(deps: Deps, actor: Actor, input: z.output<typeof tokenIdInput>): Promise<void> {
  authorise(actor, "token.create");
  await deps.db.tx(async (tx) => {
    const at = deps.clock.now();
    const row = await liveToken(tx, input.id);
    const theirs = row !== null && (row.user_id === actor.id || mayDo(actor, "person.administer"));
    if (row === null || !theirs || !(await markRevoked(tx, row.id, at))) throw new SignalboxError("not_found", "There is no such token of yours. It may be revoked already.");
    await recordAudit(tx, { actor, action: "token.revoked", subject: row.id, detail: { person: row.user_id, name: row.name }, at });
    await bumpServingEpoch(tx);
  });
}
