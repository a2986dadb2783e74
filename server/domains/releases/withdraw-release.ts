import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { releaseWords, type ReleaseListItem, type withdrawReleaseInput } from "./contract.ts";
import { releaseItem, releaseNotFound } from "./release-views.ts";
import { possibleIn, refusalToWithdraw } from "./rules/decide-release.ts";
import { endRelease, lockRelease } from "./store.ts";
import { recordRelease } from "./record-release.ts";

/** Takes an open request back. @throws forbidden for anybody but the requester and administrators, not_found, wrong_state */
export async function withdrawRelease(deps: Deps, actor: Actor, input: z.output<typeof withdrawReleaseInput>): Promise<ReleaseListItem> {
  authorise(actor, "release.withdraw");
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const row = await lockRelease(tx, input.id);
    if (row === null) throw releaseNotFound(input.id);
    const refusal = refusalToWithdraw({ state: row.state, actorId: actor.id, requestedBy: row.requestedBy, administers: mayDo(actor, "person.administer") });
    if (refusal === "forbidden") throw new SignalboxError("forbidden", "Whoever asked for a release takes it back, or an administrator.");
    if (refusal === "wrong_state") throw new SignalboxError("wrong_state", `Release ${row.id} is ${releaseWords[row.state].toLowerCase()}: ${possibleIn(row.state)}.`, { extra: { state: row.state } });
    await endRelease(tx, row.id, { state: "withdrawn", at });
    await recordRelease(tx, deps, { actor, at, releaseId: row.id, subject: row, action: "release.withdrawn", event: "release.changed", hook: "WITHDRAWN", comment: input.comment || null, data: { state: "withdrawn" } });
    if (row.environment !== null) await bumpServingEpoch(tx);
  });
  return releaseItem(deps, input.id);
}
