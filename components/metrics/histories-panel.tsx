"use client";
import { useQuery } from "@tanstack/react-query";
import { Table2 } from "lucide-react";
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { seriesAxes, type SeriesAxis } from "#server/domains/registry/contract-metrics.ts";
import { directionOf } from "#server/shared/metric-direction.ts";
import { byMetric } from "#server/shared/metric-order.ts";
import { problemOf } from "../shell/problem.ts";
import { useTRPC } from "../shell/trpc.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { metricName, plural } from "../ui/format.ts";
import { Panel, PanelFoot } from "../ui/panel.tsx";
import { SegmentedControl } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { HistoryChart, HistoryTable } from "./history-chart.tsx";

const step = 6;
const axes = [{ value: "auto", text: "As logged" }, { value: "step", text: "Steps" }, { value: "time", text: "Time" }] as const;
const scales = [{ value: "linear", text: "Linear" }, { value: "log", text: "Log" }] as const;
const directions = { higher: "higher is better", lower: "lower is better", unknown: null } as const;

function History({ runId, name, axis, log }: { runId: string; name: string; axis: SeriesAxis | undefined; log: boolean }) {
  const trpc = useTRPC();
  const [asTable, setAsTable] = useState(false);
  const { data, error } = useQuery(trpc.versions.series.queryOptions({ runId, key: name, axis }));
  const title = metricName(name);
  return (
    <div className="min-w-0">
      <div className="flex items-baseline gap-2">
        <h3 className="truncate font-medium" title={name}>{title}</h3>
        <span className="text-note text-ink-3">{[directions[directionOf(name)], data && !data.whole ? "mean, with lowest and highest" : null].filter(Boolean).join(", ")}</span>
        <IconButton label={asTable ? `Show ${title} as a chart` : `Show ${title} as a table`} aria-pressed={asTable} className="ml-auto size-7 self-center" onClick={() => setAsTable(!asTable)}><Table2 size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
      </div>
      {error ? <p role="alert" className="text-danger">{problemOf(error).detail}</p> : data === undefined ? <Skeleton className="h-[156px] w-full" /> : asTable ? <HistoryTable series={data} /> : <HistoryChart series={data} log={log} />}
    </div>
  );
}

/** How a run's metrics went, a small chart each; axis and scale are in the address. */
export function HistoriesPanel({ runId, names }: { runId: string; names: readonly string[] }) {
  const [asked, setAsked] = useQueryStates({ x: parseAsStringLiteral(seriesAxes), log: parseAsBoolean.withDefault(false) });
  const [shown, setShown] = useState(step);
  if (names.length === 0) return null;
  const sorted = names.toSorted(byMetric);
  return (
    <Panel title="How the metrics went" note={`${plural(names.length, "metric", "metrics")} of the run`} actions={
      <>
        <SegmentedControl label="Along" options={axes} value={asked.x ?? "auto"} onChange={(value) => void setAsked({ x: value === "auto" ? null : value })} />
        <SegmentedControl label="Scale" options={scales} value={asked.log ? "log" : "linear"} onChange={(value) => void setAsked({ log: value === "log" || null })} />
      </>
    }>
      <div className="grid gap-x-6 gap-y-4 px-3.5 py-3 md:grid-cols-2 xl:grid-cols-3">{sorted.slice(0, shown).map((name) => <History key={name} runId={runId} name={name} axis={asked.x ?? undefined} log={asked.log} />)}</div>
      {sorted.length > shown ? <PanelFoot><Button onClick={() => setShown(sorted.length)}>Show the other {sorted.length - shown}</Button></PanelFoot> : null}
    </Panel>
  );
}
