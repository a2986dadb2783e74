import type { EvidenceDocument, ReleaseListItem, ReleaseView } from "#server/domains/releases/contract.ts";
import { version } from "../ui/format.ts";

/** What the Approve lever does, which is also what it is called. */
export const approveWords = (release: ReleaseListItem): string => `Approve: ${version(release.version)} takes 100% of ${release.environment} now`;

/** One sentence on where a release stands; times stand beside it. */
export function standing(release: ReleaseListItem): string {
  const to = `${version(release.version)} in ${release.environment}`;
  const by = release.decidedBy ? ` by ${release.decidedBy.name}` : "";
  switch (release.state) {
    case "open": return `Asked by ${release.requestedBy.name}; somebody else with the approver role decides.`;
    case "approved": return `Approved${by}; the route has not moved yet.`;
    case "rolling": return `Approved${by}; ${to} is taking over.`;
    case "live": return release.kind === "rollback" ? `Rolled back by ${release.requestedBy.name}: ${version(release.version)} serves ${release.environment} again.` : `Approved${by}: ${version(release.version)} serves ${release.environment}.`;
    case "superseded": return `It served until a later release took its place.`;
    case "rejected": return `Rejected${by}: the route stayed as it was.`;
    case "withdrawn": return `Withdrawn before anybody decided.`;
    case "expired": return `Nobody decided in time; the route stayed as it was.`;
    case "void": return `Another release went live first, so this request no longer applies.`;
    case "rolledBack": return `It served until it was rolled back.`;
    case "failed": return `It could not go live; the route stayed as it was.`;
  }
}

const termNames = {
  model: "the model", version: "the version", environment: "the environment", artifacts: "the files", signature: "the signature", metrics: "the challenger's metrics",
  baseline: "the baseline", policy: "the policy", incumbent: "what serves now", route: "the route", tags: "the version's tags",
} as const satisfies Record<keyof EvidenceDocument["terms"], string>;

/** Which terms of the evidence differ, in words: what an approver has to read again. */
export function changedTerms(before: EvidenceDocument, after: EvidenceDocument): string[] {
  return (Object.keys(termNames) as (keyof EvidenceDocument["terms"])[])
    .filter((key) => JSON.stringify(before.terms[key]) !== JSON.stringify(after.terms[key])).map((key) => termNames[key]);
}

/** Bars of the metrics, −1 to 1 of the largest relative change on the page: right is better, left is worse. */
export function barOf(row: ReleaseView["metrics"][number], all: ReleaseView["metrics"]): number {
  const weight = (entry: ReleaseView["metrics"][number]) => {
    const scale = Math.max(Math.abs(entry.incumbent ?? 0), Math.abs(entry.challenger ?? 0));
    return entry.change === null || scale === 0 ? 0 : Math.abs(entry.change) / scale;
  };
  const largest = Math.max(...all.map(weight));
  if (largest === 0) return 0;
  return (row.verdict === "worse" ? -1 : 1) * (weight(row) / largest);
}
