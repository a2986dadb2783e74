"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { windowTerms, type WindowTerms } from "#server/domains/monitoring/contract-storage.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { DialogActions } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { useToast } from "../ui/toast.tsx";
import { termLabels } from "./words.ts";

const keys = Object.keys(termLabels) as (keyof WindowTerms)[];

/** How long each width is kept, as numbers. */
export function TermsForm({ terms, close }: { terms: WindowTerms; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [typed, setTyped] = useState<Record<keyof WindowTerms, string>>(() => Object.fromEntries(keys.map((key) => [key, String(terms[key])])) as Record<keyof WindowTerms, string>);
  const parsed = windowTerms.safeParse(Object.fromEntries(keys.map((key) => [key, Number(typed[key])])));
  const act = useMutation(trpc.storage.setTerms.mutationOptions({ onSuccess: () => { say("The terms hold from now on."); close(); }, onSettled: () => queries.invalidateQueries(trpc.storage.pathFilter()) }));
  const submit = (event: FormEvent) => { event.preventDefault(); if (parsed.success) act.mutate(parsed.data); };
  const wrong = (key: keyof WindowTerms) => parsed.success ? null : parsed.error.issues.find((issue) => issue.path[0] === key)?.message ?? null;
  return (
    <form onSubmit={submit} className="grid gap-3">
      <p className="text-ink-2">A wider window is kept at least as long as a narrower one. What goes by a shorter term is gone for good; its sums stay in the wider windows.</p>
      {keys.map((key) => <Input key={key} label={termLabels[key]} inputMode="numeric" value={typed[key]} problem={wrong(key)} onChange={(event) => setTyped({ ...typed, [key]: event.target.value })} />)}
      {act.error ? <p role="alert" className="text-danger">{problemOf(act.error).detail}</p> : null}
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary" busy={act.isPending} disabledReason={parsed.success ? null : "Mend what is marked first."}>Keep windows on these terms</Button></DialogActions>
    </form>
  );
}
