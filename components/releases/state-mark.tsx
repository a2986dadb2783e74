import type { ReleaseListItem } from "#server/domains/releases/contract.ts";
import { Tag } from "../ui/tag.tsx";
import { stateWord } from "./words.ts";

/** A release's state is an event, so a word and no lamp. */
export function StateMark({ release }: { release: Pick<ReleaseListItem, "kind" | "state"> }) {
  return <Tag tone={release.state === "open" || release.state === "live" ? "accent" : "plain"}>{stateWord(release)}</Tag>;
}
