"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { releaseTitle, type ReleaseView } from "#server/domains/releases/contract.ts";
import { problemOf, type Problem } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { useToast } from "../ui/toast.tsx";
import { changedTerms, outcome } from "./words.ts";

export type Decision = {
  comment: string;
  setComment: (comment: string) => void;
  approve: () => void;
  reject: () => void;
  withdraw: () => void;
  busy: boolean;
  problem: Problem | null;
  /** A rejection was tried without saying why. */
  needsComment: boolean;
  /** Terms that differ from what this page showed first; they have to be read before the levers work again. */
  unread: string[];
  markRead: () => void;
};

/** Approve, reject, withdraw: always on the digest of the evidence that was read here. */
export function useDecision(release: ReleaseView): Decision {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [comment, setComment] = useState("");
  const [needsComment, setNeedsComment] = useState(false);
  const [read, setRead] = useState({ digest: release.evidenceDigest, evidence: release.evidence });
  const again = () => { for (const filter of [trpc.releases.pathFilter(), trpc.models.pathFilter(), trpc.overview.pathFilter()]) void queries.invalidateQueries(filter); };
  const decide = useMutation(trpc.releases.decide.mutationOptions({
    onSuccess: (_answer, asked) => say(asked.decision === "approve" ? `${release.model}: ${outcome(release)}` : `Rejected: ${releaseTitle(release)}. Nothing moved.`),
    onSettled: again,
  }));
  const withdraw = useMutation(trpc.releases.withdraw.mutationOptions({ onSuccess: () => say(`Withdrawn: ${releaseTitle(release)}.`), onSettled: again }));
  const send = (decision: "approve" | "reject") => {
    if (decision === "reject" && comment.trim() === "") { setNeedsComment(true); return; }
    setNeedsComment(false);
    decide.mutate({ id: Number(release.id), decision, comment: comment.trim() || undefined, evidenceDigest: read.digest });
  };
  const failed = decide.error ?? withdraw.error;
  const stale = release.evidenceDigest !== read.digest;
  return {
    comment, setComment: (text) => { setComment(text); setNeedsComment(false); },
    approve: () => send("approve"), reject: () => send("reject"),
    withdraw: () => withdraw.mutate({ id: Number(release.id), comment: comment.trim() || undefined }),
    busy: decide.isPending || withdraw.isPending,
    problem: failed ? problemOf(failed) : null, needsComment,
    unread: stale ? changedTerms(read.evidence, release.evidence) : [],
    markRead: () => { setRead({ digest: release.evidenceDigest, evidence: release.evidence }); decide.reset(); },
  };
}
