"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import type { SavedView } from "#server/domains/registry/contract-views.ts";
import { useMay } from "../shell/session.tsx";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Checkbox, Input } from "../ui/field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/states.tsx";
import { Tag } from "../ui/tag.tsx";
import { modelsHref, type ModelsQuery, viewHref, viewQuery } from "./query.ts";

const page = "models" as const;

/** Acts on views; each reads them anew. */
function useViewActs(onError: (detail: string | null) => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const settled = { onMutate: () => onError(null), onError: (error: unknown) => onError(problemOf(error).detail), onSettled: () => queries.invalidateQueries(trpc.views.pathFilter()) };
  return { update: useMutation(trpc.views.update.mutationOptions(settled)), remove: useMutation(trpc.views.remove.mutationOptions(settled)), choose: useMutation(trpc.views.choose.mutationOptions(settled)) };
}

function Row({ view, query, acts, onClose }: { view: SavedView; query: ModelsQuery; acts: ReturnType<typeof useViewActs>; onClose: () => void }) {
  const [doing, setDoing] = useState<"rename" | "delete" | null>(null);
  const [name, setName] = useState(view.name);
  const rename = (event: FormEvent) => { event.preventDefault(); acts.update.mutate({ id: view.id, name }, { onSuccess: () => setDoing(null) }); };
  const now = viewQuery(query);
  if (doing === "rename") {
    return <form onSubmit={rename} className="flex items-end gap-2 py-2"><div className="flex-1"><Input label="New name" value={name} maxLength={80} onChange={(event) => setName(event.target.value)} /></div><Button onClick={() => setDoing(null)}>Cancel</Button><Button type="submit" kind="primary" disabledReason={name.trim() === "" ? "A view needs a name." : null}>Rename</Button></form>;
  }
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 py-2">
      <Link href={viewHref(view)} onClick={onClose} className="sb-link min-w-0 font-medium [overflow-wrap:anywhere]">{view.name}</Link>
      {view.shared ? <Tag>{view.may.change ? "shared" : `shared by ${view.owner.name}`}</Tag> : null}
      {view.isDefault ? <Tag tone="accent">opens first</Tag> : null}
      <span className="ml-auto flex flex-wrap gap-1">
        <Button kind="ghost" className="min-h-7" onClick={() => acts.choose.mutate({ page, id: view.isDefault ? null : view.id })}>{view.isDefault ? "Do not open first" : "Open first"}</Button>
        {view.may.change ? (
          <>
            {now === view.query ? null : <Button kind="ghost" className="min-h-7" onClick={() => acts.update.mutate({ id: view.id, query: now })}>Keep what is shown now</Button>}
            <Button kind="ghost" className="min-h-7" onClick={() => setDoing("rename")}>Rename</Button>
            {doing === "delete" ? <><Button kind="ghost" className="min-h-7" onClick={() => setDoing(null)}>Keep it</Button><Button kind="danger" className="min-h-7" onClick={() => acts.remove.mutate({ id: view.id })}>Delete {view.name}</Button></>
              : <Button kind="ghost" className="min-h-7" onClick={() => setDoing("delete")}>Delete</Button>}
          </>
        ) : null}
      </span>
    </div>
  );
}

/** Keeps what the list shows now. */
function Save({ query, saved }: { query: ModelsQuery; saved: (id: number) => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayShare = useMay("registry.write");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const create = useMutation(trpc.views.create.mutationOptions({ onSuccess: ({ id }) => { setName(""); saved(id); }, onSettled: () => queries.invalidateQueries(trpc.views.pathFilter()) }));
  const problem = create.error ? problemOf(create.error) : null;
  const submit = (event: FormEvent) => { event.preventDefault(); if (name.trim() !== "") create.mutate({ page, name, query: viewQuery(query), shared }); };
  const wrong = fieldProblem(problem, "name");
  return (
    <form onSubmit={submit} className="grid gap-2">
      <div className="flex items-start gap-2">
        <div className="flex-1"><Input label="Save what is shown now as" data-first value={name} maxLength={80} onChange={(event) => setName(event.target.value)} problem={wrong ?? (problem === null ? null : problem.detail)} hint="Search, filter, sort and columns are kept." /></div>
        <Button type="submit" kind="primary" className="mt-6" busy={create.isPending} disabledReason={name.trim() === "" ? "A view needs a name." : null}>Save view</Button>
      </div>
      {mayShare ? <Checkbox label="Everybody sees it" checked={shared} onChange={(event) => setShared(event.target.checked)} /> : null}
    </form>
  );
}

/** A person's views of the list and those that others share. */
export function ViewsDialog({ query, saved, onClose }: { query: ModelsQuery; saved: (id: number) => void; onClose: () => void }) {
  const trpc = useTRPC();
  const [refused, setRefused] = useState<string | null>(null);
  const acts = useViewActs(setRefused);
  const views = useQuery(trpc.views.list.queryOptions({ page }));
  return (
    <Dialog title="Saved views" open wide onClose={onClose}>
      <div className="grid gap-4">
        <Save query={query} saved={saved} />
        {refused === null ? null : <p role="alert" className="text-danger">{refused}</p>}
        {views.isError ? <ErrorState happened="The saved views could not be read." todo="The list itself is not touched by it." retry={() => void views.refetch()} />
          : views.data === undefined ? <Skeleton className="h-16 w-full" />
          : <ul className="divide-y divide-line border-y border-line">
              <li className="py-2"><Link href={modelsHref({ view: "all" })} onClick={onClose} className="sb-link font-medium">All models</Link></li>
              {views.data.map((view) => <li key={view.id}><Row view={view} query={query} acts={acts} onClose={onClose} /></li>)}
            </ul>}
      </div>
      <DialogActions><Button onClick={onClose}>Done</Button></DialogActions>
    </Dialog>
  );
}
