import { releaseWords, type ReleaseState } from "#server/domains/releases/contract.ts";
import { Tag } from "../ui/tag.tsx";

/** A release's state is an event, so a word and no lamp. */
export function StateMark({ state }: { state: ReleaseState }) {
  return <Tag tone={state === "open" || state === "live" ? "accent" : "plain"}>{releaseWords[state]}</Tag>;
}
