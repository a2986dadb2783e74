import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { paths } from "../../shared/paths.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { ReleaseListItem, requestReleaseInput } from "./contract.ts";
import { gatherTerms, writeEvidence, type Gathered } from "./gather-terms.ts";
import { observeIncumbent } from "./observe-incumbent.ts";
import { releaseItem } from "./release-views.ts";
import { notServable, productTags } from "./rules/evidence-terms.ts";
import { freeze, insertRelease, lockModelByName, openReleaseOf } from "./store.ts";

function refuseUnservable({ candidate }: Gathered): void {
  const reason = notServable(candidate);
  if (reason !== null) throw new SignalboxError("not_servable", `${candidate.model} v${candidate.version} cannot be released. ${reason}`);
}

function alreadyOpen(deps: Deps, { candidate }: Gathered, open: { id: number; environment: string }): SignalboxError {
  const url = deps.env.publicUrl + paths.release(open.id);
  return new SignalboxError("already_open", `Release ${open.id} asks for ${candidate.model} v${candidate.version} in ${open.environment} already: ${url}`, { extra: { id: String(open.id), url } });
}

/**
 * Asks for a version in an environment: writes the evidence, freezes what serving will read of the version, and lets
 * serving warm it.
 * @throws not_found for the version, not_servable, already_open with the id of the open one
 */
export async function requestRelease(deps: Deps, actor: Actor, input: z.output<typeof requestReleaseInput>): Promise<ReleaseListItem> {
  authorise(actor, "release.request");
  const incumbentDrift = await observeIncumbent(deps, input);
  const at = deps.clock.now();
  const comment = input.comment || null;
  const id = await deps.db.tx(async (tx) => {
    await lockModelByName(tx, input.model);
    const gathered = await gatherTerms(tx, input);
    const { candidate, route, terms } = gathered;
    refuseUnservable(gathered);
    const open = await openReleaseOf(tx, { versionId: candidate.versionId, environment: input.environment });
    if (open !== null) throw alreadyOpen(deps, gathered, { id: open, environment: input.environment });
    const evidence = writeEvidence({ terms, observations: { asOf: at.toISOString(), comment, incumbentDrift } });
    const releaseId = await insertRelease(tx, {
      kind: "promotion", state: "open", modelId: candidate.modelId, versionId: candidate.versionId, environment: input.environment, comment, actorId: actor.id, at,
      fromVersionId: route?.entries[0]?.versionId ?? null, ...evidence,
    });
    await freeze(tx, { versionId: candidate.versionId, releaseId, artifacts: candidate.artifacts, signature: candidate.signature, tags: productTags(candidate.tags), at });
    const about = { model: candidate.model, version: String(candidate.version), environment: input.environment };
    await record(tx, { actor, action: "release.requested", subject: String(releaseId), detail: { ...about, comment, evidenceDigest: evidence.evidenceDigest }, at });
    await publish(tx, { type: "release.requested", subject: String(releaseId), data: { ...about, releaseId: String(releaseId) }, at });
    await bumpServingEpoch(tx);
    return releaseId;
  });
  return releaseItem(deps, id);
}
