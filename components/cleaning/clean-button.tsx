"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { trashDays, type CleaningInput, type DependentsView } from "#server/domains/registry/contract-cleaning.ts";
import { paths } from "#server/shared/paths.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useToast } from "../ui/toast.tsx";
import { consequences, subjectOf } from "./words.ts";

type Subject = { model: string; version?: string };
const inputOf = ({ model, version }: Subject): CleaningInput => ({ model, version: version === undefined ? undefined : Number(version) });

function Archive({ of, close }: { of: DependentsView; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const name = subjectOf(of);
  const archive = useMutation(trpc.cleaning.archive.mutationOptions({
    onSuccess: (done) => { say(done.archived ? `${name} is archived.` : `${name} is in the lists again.`); close(); },
    onSettled: () => queries.invalidateQueries(),
  }));
  return (
    <section className="grid gap-2">
      <h3 className="font-medium">{of.archived ? "Bring it back into the lists" : "Archive"}</h3>
      <p className="text-ink-2">{of.archived ? "It is archived: lists show it only where they are asked for archived ones." : "Lists leave it out unless they are asked for archived ones. Nothing else changes: clients find and load it as before."}</p>
      {archive.error ? <p role="alert" className="text-danger">{problemOf(archive.error).detail}</p> : null}
      <div><Button busy={archive.isPending} disabledReason={of.archived ? null : of.archiveBlocked} onClick={() => archive.mutate({ model: of.model, version: of.version === null ? undefined : Number(of.version), archived: !of.archived })}>{of.archived ? `Unarchive ${name}` : `Archive ${name}`}</Button></div>
    </section>
  );
}

function Delete({ of, close }: { of: DependentsView; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const say = useToast();
  const name = subjectOf(of);
  const remove = useMutation(trpc.cleaning.delete.mutationOptions({
    onSuccess: () => {
      say(`${name} is in the trash for ${trashDays} days.`);
      close();
      router.push(of.version === null ? paths.models() : paths.model(of.model));
      void queries.invalidateQueries();
    },
  }));
  return (
    <section className="grid gap-2 border-t border-line pt-4">
      <h3 className="font-medium">Delete</h3>
      {of.blocked === null ? (
        <>
          <p className="text-ink-2">It goes into the trash, from where it can be brought back for {trashDays} days.</p>
          <ul className="grid list-disc gap-1 pl-5 text-ink-2">{consequences(of).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
        </>
      ) : <p className="text-ink-2" id="why-not">{of.blocked}</p>}
      {remove.error ? <p role="alert" className="text-danger">{problemOf(remove.error).detail}</p> : null}
      <DialogActions>
        <Button onClick={close} data-first>Keep it</Button>
        <Button kind="danger" busy={remove.isPending} disabledReason={of.blocked} reasonId={of.blocked === null ? undefined : "why-not"} onClick={() => remove.mutate({ model: of.model, version: of.version === null ? undefined : Number(of.version) })}>Delete {name}</Button>
      </DialogActions>
    </section>
  );
}

function Body({ subject, close }: { subject: Subject; close: () => void }) {
  const { data, error } = useQuery({ ...useTRPC().cleaning.dependents.queryOptions(inputOf(subject)), staleTime: 0 });
  if (error) return <p role="alert" className="text-danger">{problemOf(error).detail}</p>;
  if (!data) return <Skeleton className="h-40" />;
  return <div className="grid gap-4"><Archive of={data} close={close} /><Delete of={data} close={close} /></div>;
}

/** Out of the lists, or into the trash, after a dialog that says what goes with it. */
export function CleanButton({ model, version }: Subject) {
  const [open, setOpen] = useState(false);
  const name = subjectOf({ model, version: version ?? null });
  return (
    <>
      <Button kind="ghost" aria-haspopup="dialog" onClick={() => setOpen(true)}>Archive or delete</Button>
      <Dialog title={`Archive or delete ${name}`} open={open} onClose={() => setOpen(false)}><Body subject={{ model, version }} close={() => setOpen(false)} /></Dialog>
    </>
  );
}
