"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import type { EnvironmentName } from "#server/domains/releases/contract.ts";
import { paths } from "#server/shared/paths.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Textarea } from "../ui/field.tsx";
import { version } from "../ui/format.ts";
import { useToast } from "../ui/toast.tsx";

export type Rollback = { model: string; environment: EnvironmentName; /** Null where nothing serves any more. */ fromVersion: string | null; toVersion: string };

function Form({ rollback, close }: { rollback: Rollback; close: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const say = useToast();
  const [comment, setComment] = useState("");
  const act = useMutation(trpc.releases.rollback.mutationOptions({
    onSuccess: (done) => { say(`${done.model}: v${done.version} serves ${rollback.environment} again.`); close(); router.push(paths.release(done.releaseId)); },
    onSettled: () => queries.invalidateQueries(),
  }));
  const problem = act.error ? problemOf(act.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ model: rollback.model, environment: rollback.environment, comment: comment.trim(), fromVersion: rollback.fromVersion === null ? undefined : Number(rollback.fromVersion) });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p className="text-ink-2">Every request for {rollback.model} in {rollback.environment} goes to {version(rollback.toVersion)} within a second. {rollback.fromVersion === null ? "" : `${version(rollback.fromVersion)} stays registered. `}It is recorded as a release of its own.</p>
      <Textarea label="Why" value={comment} onChange={(event) => setComment(event.target.value)} problem={fieldProblem(problem, "comment")} data-first />
      {problem ? <p role="alert" className="text-danger">{problem.detail}</p> : null}
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" kind="danger" busy={act.isPending} disabledReason={comment.trim() === "" ? "Say why first." : null}>Roll back {rollback.environment} to {version(rollback.toVersion)}</Button>
      </DialogActions>
    </form>
  );
}

/** Back to the version that served before, after one confirmation that names both. */
export function RollbackButton({ rollback, reason, wide }: { rollback: Rollback; reason: string | null; wide?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button wide={wide} aria-haspopup="dialog" disabledReason={reason} onClick={() => setOpen(true)}>Roll back to {version(rollback.toVersion)}</Button>
      <Dialog title={`Roll back ${rollback.model} in ${rollback.environment}`} open={open} onClose={() => setOpen(false)}><Form rollback={rollback} close={() => setOpen(false)} /></Dialog>
    </>
  );
}
