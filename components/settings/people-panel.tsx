"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { roles, roleWords, type PersonView, type Role } from "#server/domains/identity/contract.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { CopyBlock } from "../ui/copy.tsx";
import { Input, Select } from "../ui/field.tsx";
import { plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";

const columns: readonly Column<PersonView>[] = [
  { key: "name", head: "Name", slot: "lead", cell: (row) => <span className="font-medium">{row.name}</span> },
  { key: "email", head: "E-mail", slot: "under", cell: (row) => <span className="text-ink-2">{row.email}</span> },
  { key: "teams", head: "Teams", slot: "hide", cell: (row) => <span className="text-ink-2">{row.teams.join(", ")}</span> },
  { key: "role", head: "Role", slot: "trail", cell: (row) => roleWords[row.role] },
];

function Invites() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("scientist");
  const invites = useQuery(trpc.invites.list.queryOptions());
  const create = useMutation(trpc.invites.create.mutationOptions({ onSuccess: () => setEmail(""), onSettled: () => queries.invalidateQueries(trpc.invites.pathFilter()) }));
  const problem = create.error ? problemOf(create.error) : null;
  const open = (invites.data ?? []).filter((invite) => invite.usedAt === null);
  const submit = (event: FormEvent) => { event.preventDefault(); create.mutate({ email: email.trim() || undefined, role }); };
  return (
    <>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2 border-b border-line px-3.5 py-3">
        <div className="min-w-48 flex-1"><Input label="E-mail, if only for one" type="email" value={email} onChange={(event) => setEmail(event.target.value)} problem={problem ? (fieldProblem(problem, "email") ?? problem.detail) : null} /></div>
        <div className="w-44"><Select label="Role" value={role} onChange={(event) => setRole(roles.find((known) => known === event.target.value) ?? "scientist")}>{roles.map((known) => <option key={known} value={known}>{roleWords[known]}</option>)}</Select></div>
        <Button type="submit" busy={create.isPending}>Make an invitation</Button>
      </form>
      {create.data ? <output className="grid gap-2 border-b border-line px-3.5 py-3"><p>Send this link. It works once, within seven days, and is not shown again.</p><CopyBlock text={create.data.url} label="The invitation" /></output> : null}
      {open.length > 0 ? <p className="border-b border-line px-3.5 py-2 text-ink-2">{plural(open.length, "invitation is", "invitations are")} open: {open.map((invite, index) => <span key={invite.id}>{index > 0 ? "; " : ""}{invite.email ?? "anybody with the link"} as {roleWords[invite.role].toLowerCase()}, made <Time at={invite.createdAt} /></span>)}.</p> : null}
    </>
  );
}

export function PeoplePanel() {
  const trpc = useTRPC();
  const may = useMay("person.invite");
  const people = useQuery(trpc.people.list.queryOptions());
  return (
    <Panel title="People" note={may ? "joined by invitation" : "an administrator invites"}>
      {may ? <Invites /> : null}
      {people.data ? <Table label="People" columns={columns} rows={people.data} rowKey={(row) => row.id} /> : <EmptyState title={people.isError ? "The list of people could not be read" : "Reading the people"}>{people.isError ? "Nothing was changed. Load the page again." : null}</EmptyState>}
    </Panel>
  );
}
