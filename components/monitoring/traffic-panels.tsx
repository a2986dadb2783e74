"use client";
import type { ReactNode } from "react";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { HeatMap, TimeChart } from "../charts/lazy.tsx";
import type { ChartSeries } from "../charts/types.ts";
import { ShareButton } from "../embeds/share-button.tsx";
import { useSession } from "../shell/session.tsx";
import { count, milliseconds, nothing, rate } from "../ui/format.ts";
import { askedOf, callOf, pathOf, readOf } from "./how.tsx";
import { embedRange, widthWords } from "./query.ts";
import { codeLines, gapNote, gapsOf, latencyLines, marksOf, timeRows, trafficFigures, trafficLines } from "./series.ts";
import type { Asking } from "./use-monitor.ts";

type Drawn = { view: MonitorView; asking: Asking };
type Chart = Drawn & {
  title: string; note: string; series: ChartSeries[]; format: (value: number | null) => string; how: ReactNode; foot?: ReactNode;
  metrics: readonly ("requests" | "errors" | "p50" | "p95" | "p99")[]; children?: ReactNode;
};
const perSecond = (value: number | null) => (value === null ? nothing : `${rate(value)}/s`);
const perWindow = (value: number | null) => (value === null ? nothing : count(value));

const chartOf = (view: MonitorView) => ({ from: Date.parse(view.from), to: Date.parse(view.to), stepMs: view.stepSeconds * 1000, counted: "requests", marks: marksOf(view), gaps: gapsOf(view), height: 176 });

function TrafficChart({ view, asking, title, note, series, format, how, foot, metrics, children }: Chart) {
  const { query } = asking;
  const { origin } = useSession();
  const requests = trafficFigures(view).requests;
  const environment = query.environment === "staging" ? "staging" : "production";
  return (
    <ChartPanel title={title} note={note} legend={<Legend items={series.map(({ name, tone }) => ({ name, tone }))} />} table={<TimeTable label={title} series={series} format={format} counted="requests" />}
      actions={<ShareButton small what={title.toLowerCase()} panels={metrics.map((metric) => ({ kind: "traffic", model: view.model, environment, version: query.version, metric, range: embedRange(query) }))} />}
      more={{ how, numbers: readOf(view), csv: () => timeRows(series, "requests"), call: callOf(origin, pathOf(view, "traffic"), { ...askedOf(view), windowSeconds: view.stepSeconds, histogram: title === "Latency" ? "true" : undefined }) }}
      foot={<>{count(requests)} requests in {widthWords(view.stepSeconds)} windows. {foot} {gapNote(view)}</>}>
      {children ?? <TimeChart label={title} series={series} format={format} {...chartOf(view)} />}
    </ChartPanel>
  );
}

export const TrafficPanel = ({ view, asking }: Drawn) => (
  <TrafficChart view={view} asking={asking} title="Traffic" note="per second" series={trafficLines(view)} format={perSecond} metrics={["requests", "errors"]}
    how={<p>Every request to the version counts in the window of its time, refused ones too, divided by the window&apos;s length; the window that is still filling by the time it has had.</p>} />
);

/** Where requests lie by latency, and the quantiles over it. */
export function LatencyPanel({ view, asking }: Drawn) {
  const series = latencyLines(view);
  return (
    <TrafficChart view={view} asking={asking} title="Latency" note="ms, in the serving process" series={series} format={milliseconds} metrics={["p99", "p95", "p50"]} foot="The deeper, the more requests."
      how={<p>From a request&apos;s arrival to its answer in the serving process. Each window keeps a histogram of 32 buckets a doubling, so a quantile is within 1.1 % of the true one; the map draws four bands a doubling, each as deep as the root of its part of the fullest cell.</p>}>
      <HeatMap label="Latency" series={series} format={milliseconds} columns={view.traffic.points.map((point) => ({ at: Date.parse(point.to), bands: point.bands ?? {} }))} {...chartOf(view)} />
    </TrafficChart>
  );
}

/** What was refused, and how. */
export function ErrorsPanel({ view, asking }: Drawn) {
  const series = codeLines(view);
  const errors = view.traffic.points.reduce((sum, point) => sum + point.errors, 0);
  return (
    <TrafficChart view={view} asking={asking} title="Errors by code" note="refused requests a window" series={series} format={perWindow} metrics={["errors"]}
      how={<p>A refused request counts under the status it was answered: 400 for values that the model does not take, 503 where a queue is full or the version is not loaded, 500 for what went wrong here. gRPC calls count under the status that HTTP would have had.</p>}>
      {errors === 0 ? <div className="grid min-h-[176px] content-center justify-items-center px-4 text-center text-ink-2">{trafficFigures(view).requests === 0 ? "Nothing was asked in this time." : "No request was refused in this time."}</div> : undefined}
    </TrafficChart>
  );
}
