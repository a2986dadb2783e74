"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState, type FormEvent } from "react";
import { paths } from "#server/shared/paths.ts";
import { fieldProblem, problemOf, type Problem } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Input } from "../ui/field.tsx";
import { version as named } from "../ui/format.ts";
import { useToast } from "../ui/toast.tsx";
import { why, type AliasRow } from "./words.ts";

/** Why an alias did not move; where the call opened a request in its place, the way to it. */
function Refusal({ problem }: { problem: Problem | null }) {
  if (problem === null || problem.fields.length > 0) return null;
  const releaseId = problem.extra["releaseId"];
  return <div role="alert" className="grid gap-1.5"><p className="text-danger [overflow-wrap:anywhere]">{problem.detail}</p>{typeof releaseId === "string" || typeof releaseId === "number" ? <p><Link href={paths.release(releaseId)} className="sb-link">Open release {releaseId}</Link></p> : null}</div>;
}

const asked = (row: AliasRow | null) => (row === null || row.protectedBy === null ? null : `${why(row.protectedBy)}. Without that right this asks for it instead.`);

function SetForm({ model, row, newest, close }: { model: string; row: AliasRow | null; newest: string | null; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [alias, setAlias] = useState(row?.alias ?? "");
  const [number, setNumber] = useState(row?.set?.version ?? newest ?? "");
  const set = useMutation(trpc.aliases.set.mutationOptions({ onSuccess: (_done, sent) => { say(`${sent.alias} points to ${named(String(sent.version))}.`); close(); }, onSettled: () => queries.invalidateQueries() }));
  const problem = set.error ? problemOf(set.error) : null;
  const chosen = number.trim().replace(/^v/i, "");
  const blocked = alias.trim() === "" ? "Name the alias first." : /^[1-9]\d{0,8}$/.test(chosen) ? null : "Write a version's number.";
  const submit = (event: FormEvent) => { event.preventDefault(); if (blocked === null) set.mutate({ model, alias: alias.trim(), version: Number(chosen) }); };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Input label="Alias" value={alias} readOnly={row !== null} maxLength={255} placeholder="champion" onChange={(event) => setAlias(event.target.value)} problem={fieldProblem(problem, "alias")} data-first={row === null ? true : undefined} />
      <Input label="Version" value={number} inputMode="numeric" onChange={(event) => setNumber(event.target.value)} hint={newest === null ? undefined : `The newest is ${named(newest)}.`} problem={fieldProblem(problem, "version")} data-first={row === null ? undefined : true} />
      {asked(row) === null ? null : <p className="text-ink-2">{asked(row)}</p>}
      <Refusal problem={problem} />
      <DialogActions><Button onClick={close}>Cancel</Button><Button type="submit" kind="primary" busy={set.isPending} disabledReason={blocked}>{blocked === null ? `Point ${alias.trim()} to v${chosen}` : "Set it"}</Button></DialogActions>
    </form>
  );
}

function RemoveForm({ model, row, close }: { model: string; row: AliasRow; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const remove = useMutation(trpc.aliases.remove.mutationOptions({ onSuccess: () => { say(`${row.alias} is taken away.`); close(); }, onSettled: () => queries.invalidateQueries() }));
  return (
    <div className="grid gap-3">
      <p>Whoever loads models:/{model}@{row.alias} finds nothing after it{row.set === null ? "" : `; ${named(row.set.version)} itself stays as it is`}.</p>
      {asked(row) === null ? null : <p className="text-ink-2">{asked(row)}</p>}
      <Refusal problem={remove.error ? problemOf(remove.error) : null} />
      <DialogActions><Button data-first onClick={close}>Keep it</Button><Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate({ model, alias: row.alias })}>Take {row.alias} away</Button></DialogActions>
    </div>
  );
}

/** What is being done with aliases: one set or moved, one taken away, or nothing. */
export type AliasAct = { act: "set"; row: AliasRow | null } | { act: "remove"; row: AliasRow } | null;

/** Sets, moves or takes away an alias; a protected one is asked for where the person may not move it. */
export function AliasDialog({ model, newest, doing, close }: { model: string; newest: string | null; doing: AliasAct; close: () => void }) {
  const title = doing === null ? "" : doing.act === "remove" ? `Take ${doing.row.alias} away` : doing.row === null ? "Set an alias" : `Move ${doing.row.alias}`;
  return (
    <Dialog title={title} open={doing !== null} onClose={close}>
      {doing === null ? null : doing.act === "remove" ? <RemoveForm model={model} row={doing.row} close={close} /> : <SetForm model={model} row={doing.row} newest={newest} close={close} />}
    </Dialog>
  );
}
