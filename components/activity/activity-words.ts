import type { ActivityItem } from "#server/domains/registry/contract-activity.ts";
import { paths } from "#server/shared/paths.ts";

export type Told = { words: string; /** What was said with it. */ note: string | null; link: { href: string; text: string } | null };
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const said = (value: unknown): string | null => text(value).trim() || null;

function aliasWords({ name, from, to }: NonNullable<ActivityItem["alias"]>, version: string): string {
  if (to === version) return from === null ? `pointed @${name} here` : `moved @${name} here from v${from}`;
  return to === null ? `took @${name} away from here` : `moved @${name} from here to v${to}`;
}

const tagWords = ({ key, value }: Record<string, unknown>): string => (value === null || value === undefined ? `removed the tag ${text(key)}` : `set the tag ${text(key)} to ${text(value) || "an empty value"}`);

/** "version.went_away" as words, for acts that have no sentence of their own. */
const plainWords = (action: string): string => action.replaceAll(/[._]/g, " ");

function releaseWords({ action, detail }: ActivityItem): string {
  const where = said(detail["environment"]);
  switch (action) {
    case "release.requested": return detail["kind"] === "rollback" || where === null ? "asked for a release" : `asked for ${where}`;
    case "release.approved": return `approved it${where === null ? "" : ` for ${where}`}`;
    case "release.rejected": return `rejected it${where === null ? "" : ` for ${where}`}`;
    case "release.withdrawn": return "withdrew the request";
    case "release.rolled_back": return `rolled ${where ?? "the environment"} back`;
    case "release.superseded": return "put another version in its place";
    case "release.voided": return "ended the request: another release went live first";
    case "release.changed": return "asked anew: the evidence had changed";
    default: return plainWords(action);
  }
}

/** What one act says after the name of who did it. */
export function told(item: ActivityItem, of: { model: string; version: string }): Told {
  const { action, detail, releaseId, alias } = item;
  const link = releaseId === null ? null : { href: paths.release(releaseId), text: `Release ${releaseId}` };
  if (alias !== null) return { words: aliasWords(alias, of.version), note: null, link };
  if (action.startsWith("release.")) return { words: releaseWords(item), note: said(detail["comment"]), link };
  switch (action) {
    case "version.created": return { words: "registered it", note: null, link };
    case "version.updated": return "signature" in detail ? { words: "read its signature from the model", note: null, link } : { words: said(detail["description"]) === null ? "took the description away" : "wrote the description", note: said(detail["description"]), link };
    case "version.tagged": return { words: tagWords(detail), note: null, link };
    case "version.staged": return { words: `labelled it ${text(detail["stage"]) || "with a stage"}`, note: null, link };
    case "version.card_saved": return { words: "saved the card", note: null, link: { href: paths.versionTab(of, "card", { revision: said(detail["revision"]) ?? undefined }), text: "That text" } };
    case "baseline.profiled": return { words: "profiled the baseline", note: null, link };
    default: return { words: plainWords(action), note: null, link };
  }
}
