"use client";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { VersionPageView } from "#server/domains/registry/contract-version.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Textarea } from "../ui/field.tsx";
import { useRefresh } from "./use-version.ts";

function Form({ version, close }: { version: VersionPageView; close: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh(version);
  const [text, setText] = useState(version.description ?? "");
  const describe = useMutation(trpc.versions.describe.mutationOptions({ onSuccess: async () => { await refresh(); close(); } }));
  const problem = describe.error ? problemOf(describe.error) : null;
  const submit = (event: FormEvent) => { event.preventDefault(); describe.mutate({ model: version.model, version: Number(version.version), description: text }); };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Textarea label="Description" hint="One or two sentences; they stand under the version's name. The card has room for more." rows={5} value={text} onChange={(event) => setText(event.target.value)} problem={fieldProblem(problem, "description") ?? problem?.detail} data-first />
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary" busy={describe.isPending}>Save the description</Button></DialogActions>
    </form>
  );
}

/** The version's sentence, and the way to change it. */
export function Description({ version }: { version: VersionPageView }) {
  const [open, setOpen] = useState(false);
  const may = useMay("registry.write");
  return (
    <span className="grid justify-items-start gap-1.5">
      <span className="whitespace-pre-line">{version.description ?? "none"}</span>
      <Button disabledReason={may ? null : "Your role does not write to the registry."} aria-haspopup="dialog" onClick={() => setOpen(true)}>{version.description === null ? "Write one" : "Change it"}</Button>
      <Dialog title={`Description of ${version.model} v${version.version}`} open={open} onClose={() => setOpen(false)}><Form version={version} close={() => setOpen(false)} /></Dialog>
    </span>
  );
}
