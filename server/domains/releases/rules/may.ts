import type { ReleaseState, ReleaseView } from "../contract.ts";
import { allows, possibleIn, refusalToDecide, refusalToWithdraw, type DecisionFacts, type Refusal } from "./decide-release.ts";

export type Looking = DecisionFacts & { id: number; requestedByName: string; administers: boolean; rollsBack: boolean; serves: boolean; rollbackTo: string | null };

const stateReason = (state: ReleaseState, id: number) => `Release ${id} is ${state === "rolledBack" ? "rolled back" : state}: ${possibleIn(state)}.`;

function decideReason(facts: Looking): string | null {
  const refusal = refusalToDecide(facts);
  if (refusal === null) return null;
  const reasons = {
    not_approver: "Deciding needs the right release.approve, which approvers and administrators have.",
    self_approval: facts.actorId === facts.requestedBy ? "You asked for it, so somebody else has to decide." : "You made this version, so somebody else has to decide.",
    already_decided: stateReason(facts.state, facts.id),
    wrong_state: stateReason(facts.state, facts.id),
  } as const satisfies Record<Refusal, string>;
  return reasons[refusal];
}

function withdrawReason(facts: Looking): string | null {
  const refusal = refusalToWithdraw(facts);
  if (refusal === null) return null;
  return refusal === "forbidden" ? `${facts.requestedByName} asked for it: they can withdraw it, or an administrator.` : stateReason(facts.state, facts.id);
}

function rollbackReason(facts: Looking): string | null {
  if (!allows(facts.state, "rollback") || !facts.serves) return "Only the release that serves now can be rolled back.";
  if (!facts.rollsBack) return "Rolling back needs the right route.rollback, which approvers and administrators have.";
  return facts.rollbackTo === null ? "No version served before it that was not itself rolled back." : null;
}

/** What the person looking may do, by the rules that the acts themselves ask; each button shows its reason. */
export function mayOf(facts: Looking): ReleaseView["may"] {
  const as = (reason: string | null) => ({ allowed: reason === null, reason });
  const decide = as(decideReason(facts));
  return { approve: decide, reject: decide, withdraw: as(withdrawReason(facts)), rollback: { ...as(rollbackReason(facts)), toVersion: facts.rollbackTo } };
}
