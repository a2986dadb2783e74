import type { ReleaseKind, ReleaseView } from "../contract.ts";

export type AuditLine = { at: string; actor: { name: string }; action: string; detail: Record<string, unknown> };

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const quoted = (detail: Record<string, unknown>) => { const comment = text(detail["comment"]); return comment === null ? "" : `: “${comment}”`; };

const because = (detail: Record<string, unknown>) => { const id = text(detail["because"]); return id === null ? "moving the alias themselves" : `release ${id}`; };

/** "v3 in production", "champion set to v3", "champion taken away", "v3 taken out of production". */
function whatOf({ detail }: AuditLine, kind: ReleaseKind): string {
  const version = `v${text(detail["version"]) ?? "?"}`;
  switch (kind) {
    case "promotion": case "rollback": return `${version} in ${text(detail["environment"]) ?? "?"}`;
    case "retirement": return `${version} to be taken out of ${text(detail["environment"]) ?? "?"}`;
    case "alias": return detail["removes"] === true ? `the alias ${text(detail["alias"]) ?? "?"} to be taken away` : `the alias ${text(detail["alias"]) ?? "?"} to be set to ${version}`;
  }
}

function sentenceOf(line: AuditLine, kind: ReleaseKind): string | null {
  const { action, detail } = line;
  const what = whatOf(line, kind);
  switch (action) {
    case "release.requested": return `asked for ${what}${quoted(detail)}`;
    case "release.approved": return `approved ${what}${quoted(detail)}`;
    case "release.rejected": return `rejected ${what}${quoted(detail)}`;
    case "release.withdrawn": return `withdrew the request${quoted(detail)}`;
    case "release.rolled_back": return `rolled back ${text(detail["fromVersion"]) === null ? "after a retirement" : `from v${text(detail["fromVersion"]) ?? "?"}`} to ${what}${quoted(detail)}`;
    case "release.superseded": return `replaced it by ${because(detail)}`;
    case "release.voided": return `made it void by ${because(detail)}`;
    case "release.failed": return `could not serve it, and put the route back${quoted(detail)}`;
    case "release.changed":
      if (detail["state"] === "live") return `made it serve again, because ${because(detail)} failed`;
      if (detail["state"] === "rolledBack") return `rolled it back by ${because(detail)}`;
      return Array.isArray(detail["changed"]) ? `met new evidence: ${detail["changed"].join(", ")} changed, so it is open again` : null;
    default: return null;
  }
}

/** A release's life in sentences, oldest first, from its audit rows. */
export function historyOf(lines: readonly AuditLine[], kind: ReleaseKind): ReleaseView["history"] {
  return lines.flatMap((line) => {
    const sentence = sentenceOf(line, kind);
    return sentence === null ? [] : [{ at: line.at, actor: line.actor.name, text: sentence }];
  }).toReversed();
}
