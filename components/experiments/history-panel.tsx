"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { RunHistory, RunView } from "#server/domains/registry/contract-runs.ts";
import { byMetric } from "#server/shared/metric-order.ts";
import { ChartPanel } from "../charts/chart-panel.tsx";
import { StepsChart } from "../charts/steps-chart.tsx";
import { useTRPC } from "../shell/trpc.tsx";
import { Button } from "../ui/button.tsx";
import { count, metricName, plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorState } from "../ui/states.tsx";
import { metricText } from "./words.ts";

const atOnce = 6;
const most = 12;
const runningMs = 5_000;
const finite = (value: number | null) => (value !== null && Math.abs(value) === Number.MAX_VALUE ? null : value);

function Numbers({ one }: { one: RunHistory[number] }) {
  return (
    <div role="region" aria-label={`${one.key}, as a table`} tabIndex={0} className="max-h-44 overflow-auto">
      <table className="w-full border-collapse text-note">
        <thead><tr><th scope="col" className="px-3.5 py-1 text-left font-medium text-ink-2">Step</th><th scope="col" className="px-3.5 py-1 text-right font-medium text-ink-2">Value</th></tr></thead>
        <tbody>{one.points.map((point) => <tr key={`${point.step} ${point.atMs}`} className="border-t border-line"><th scope="row" className="px-3.5 py-0.5 text-left font-normal text-ink-2">{count(point.step)}</th><td className="px-3.5 py-0.5 text-right">{metricText(point.value ?? "NaN")}</td></tr>)}</tbody>
      </table>
    </div>
  );
}

/** The metrics that have more than one point, each over its steps. */
export function HistoryPanel({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const drawn = run.metrics.filter((metric) => metric.drawn).map((metric) => metric.key).toSorted(byMetric);
  const [all, setAll] = useState(false);
  const keys = drawn.slice(0, all ? most : atOnce);
  const { data, isError, refetch } = useQuery({ ...trpc.runs.history.queryOptions({ runId: run.runId, keys }), enabled: keys.length > 0, refetchInterval: run.status === "RUNNING" ? runningMs : false });
  if (keys.length === 0) return null;
  if (isError) return <Panel title="Over its steps"><ErrorState happened="The points could not be read." stays="The last values stand beside this." retry={() => void refetch()} /></Panel>;
  if (data === undefined) return <Skeleton className="h-52 rounded-panel" />;
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2">
        {data.map((one) => (
          <ChartPanel key={one.key} title={metricName(one.key)} note={one.points.length < one.total ? `${count(one.points.length)} of ${count(one.total)} points, with every extreme` : plural(one.total, "point", "points")} table={<Numbers one={one} />}>
            <StepsChart label={metricName(one.key)} points={one.points.map((point) => ({ step: point.step, value: finite(point.value) }))} format={(value) => metricText(value ?? "NaN")} />
          </ChartPanel>
        ))}
      </div>
      {drawn.length > keys.length && !all ? <p><Button onClick={() => setAll(true)}>Draw {Math.min(most, drawn.length) - keys.length} more</Button></p> : null}
    </>
  );
}
