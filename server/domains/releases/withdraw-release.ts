import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { releaseWords, type ReleaseListItem, type withdrawReleaseInput } from "./contract.ts";
import { releaseItem, releaseNotFound } from "./release-views.ts";
import { possibleIn, refusalToWithdraw } from "./rules/decide-release.ts";
import { endRelease, lockRelease } from "./store.ts";

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
    const about = { model: row.model, version: String(row.version), environment: row.environment };
    await record(tx, { actor, action: "release.withdrawn", subject: String(row.id), detail: { ...about, comment: input.comment || null }, at });
    await publish(tx, { type: "release.changed", subject: String(row.id), data: { ...about, releaseId: String(row.id), state: "withdrawn" }, at });
    await bumpServingEpoch(tx);
  });
  return releaseItem(deps, input.id);
}
