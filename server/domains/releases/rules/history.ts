import type { ReleaseView } from "../contract.ts";

export type AuditLine = { at: string; actor: { name: string }; action: string; detail: Record<string, unknown> };

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const quoted = (detail: Record<string, unknown>) => { const comment = text(detail["comment"]); return comment === null ? "" : `: “${comment}”`; };

function sentenceOf({ action, detail }: AuditLine): string | null {
  const what = `v${text(detail["version"]) ?? "?"} in ${text(detail["environment"]) ?? "?"}`;
  switch (action) {
    case "release.requested": return `asked for ${what}${quoted(detail)}`;
    case "release.approved": return `approved ${what}${quoted(detail)}`;
    case "release.rejected": return `rejected ${what}${quoted(detail)}`;
    case "release.withdrawn": return `withdrew the request${quoted(detail)}`;
    case "release.rolled_back": return `rolled back from v${text(detail["fromVersion"]) ?? "?"} to ${what}${quoted(detail)}`;
    case "release.superseded": return `replaced it by release ${text(detail["because"]) ?? "?"}`;
    case "release.voided": return `made it void by release ${text(detail["because"]) ?? "?"}`;
    case "release.changed":
      if (detail["state"] === "rolledBack") return `rolled it back by release ${text(detail["because"]) ?? "?"}`;
      return Array.isArray(detail["changed"]) ? `met new evidence: ${detail["changed"].join(", ")} changed, so it is open again` : null;
    default: return null;
  }
}

/** A release's life in sentences, oldest first, from its audit rows. */
export function historyOf(lines: readonly AuditLine[]): ReleaseView["history"] {
  return lines.flatMap((line) => {
    const sentence = sentenceOf(line);
    return sentence === null ? [] : [{ at: line.at, actor: line.actor.name, text: sentence }];
  }).toReversed();
}
