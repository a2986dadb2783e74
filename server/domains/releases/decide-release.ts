import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { authorise, personNames } from "../identity/index.ts";
import { releaseWords, evidenceDocument, type decideReleaseInput, type ReleaseListItem } from "./contract.ts";
import { applyRelease } from "./apply-release.ts";
import { gatherTerms, writeEvidence } from "./gather-terms.ts";
import { releaseItem, releaseNotFound } from "./release-views.ts";
import { evidenceOutcome, possibleIn, refusalToDecide } from "./rules/decide-release.ts";
import { changedTerms, type TermKey } from "./rules/evidence-terms.ts";
import { lockRelease, renewEvidence, setDecision, type ReleaseRow } from "./store.ts";
import { recordRelease } from "./record-release.ts";

type Input = z.output<typeof decideReleaseInput>;

async function refuse(deps: Deps, actor: Actor, row: ReleaseRow): Promise<void> {
  const refusal = refusalToDecide({ state: row.state, approver: mayDo(actor, "release.approve"), actorId: actor.id, requestedBy: row.requestedBy, versionAuthor: row.versionAuthor, decidedBy: row.decidedBy });
  switch (refusal) {
    case null:
      return;
    case "not_approver":
      return authorise(actor, "release.approve");
    case "self_approval":
      throw new SignalboxError("self_approval", `${actor.name} ${actor.id === row.requestedBy ? "asked for this release" : "made this version"}, so somebody else has to decide on it.`);
    case "already_decided": {
      const id = row.decidedBy ?? "";
      const name = (await personNames(deps, [id])).get(id) ?? id;
      const decidedAt = row.decidedAt?.toISOString() ?? null;
      throw new SignalboxError("already_decided", `${name} decided on release ${row.id} at ${decidedAt}: it is ${releaseWords[row.state].toLowerCase()}.`, {
        extra: { decidedBy: name, decidedById: id, decidedAt, state: row.state },
      });
    }
    case "wrong_state":
      throw new SignalboxError("wrong_state", `Release ${row.id} is ${releaseWords[row.state].toLowerCase()}: ${possibleIn(row.state)}.`, { extra: { state: row.state } });
    default:
      refusal satisfies never;
  }
}

type Stale = { digest: string; changed: TermKey[] };

/**
 * The evidence is read again under the lock. Changed terms give the release new evidence, its observations as they
 * were, and it stays open: this commits, and only then is the caller refused.
 */
async function checkEvidence(tx: Tx, actor: Actor, asked: { deps: Deps; row: ReleaseRow; digest: string; at: Date }): Promise<Stale | null> {
  const { deps, row, at } = asked;
  const held = evidenceDocument.parse(JSON.parse(row.evidence));
  const { terms, holder } = await gatherTerms(tx, row);
  const changed = changedTerms(held.terms, terms);
  const outcome = evidenceOutcome({ termsChanged: changed.length > 0, digestHeld: row.evidenceDigest, digestNamed: asked.digest });
  if (outcome === "stands") return null;
  if (outcome === "other_digest") return { digest: row.evidenceDigest, changed: [] };
  const fresh = writeEvidence({ terms, observations: held.observations });
  await renewEvidence(tx, row.id, { ...fresh, fromVersionId: holder?.versionId ?? null });
  await recordRelease(tx, deps, { actor, at, releaseId: row.id, subject: row, action: "release.changed", event: "release.changed", hook: null, comment: null, detail: { state: "open", changed, evidenceDigest: fresh.evidenceDigest }, data: { state: "open" } });
  return { digest: fresh.evidenceDigest, changed };
}

async function decide(tx: Tx, actor: Actor, asked: { deps: Deps; row: ReleaseRow; input: Input; at: Date }): Promise<void> {
  const { deps, row, input, at } = asked;
  const comment = input.comment || null;
  const approved = input.decision === "approve";
  await setDecision(tx, row.id, { state: approved ? "live" : "rejected", actorId: actor.id, at, comment });
  await recordRelease(tx, deps, {
    actor, at, releaseId: row.id, subject: row, action: approved ? "release.approved" : "release.rejected", event: "release.decided", hook: approved ? "APPROVED" : "REJECTED", comment,
    detail: { evidenceDigest: row.evidenceDigest }, data: { decision: input.decision },
  });
  if (approved) await applyRelease(tx, deps, { row, actor, at, comment });
  // Approved or not, what serving keeps loaded is another set now; an alias that is no environment's is nothing to it.
  if (row.environment !== null) await bumpServingEpoch(tx);
}

/**
 * Approves or rejects. Approval moves the route or the alias in this one transaction, with its audit rows, its events and the alias.
 * @throws not_approver, self_approval, invalid_input for a rejection without a comment, not_found; already_decided with
 * who and when; wrong_state; evidence_changed with the digest that a decision has to name now
 */
export async function decideRelease(deps: Deps, actor: Actor, input: Input): Promise<ReleaseListItem> {
  const at = deps.clock.now();
  const { row, stale } = await deps.db.tx(async (tx) => {
    const locked = await lockRelease(tx, input.id);
    if (locked === null) throw releaseNotFound(input.id);
    await refuse(deps, actor, locked);
    if (input.decision === "reject" && !input.comment) {
      throw new SignalboxError("invalid_input", "A rejection needs a comment, so that the requester knows what would be right.", { fields: [{ path: "comment", message: "say why" }] });
    }
    const found = await checkEvidence(tx, actor, { deps, row: locked, digest: input.evidenceDigest, at });
    if (found === null) await decide(tx, actor, { deps, row: locked, input, at });
    return { row: locked, stale: found };
  });
  if (stale !== null) {
    const why = stale.changed.length > 0 ? `What it rests on changed since: ${stale.changed.join(", ")}.` : "The decision names evidence that this release does not hold.";
    throw new SignalboxError("evidence_changed", `${why} Release ${row.id} is open; read it again and decide on ${stale.digest}.`, { extra: { evidenceDigest: stale.digest, changed: stale.changed } });
  }
  return releaseItem(deps, input.id);
}
