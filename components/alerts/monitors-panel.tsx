"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { MonitorView } from "#server/domains/monitoring/contract-alerts.ts";
import { paths } from "#server/shared/paths.ts";
import { useLiveRefresh, type LiveKind } from "../shell/live.tsx";
import { problemOf } from "../shell/problem.ts";
import { useMay } from "../shell/session.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { plural, span } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EmptyState, ErrorState } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import { alertTitle, SeverityWord, valueText } from "./marks.tsx";
import { MonitorForm } from "./monitor-form.tsx";

const kinds: readonly LiveKind[] = ["monitor.changed", "alert.changed"];
const most = 200;
type Asked = { act: "add" } | { act: "edit" | "remove"; monitor: MonitorView } | null;

function columnsFor(refusal: string | null, ask: (asked: Asked) => void): readonly Column<MonitorView>[] {
  return [
    { key: "what", head: "Watched", slot: "lead", cell: (row) => <span className="font-medium">{alertTitle(row)}</span> },
    { key: "limit", head: "Limit", right: true, slot: "under", cell: (row) => <><span className="text-ink-3 md:hidden">limit </span>{valueText(row.statistic, row.threshold)}</> },
    { key: "window", head: "Window", right: true, slot: "hide", cell: (row) => span(row.windowSeconds) },
    { key: "for", head: "For", right: true, slot: "hide", className: "text-ink-3", cell: (row) => (row.forSeconds === 0 ? "at once" : span(row.forSeconds)) },
    { key: "severity", head: "Severity", slot: "hide", className: "md:pl-6", cell: (row) => <SeverityWord severity={row.severity} /> },
    { key: "firing", head: "Now", slot: "trail", cell: (row) => (row.firing === 0 ? <span className="text-ink-3">quiet</span> : <Link href={paths.alerts({ model: row.model, state: "firing" })} className="sb-link">{plural(row.firing, "fires", "fire")}</Link>) },
    { key: "levers", head: "Change", headHidden: true, right: true, slot: "under-trail", cell: (row) => (
      <span className="inline-flex gap-1.5">
        <Button kind="ghost" disabledReason={refusal} aria-label={`Edit ${alertTitle(row)}`} onClick={() => ask({ act: "edit", monitor: row })}>Edit</Button>
        <Button kind="ghost" disabledReason={refusal} aria-label={`Remove ${alertTitle(row)}`} onClick={() => ask({ act: "remove", monitor: row })}>Remove</Button>
      </span>
    ) },
  ];
}

function Remove({ monitor, close }: { monitor: MonitorView; close: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(trpc.monitors.remove.mutationOptions({ onSuccess: close, onSettled: () => Promise.all([queries.invalidateQueries(trpc.monitors.pathFilter()), queries.invalidateQueries(trpc.alerts.pathFilter())]) }));
  return (
    <div className="grid gap-3">
      <p>{alertTitle(monitor)} is no longer watched. {monitor.firing > 0 ? "Its alerts that fire are over. " : ""}What it told of stays to be read.{monitor.isDefault ? " The next version does not bring it back." : ""}</p>
      {remove.error ? <p role="alert" className="text-danger">{problemOf(remove.error).detail}</p> : null}
      <DialogActions><Button onClick={close}>Keep it</Button><Button kind="danger" busy={remove.isPending} onClick={() => remove.mutate({ id: monitor.id })}>Remove the monitor</Button></DialogActions>
    </div>
  );
}

/** What is watched of a model in an environment, and the levers on it. */
export function MonitorsPanel({ model, environment, columns }: { model: string; environment: string; columns: readonly string[] }) {
  const trpc = useTRPC();
  const refusal = useMay("monitor.write") ? null : "You may not change monitors.";
  const [asked, setAsked] = useState<Asked>(null);
  const filters = useMemo(() => [trpc.monitors.pathFilter()], [trpc]);
  useLiveRefresh(kinds, filters, { model });
  const { data, error, refetch } = useQuery(trpc.monitors.list.queryOptions({ model, environment, limit: most }));
  const close = () => setAsked(null);
  const titles = { add: "Watch something", edit: "Change a monitor", remove: "Remove a monitor" } as const;
  return (
    <Panel title="Monitors" note="looked at every half minute, in the demo every hour of its clock" actions={<><Link href={paths.alerts({ model })} className="sb-link">Alerts</Link><Button disabledReason={refusal} onClick={() => setAsked({ act: "add" })}>Add a monitor</Button></>}>
      {data === undefined ? (error ? <ErrorState happened={problemOf(error).detail} retry={() => void refetch()} /> : <Skeleton className="m-3.5 h-24" />)
        : data.items.length === 0 ? <EmptyState title="Nothing is watched">Add a monitor, or wait: the version that goes live next gets a set.</EmptyState>
          : <Table label="Monitors" columns={columnsFor(refusal, setAsked)} rows={data.items} rowKey={(row) => row.id} />}
      <Dialog title={titles[asked?.act ?? "add"]} open={asked !== null} onClose={close}>
        {asked === null ? null : asked.act === "remove" ? <Remove monitor={asked.monitor} close={close} />
          : <MonitorForm about={{ model, environment, columns }} monitor={asked.act === "edit" ? asked.monitor : null} close={close} />}
      </Dialog>
    </Panel>
  );
}
