import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { paths } from "../../shared/paths.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { hasBackend } from "../serving/index.ts";
import { releaseTitle, type ReleaseListItem } from "./contract.ts";
import { gatherTerms, holderOf, writeEvidence, type Act, type Gathered } from "./gather-terms.ts";
import { observeIncumbent } from "./observe-incumbent.ts";
import { releaseItem } from "./release-views.ts";
import { notServable, productTags } from "./rules/evidence-terms.ts";
import { freeze, insertRelease, lockModelByName, openReleaseOf } from "./store.ts";
import { recordRelease } from "./record-release.ts";

/** `version` null: the one that the environment or the alias names when it is asked, to be taken away. */
export type Ask = Omit<Act, "version"> & { version: number | null; comment: string | null };

async function actOf(tx: Tx, ask: Ask, modelId: number | null): Promise<Act> {
  const act = { kind: ask.kind, model: ask.model, environment: ask.environment, alias: ask.alias, removes: ask.removes };
  if (ask.version !== null) return { ...act, version: ask.version };
  const { holder } = modelId === null ? { holder: null } : await holderOf(tx, { ...ask, modelId });
  if (holder !== null) return { ...act, version: holder.version };
  throw new SignalboxError("not_found", ask.environment === null ? `${ask.model} has no alias '${ask.alias ?? ""}'.` : `${ask.environment} serves no version of ${ask.model}.`);
}

async function refuseUnservable(tx: Tx, { candidate }: Gathered): Promise<void> {
  const reason = notServable(candidate, await hasBackend(tx, candidate.tags["signalbox.backend"] ?? ""));
  if (reason !== null) throw new SignalboxError("not_servable", `${candidate.model} v${candidate.version} cannot be released. ${reason}`);
}

function alreadyOpen(deps: Deps, act: Act, id: number): SignalboxError {
  const url = deps.env.publicUrl + paths.release(id);
  const what = act.kind === "promotion" ? `for ${act.model} v${act.version} in ${act.environment ?? ""}` : `to ${releaseTitle({ ...act, version: String(act.version) }).replace(/^./, (first) => first.toLowerCase())}`;
  return new SignalboxError("already_open", `Release ${id} asks ${what} already: ${url}`, { extra: { id: String(id), url } });
}

/**
 * Opens a request of any kind: writes its evidence, freezes the version that it puts somewhere, and lets serving warm
 * what may serve.
 * @throws not_found, not_servable for a promotion, already_open with the id of the open one
 */
export async function openRelease(deps: Deps, actor: Actor, ask: Ask): Promise<ReleaseListItem> {
  authorise(actor, "release.request");
  const incumbentDrift = ask.environment === null ? null : await observeIncumbent(deps, { model: ask.model, environment: ask.environment });
  const at = deps.clock.now();
  const { comment } = ask;
  const id = await deps.db.tx(async (tx) => {
    const act = await actOf(tx, ask, await lockModelByName(tx, ask.model));
    const gathered = await gatherTerms(tx, act);
    const { candidate, holder, terms } = gathered;
    if (act.kind === "promotion") await refuseUnservable(tx, gathered);
    const open = await openReleaseOf(tx, { ...act, modelId: candidate.modelId, versionId: candidate.versionId });
    if (open !== null) throw alreadyOpen(deps, act, open);
    const evidence = writeEvidence({ terms, observations: { asOf: at.toISOString(), comment, incumbentDrift } });
    const releaseId = await insertRelease(tx, { ...act, state: "open", modelId: candidate.modelId, versionId: candidate.versionId, comment, actorId: actor.id, at, fromVersionId: holder?.versionId ?? null, ...evidence });
    const leaves = act.removes || act.kind === "retirement";
    if (!leaves) await freeze(tx, { versionId: candidate.versionId, releaseId, artifacts: candidate.artifacts, signature: candidate.signature, tags: productTags(candidate.tags), at });
    await recordRelease(tx, deps, { actor, at, releaseId, subject: act, action: "release.requested", event: "release.requested", hook: "REQUESTED", comment, detail: { evidenceDigest: evidence.evidenceDigest } });
    if (act.kind === "promotion") await bumpServingEpoch(tx);
    return releaseId;
  });
  return releaseItem(deps, id);
}
