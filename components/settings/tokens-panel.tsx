"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { TokenView } from "#server/domains/identity/contract.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Input } from "../ui/field.tsx";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";

const columnsOf = (revoke: (token: TokenView) => void): Column<TokenView>[] => [
  { key: "name", head: "Name", slot: "lead", cell: (row) => <span className="font-medium">{row.name}</span> },
  { key: "made", head: "Made", slot: "under", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
  { key: "used", head: "Last used", slot: "hide", className: "text-ink-3", cell: (row) => row.lastUsedAt === null ? "never" : <Time at={row.lastUsedAt} /> },
  { key: "revoke", head: "Levers", headHidden: true, right: true, slot: "trail", cell: (row) => <Button onClick={() => revoke(row)} aria-label={`Revoke ${row.name}`}>Revoke</Button> },
];

/** Tokens act as their person. A new one is shown once. */
export function TokensPanel() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [name, setName] = useState("");
  const tokens = useQuery(trpc.tokens.list.queryOptions());
  const again = () => queries.invalidateQueries(trpc.tokens.pathFilter());
  const create = useMutation(trpc.tokens.create.mutationOptions({ onSuccess: () => setName(""), onSettled: again }));
  const revoke = useMutation(trpc.tokens.revoke.mutationOptions({ onSuccess: () => say("The token no longer works."), onError: (error) => say(problemOf(error).detail, "danger"), onSettled: again }));
  const problem = create.error ? problemOf(create.error) : null;
  const submit = (event: FormEvent) => { event.preventDefault(); create.mutate({ name: name.trim() }); };
  const rows = tokens.data ?? [];
  return (
    <Panel title="API tokens" note="for the MLflow client and the REST API; they may do what you may">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2 border-b border-line px-3.5 py-3">
        <div className="min-w-48 flex-1"><Input label="Name of a new token" placeholder="training laptop" required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} problem={problem ? (fieldProblem(problem, "name") ?? problem.detail) : null} /></div>
        <Button type="submit" kind="primary" busy={create.isPending} disabledReason={name.trim() === "" ? "Give it a name first." : null}>Create a token</Button>
      </form>
      {create.data ? (
        <output className="grid gap-2 border-b border-line px-3.5 py-3">
          <p><span className="font-medium">{create.data.name}</span> is made. Copy it now: it is kept only as a hash and cannot be shown again.</p>
          <CopyBlock text={create.data.token} label="The new token" />
        </output>
      ) : null}
      {rows.length === 0 ? <EmptyState title={tokens.isPending ? "Reading your tokens" : "You have no token"}>One token for each machine or job makes it easy to revoke one.</EmptyState>
        : <Table label="Your tokens" columns={columnsOf((token) => revoke.mutate({ id: token.id }))} rows={rows} rowKey={(row) => row.id} />}
    </Panel>
  );
}
