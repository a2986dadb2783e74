import { Check, CircleDashed } from "lucide-react";
import type { ReleaseView } from "#server/domains/releases/contract.ts";

/** What has to hold: a tick for what does, a dashed ring and who can clear it for what does not. */
export function Conditions({ release }: { release: ReleaseView }) {
  return (
    <ul className="grid gap-2.5">
      {release.conditions.map((condition) => (
        <li key={condition.code} className="flex gap-2.5">
          {condition.met ? <Check size={15} strokeWidth={1.75} className="mt-0.5 shrink-0 text-clear" aria-label="Met" role="img" /> : <CircleDashed size={15} strokeWidth={1.75} className="mt-0.5 shrink-0 text-ink-3" aria-label="Open" role="img" />}
          <div className="grid min-w-0">
            <span>{condition.label}</span>
            {condition.detail ? <span className="text-note text-ink-3 [overflow-wrap:anywhere]">{condition.detail}</span> : null}
            {!condition.met && condition.clearedBy.length > 0 ? <span className="text-note text-ink-2">Can be cleared by {condition.clearedBy.join(", ")}</span> : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
