import type { ReleaseKind, ReleaseView } from "../contract.ts";
import type { TermKey } from "./evidence-terms.ts";

/** Whether a version is put where requests reach it, an alias is set, or something is only taken away. */
export type Doing = "serve" | "alias" | "takeAway";
export const actOf = (release: { kind: ReleaseKind; removes: boolean }): Doing =>
  release.kind === "retirement" || release.removes ? "takeAway" : release.kind === "alias" ? "alias" : "serve";

export type ConditionFacts = {
  act: Doing;
  /** Terms that differ from the evidence now; empty once it is decided. */
  changed: readonly TermKey[];
  /** Why a caller or a reader of the incumbent would break; empty: compatible. */
  breaking: readonly string[];
  incumbentVersion: string | null;
  baseline: { state: string; reason: string | null };
  open: boolean;
  requestedByName: string;
  decidedByName: string | null;
};

const noHolder = { serve: "Nothing serves here yet, so no caller depends on a signature.", alias: "The alias points nowhere yet, so no caller depends on a signature." } as const;

/** What stands between a request and going live, and what an approver should have seen, each with who can clear it. */
export function conditionsOf(facts: ConditionFacts): ReleaseView["conditions"] {
  const { act } = facts;
  const baseline = facts.baseline.state;
  const always: ReleaseView["conditions"] = [
    {
      code: "evidence_unchanged", met: facts.changed.length === 0, label: "Evidence is as it was asked",
      detail: facts.changed.length === 0 ? act === "serve" ? "Version, metrics, signature, baseline and route are what the evidence says." : "What it rests on is what the evidence says." : `Changed since: ${facts.changed.join(", ")}. Deciding renews the evidence first.`,
      clearedBy: ["release.approve"],
    },
    {
      code: "somebody_else_decides", met: facts.decidedByName !== null, label: "Somebody else decides",
      detail: facts.decidedByName === null ? `An approver other than ${facts.requestedByName} and the version's author.` : `${facts.decidedByName} decided.`,
      clearedBy: facts.open ? ["release.approve"] : [],
    },
  ];
  if (act === "takeAway") return always;
  const signature: ReleaseView["conditions"] = [
    {
      code: "signature_compatible", met: facts.breaking.length === 0, label: "Signature is compatible",
      detail: facts.incumbentVersion === null ? noHolder[act]
        : facts.breaking.length === 0 ? `Callers of v${facts.incumbentVersion} need not change.` : `Against v${facts.incumbentVersion}: ${facts.breaking.join("; ")}.`,
      clearedBy: ["registry.write"],
    },
  ];
  if (act === "alias") return [...always, ...signature];
  return [
    ...always, ...signature,
    {
      code: "baseline_ready", met: baseline === "ready", label: "Baseline is ready",
      detail: baseline === "ready" ? "Drift can be judged from the first prediction on."
        : baseline === "pending" ? "It is being profiled." : baseline === "failed" ? `Profiling failed: ${facts.baseline.reason ?? "no reason was kept"}` : "The version has none, so its drift cannot be judged.",
      clearedBy: ["registry.write"],
    },
  ];
}
