"use client";
import { useRef } from "react";
import { releaseTitle, type ReleaseView } from "#server/domains/releases/contract.ts";
import { Button } from "../ui/button.tsx";
import { shortDigest, version } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Textarea } from "../ui/field.tsx";
import { Time } from "../ui/time.tsx";
import { Conditions } from "./conditions.tsx";
import type { Problem } from "../shell/problem.ts";
import { useDecision, type Decision } from "./use-decision.ts";
import { approveWords, takesAway } from "./words.ts";

/** Who was first: a name, or a person, beside a time. */
function whoDecided({ extra }: Problem): { name: string | null; at: string | null } {
  const by = extra["decidedBy"];
  const name = typeof by === "string" ? by : typeof by === "object" && by !== null && "name" in by ? String(by.name) : null;
  const at = typeof extra["decidedAt"] === "string" ? extra["decidedAt"] : null;
  return { name, at };
}

function Refusal({ problem }: { problem: Problem }) {
  if (problem.code !== "already_decided") return <p role="alert" className="text-danger">{problem.detail}</p>;
  const { name, at } = whoDecided(problem);
  return <p role="alert" className="text-danger">{name ?? "Somebody"} decided this already{at ? <>, <Time at={at} /></> : null}. Your decision changed nothing.</p>;
}

function Unread({ decision }: { decision: Decision }) {
  return (
    <div role="alert" className="grid gap-2 rounded-control border border-caution px-2.5 py-2">
      <p><span className="font-medium text-caution">The evidence changed</span> while you were reading: {decision.unread.join(", ") || "its digest"}. The page shows it as it is now.</p>
      <div><Button onClick={decision.markRead}>I have read the new evidence</Button></div>
    </div>
  );
}

function Levers({ release, decision }: { release: ReleaseView; decision: Decision }) {
  const box = useRef<HTMLDivElement>(null);
  const stale = release.evidenceDigest !== "" && (decision.unread.length > 0 || decision.problem?.code === "evidence_changed");
  const blocked = (may: { allowed: boolean; reason: string | null }) => (stale ? "Read the new evidence first." : may.allowed ? null : (may.reason ?? "You may not decide this."));
  const approve = blocked(release.may.approve);
  const reject = blocked(release.may.reject);
  const reasonId = `why-${release.id}`;
  const rejectNow = () => { decision.reject(); if (decision.comment.trim() === "") box.current?.querySelector("textarea")?.focus(); };
  return (
    <div className="grid gap-2.5">
      {stale ? <Unread decision={decision} /> : null}
      {decision.problem && decision.problem.code !== "evidence_changed" ? <Refusal problem={decision.problem} /> : null}
      <div ref={box}><Textarea label="Comment" rows={2} className="max-lg:h-8 max-lg:py-1" placeholder="Optional. Needed to reject." value={decision.comment} onChange={(event) => decision.setComment(event.target.value)} problem={decision.needsComment ? "Say why: a rejection needs a comment." : null} /></div>
      <Button kind="primary" wide busy={decision.busy} disabledReason={approve} reasonId={approve ? reasonId : undefined} onClick={decision.approve}>{approveWords(release)}</Button>
      <div className="grid grid-cols-2 gap-2">
        <Button wide busy={decision.busy} disabledReason={reject} reasonId={reject ? reasonId : undefined} onClick={rejectNow}>{takesAway(release) ? "Reject the request" : `Reject ${version(release.version)}`}</Button>
        {release.may.withdraw.allowed ? <Button wide busy={decision.busy} onClick={decision.withdraw}>Withdraw</Button> : null}
      </div>
      {approve ? <p id={reasonId} className="text-note text-ink-2">{approve}</p> : null}
      <p className="text-note text-ink-3 max-lg:hidden">A decision names digest <code title={release.evidenceDigest}>{shortDigest(release.evidenceDigest)}</code>: {releaseTitle(release)}, with the evidence on this page.</p>
    </div>
  );
}

/** The levers of an open release. On a phone they stay at the foot of the screen, and the conditions are a panel above. */
export function DecidePanel({ release }: { release: ReleaseView }) {
  const decision = useDecision(release);
  return (
    <Panel title="Decide" className="max-lg:sticky max-lg:bottom-3 max-md:bottom-[51px] max-lg:z-10 max-lg:[&>header]:hidden">
      <div className="border-b border-line px-3.5 py-3 max-lg:hidden"><Conditions release={release} /></div>
      <div className="px-3.5 py-3"><Levers release={release} decision={decision} /></div>
    </Panel>
  );
}
