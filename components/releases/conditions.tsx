import { Check, CircleDashed } from "lucide-react";
import type { ReleaseView } from "#server/domains/releases/contract.ts";

const clearers: Record<string, string> = {
  "release.approve": "an approver or administrator who did not ask for it", "registry.write": "whoever registers another version or its baseline",
};
/** A right in words; anything else is a person's name. */
const clearer = (by: string) => clearers[by] ?? by;

/** What has to hold: a tick for what does, a dashed ring and who can clear it for what does not. */
export function Conditions({ release }: { release: ReleaseView }) {
  return (
    <ul className="grid gap-2.5">
      {release.conditions.map((condition) => (
        <li key={condition.code} className="flex gap-2.5">
          {condition.met ? <Check size={15} strokeWidth={1.75} className="mt-0.5 shrink-0 text-clear" aria-hidden="true" /> : <CircleDashed size={15} strokeWidth={1.75} className="mt-0.5 shrink-0 text-ink-3" aria-hidden="true" />}
          <div className="grid min-w-0">
            <span><span className="sr-only">{condition.met ? "Met: " : "Open: "}</span>{condition.label}</span>
            {condition.detail ? <span className="text-note text-ink-3 [overflow-wrap:anywhere]">{condition.detail}</span> : null}
            {!condition.met && condition.clearedBy.length > 0 ? <span className="text-note text-ink-2">Cleared by {condition.clearedBy.map(clearer).join(", ")}</span> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
