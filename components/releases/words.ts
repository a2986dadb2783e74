import { releaseWords, type EvidenceDocument, type ReleaseKind, type ReleaseListItem, type ReleaseView } from "#server/domains/releases/contract.ts";
import { version } from "../ui/format.ts";

/** It takes something away, so nothing of a challenger is to be compared. */
export const takesAway = (release: ReleaseListItem): boolean => release.kind === "retirement" || release.removes;

/** A release's state in a word: what only moved an alias or took a model out is done, not live. */
export const stateWord = (release: Pick<ReleaseListItem, "kind" | "state">): string =>
  release.state === "live" && (release.kind === "alias" || release.kind === "retirement") ? "Done" : releaseWords[release.state];

/** What the Approve lever does, which is also what it is called. */
export function approveWords(release: ReleaseListItem): string {
  switch (release.kind) {
    case "promotion": case "rollback": return `Approve: ${version(release.version)} takes 100% of ${release.environment ?? ""} now`;
    case "retirement": return `Approve: ${version(release.version)} leaves ${release.environment ?? ""} now`;
    case "alias": return release.removes ? `Approve: ${release.alias ?? ""} is taken away now` : `Approve: ${release.alias ?? ""} points to ${version(release.version)} now`;
  }
}

/** What is true once it is done. */
export function outcome(release: ReleaseListItem): string {
  switch (release.kind) {
    case "promotion": return `${version(release.version)} serves ${release.environment ?? ""}.`;
    case "rollback": return `${version(release.version)} serves ${release.environment ?? ""} again.`;
    case "retirement": return `${release.environment ?? ""} serves no version of ${release.model}.`;
    case "alias": return release.removes ? `${release.model} has no alias ${release.alias ?? ""}.` : `${release.alias ?? ""} points to ${version(release.version)}.`;
  }
}

const held = {
  promotion: "It served until a later release took its place.", rollback: "It served until a later release took its place.",
  retirement: "It held until a later release put a version there again.", alias: "It held until the alias moved again.",
} as const satisfies Record<ReleaseKind, string>;

/** One sentence on where a release stands; times stand beside it. */
export function standing(release: ReleaseListItem): string {
  const by = release.decidedBy ? ` by ${release.decidedBy.name}` : "";
  const stayed = `${release.kind === "alias" ? "the alias" : "the route"} stayed as it was.`;
  switch (release.state) {
    case "open": return `Asked by ${release.requestedBy.name}; somebody else with the approver role decides.`;
    case "approved": return `Approved${by}; nothing has moved yet.`;
    case "rolling": return `Approved${by}; ${version(release.version)} is taking over.`;
    case "live": return `${release.kind === "rollback" ? `Rolled back by ${release.requestedBy.name}` : `Approved${by}`}: ${outcome(release)}`;
    case "superseded": return held[release.kind];
    case "rejected": return `Rejected${by}: ${stayed}`;
    case "withdrawn": return `Withdrawn before anybody decided.`;
    case "expired": return `Nobody decided in time; ${stayed}`;
    case "void": return release.kind === "alias" ? `The alias moved otherwise first, so this request no longer applies.` : `Another release went live first, so this request no longer applies.`;
    case "rolledBack": return release.kind === "retirement" ? `It held until a rollback brought the model back.` : `It served until it was rolled back.`;
    case "failed": return `It could not be done; ${stayed}`;
  }
}

const termNames = {
  model: "the model", version: "the version", environment: "the environment", artifacts: "the files", signature: "the signature", metrics: "the challenger's metrics",
  baseline: "the baseline", policy: "the policy", incumbent: "what serves now", route: "the route", tags: "the version's tags", change: "what it changes",
} as const satisfies Record<keyof Required<EvidenceDocument["terms"]>, string>;

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
