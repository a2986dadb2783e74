"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import type { BackendView } from "#server/domains/serving/contract-backends.ts";
import type { CircuitName, ReplicaView } from "#server/domains/serving/contract.ts";
import { fieldProblem, problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Input } from "../ui/field.tsx";
import { plural } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { EmptyState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { Time } from "../ui/time.tsx";
import { useToast } from "../ui/toast.tsx";

const lookAgainMs = 3_000;
const healthWords = { unknown: "not asked yet", ready: "ready", unavailable: "away" } as const satisfies Record<BackendView["health"], string>;
const healthTones = { unknown: "text-ink-3", ready: "text-ink", unavailable: "text-danger" } as const satisfies Record<BackendView["health"], string>;
const circuitWords = { closed: "requests go there", open: "requests are refused at once", trial: "one request tries it" } as const satisfies Record<CircuitName, string>;

/** The worst that a living process says of it; null while no version runs on it. */
function circuitOf(name: string, replicas: readonly ReplicaView[]): CircuitName | null {
  const seen = replicas.filter((replica) => replica.alive).flatMap((replica) => replica.backends.filter((backend) => backend.name === name).map((backend) => backend.circuit));
  return (["open", "trial", "closed"] as const).find((circuit) => seen.includes(circuit)) ?? null;
}

function Carried({ backend }: { backend: BackendView }) {
  if (backend.versions.length === 0) return <span className="text-ink-3">no routed version</span>;
  const [first] = backend.versions;
  return <span className="[overflow-wrap:anywhere]">{first?.model} v{first?.version} in {first?.environment}{backend.versions.length > 1 ? ` and ${backend.versions.length - 1} more` : ""}</span>;
}

const columnsOf = ({ replicas, remove }: { replicas: readonly ReplicaView[]; remove: ((backend: BackendView) => void) | null }): Column<BackendView>[] => [
  { key: "name", head: "Backend", slot: "lead", cell: (row) => <span className="grid"><span className="font-medium">{row.name}</span><code className="text-note text-ink-3 [overflow-wrap:anywhere]">{row.url}</code></span> },
  { key: "health", head: "Health", slot: "under", cell: (row) => <span className="grid"><span className={healthTones[row.health]}>{healthWords[row.health]} since <Time at={row.healthSince} /></span>{row.healthReason ? <span className="text-note text-ink-2">{row.healthReason}</span> : null}</span> },
  { key: "circuit", head: "Circuit", slot: "under-trail", cell: (row) => {
    const circuit = circuitOf(row.name, replicas);
    return <span className={cx(circuit === "open" ? "text-danger" : "text-ink-2")}>{circuit === null ? "not in use" : `${circuit}: ${circuitWords[circuit]}`}</span>;
  } },
  { key: "latency", head: "Probe", right: true, slot: "hide", cell: (row) => row.latencyMs === null ? <span className="text-ink-3">none answered</span> : `${row.latencyMs.toFixed(1)} ms` },
  { key: "timeout", head: "Timeout", right: true, slot: "hide", cell: (row) => `${row.timeoutMs} ms` },
  { key: "serves", head: "Runs", slot: "hide", cell: (row) => <Carried backend={row} /> },
  ...(remove === null ? [] : [{
    key: "remove", head: "Levers", headHidden: true, right: true, slot: "trail",
    cell: (row) => <Button onClick={() => remove(row)} disabledReason={row.versions.length > 0 ? "A routed version runs on it." : null} aria-label={`Remove ${row.name}`}>Remove</Button>,
  } satisfies Column<BackendView>]),
];

function AddBackend({ again }: { again: () => void }) {
  const trpc = useTRPC();
  const [input, setInput] = useState({ name: "", url: "", timeoutMs: "2000" });
  const create = useMutation(trpc.serving.createBackend.mutationOptions({ onSuccess: () => setInput({ name: "", url: "", timeoutMs: "2000" }), onSettled: again }));
  const problem = create.error ? problemOf(create.error) : null;
  const wrong = (field: string) => (problem ? fieldProblem(problem, field) : null);
  const submit = (event: FormEvent) => { event.preventDefault(); create.mutate({ name: input.name.trim(), url: input.url.trim(), timeoutMs: Number(input.timeoutMs) }); };
  return (
    <form onSubmit={submit} className="grid gap-2 border-b border-line px-3.5 py-3">
      <div className="grid items-start gap-2 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)_8rem]">
        <Input label="Name" placeholder="fleet" required maxLength={63} value={input.name} onChange={(event) => setInput({ ...input, name: event.target.value })} problem={wrong("name")} />
        <Input label="Address" placeholder="https://models.example.com" required maxLength={2000} value={input.url} onChange={(event) => setInput({ ...input, url: event.target.value })} problem={wrong("url")} />
        <Input label="Timeout, ms" type="number" min={50} max={60000} required value={input.timeoutMs} onChange={(event) => setInput({ ...input, timeoutMs: event.target.value })} problem={wrong("timeoutMs")} />
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" busy={create.isPending} disabledReason={input.name.trim() === "" || input.url.trim() === "" ? "Give it a name and an address first." : null}>Add a backend</Button>
        {problem !== null ? <p className="text-note text-danger" role="alert">{problem.detail}</p> : null}
      </div>
    </form>
  );
}

/** Inference servers elsewhere: whether they are ready, and what runs on them. */
export function BackendsPanel({ first, replicas }: { first: { items: BackendView[]; nextCursor: string | null }; replicas: readonly ReplicaView[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const say = useToast();
  const [cursor, setCursor] = useState<string | undefined>(undefined);
  const options = trpc.serving.backends.queryOptions(cursor === undefined ? {} : { cursor });
  const { data } = useQuery({ ...options, ...(cursor === undefined ? { initialData: first } : {}), refetchInterval: lookAgainMs });
  const again = () => { void queries.invalidateQueries(trpc.serving.backends.pathFilter()); };
  const remove = useMutation(trpc.serving.removeBackend.mutationOptions({ onSuccess: (_, { name }) => say(`${name} is removed.`), onError: (error) => say(problemOf(error).detail, "danger"), onSettled: again }));
  const may = useMay("serving.administer");
  const rows = data?.items ?? [];
  return (
    <Panel title="Backends" note={rows.length === 0 ? "inference servers elsewhere" : `${plural(rows.length, "inference server", "inference servers")} elsewhere`}>
      {may ? <AddBackend again={again} /> : null}
      {rows.length === 0 && data !== undefined ? (
        <EmptyState title="MLServer, KServe, Triton and their like stand here" lines="MlflowClient().set_model_version_tag(model, version, 'signalbox.backend', 'fleet')" lang="Python line">
          {may ? "Name one above; then" : "An administrator names one; then"} a version whose tag names it is served from there and monitored like any other.
        </EmptyState>
      ) : <Table label="Backends" columns={columnsOf({ replicas, remove: may ? ({ name }) => remove.mutate({ name }) : null })} rows={rows} rowKey={(row) => row.name} />}
      {data?.nextCursor || cursor !== undefined ? (
        <PanelFoot>
          {cursor === undefined ? null : <Button onClick={() => setCursor(undefined)}>First page</Button>}
          {data?.nextCursor ? <Button onClick={() => setCursor(data.nextCursor ?? undefined)}>Next page</Button> : null}
        </PanelFoot>
      ) : null}
    </Panel>
  );
}
