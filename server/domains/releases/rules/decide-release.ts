import { releaseActsByState, type ReleaseAct, type ReleaseState } from "../contract.ts";

/** What a decision depends on, apart from the evidence. */
export type DecisionFacts = {
  state: ReleaseState;
  /** The actor holds release.approve. */
  approver: boolean;
  actorId: string;
  requestedBy: string;
  versionAuthor: string;
  decidedBy: string | null;
};

export type Refusal = "not_approver" | "self_approval" | "already_decided" | "wrong_state";

export const allows = (state: ReleaseState, act: ReleaseAct): boolean => (releaseActsByState[state] as readonly ReleaseAct[]).includes(act);

/**
 * Whether this actor may decide on this release now: null, or the first thing in the way. Nobody decides on a request
 * or a version of their own, whatever token they come with: persons are compared, not credentials.
 * Case: an approver who asked for it → self_approval, in every state.
 */
export function refusalToDecide(facts: DecisionFacts): Refusal | null {
  if (facts.actorId === facts.requestedBy || facts.actorId === facts.versionAuthor) return "self_approval";
  if (!facts.approver) return "not_approver";
  if (allows(facts.state, "decide")) return null;
  return facts.decidedBy === null ? "wrong_state" : "already_decided";
}

/** The requester takes it back; somebody who administers may too. */
export function refusalToWithdraw(facts: { state: ReleaseState; actorId: string; requestedBy: string; administers: boolean }): "forbidden" | "wrong_state" | null {
  if (facts.actorId !== facts.requestedBy && !facts.administers) return "forbidden";
  return allows(facts.state, "withdraw") ? null : "wrong_state";
}

/** What may still be done in a state, for a refusal's sentence. */
export function possibleIn(state: ReleaseState): string {
  const acts: readonly ReleaseAct[] = releaseActsByState[state];
  const words = { decide: "approve or reject", withdraw: "withdraw", rollback: "roll back" } as const satisfies Record<ReleaseAct, string>;
  return acts.length === 0 ? "nothing more can be done with it" : `possible now: ${acts.map((act) => words[act]).join(", ")}`;
}

export type EvidenceOutcome = "stands" | "terms_changed" | "other_digest";

/** A decision names the evidence it rests on: it stands only on the document held, and only while that document is true. */
export function evidenceOutcome(facts: { termsChanged: boolean; digestHeld: string; digestNamed: string }): EvidenceOutcome {
  if (facts.termsChanged) return "terms_changed";
  return facts.digestHeld === facts.digestNamed ? "stands" : "other_digest";
}
