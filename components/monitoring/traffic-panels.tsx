"use client";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { ChartPanel, Legend } from "../charts/chart-panel.tsx";
import { TimeTable } from "../charts/chart-tables.tsx";
import { TimeChart } from "../charts/lazy.tsx";
import type { ChartSeries } from "../charts/types.ts";
import { ShareButton } from "../embeds/share-button.tsx";
import { count, milliseconds, nothing, rate } from "../ui/format.ts";
import { embedRange, widthWords } from "./query.ts";
import { gapNote, gapsOf, latencyLines, marksOf, trafficFigures, trafficLines } from "./series.ts";
import type { Asking } from "./use-monitor.ts";

type Drawn = { view: MonitorView; asking: Asking };
const perSecond = (value: number | null) => (value === null ? nothing : `${rate(value)}/s`);

function TrafficChart({ view, asking, title, note, series, format, metrics }: Drawn & { title: string; note: string; series: ChartSeries[]; format: (value: number | null) => string; metrics: readonly ("requests" | "errors" | "p50" | "p95" | "p99")[] }) {
  const { query } = asking;
  const requests = trafficFigures(view).requests;
  const environment = query.environment === "staging" ? "staging" : "production";
  return (
    <ChartPanel title={title} note={note} legend={<Legend items={series.map(({ name, tone }) => ({ name, tone }))} />} table={<TimeTable label={title} series={series} format={format} counted="requests" />}
      actions={<ShareButton small what={title.toLowerCase()} panels={metrics.map((metric) => ({ kind: "traffic", model: view.model, environment, version: query.version, metric, range: embedRange(query) }))} />}
      foot={<>{count(requests)} requests in {widthWords(view.stepSeconds)} windows. {gapNote(view)}</>}>
      <TimeChart label={title} series={series} from={Date.parse(view.from)} to={Date.parse(view.to)} stepMs={view.stepSeconds * 1000} format={format} counted="requests" marks={marksOf(view)} gaps={gapsOf(view)} height={176} />
    </ChartPanel>
  );
}

export const TrafficPanel = ({ view, asking }: Drawn) => <TrafficChart view={view} asking={asking} title="Traffic" note="per second" series={trafficLines(view)} format={perSecond} metrics={["requests", "errors"]} />;
export const LatencyPanel = ({ view, asking }: Drawn) => <TrafficChart view={view} asking={asking} title="Latency" note="ms, in the serving process" series={latencyLines(view)} format={milliseconds} metrics={["p99", "p95", "p50"]} />;
