import type { ReactNode } from "react";
import type { MonitorView } from "#server/domains/monitoring/contract.ts";
import { cx } from "../ui/cx.ts";
import { count, nothing, rate } from "../ui/format.ts";
import { Spark } from "../ui/spark.tsx";
import { widthWords } from "./query.ts";
import { driftingWords, latencyLines, sparkline, trafficFigures, trafficLines } from "./series.ts";

function Figure({ label, value, unit, tone, children }: { label: string; value: string; unit: string; tone?: string; children: ReactNode }) {
  return (
    <div className="min-w-0 border-line px-4 py-3.5 max-md:border-b max-md:odd:border-r md:border-r md:last:border-r-0 max-md:[&:nth-last-child(-n+2)]:border-b-0">
      <dt className="text-ink-2">{label}</dt>
      <dd className="grid gap-1"><span><span className={cx("text-title font-semibold", tone)}>{value}</span> <span className="text-ink-3">{unit}</span></span>{children}</dd>
    </div>
  );
}

/** The four numbers of a served version: how busy, how well it answers, how fast, how much it drifts. */
export function Figures({ view }: { view: MonitorView }) {
  const range = { from: Date.parse(view.from), to: Date.parse(view.to) };
  const now = trafficFigures(view);
  const [requests, errors] = trafficLines(view);
  const [p99] = latencyLines(view);
  const shares = errors?.points.map((point, index) => ({ ...point, value: (requests?.points[index]?.value ?? 0) > 0 ? (point.value ?? 0) / (requests?.points[index]?.value ?? 1) : null })) ?? [];
  const judged = view.columns.filter((column) => column.lamp !== "clock");
  const drifting = judged.filter((column) => column.lamp === "drifting" || column.lamp === "alert");
  const alerting = drifting.some((column) => column.lamp === "alert");
  const told = judged.filter((column) => column.lamp !== "unknown").length;
  const span = widthWords(Math.round((range.to - range.from) / 1000));
  return (
    <dl className="grid grid-cols-2 rounded-panel border border-line bg-panel md:grid-cols-4">
      <Figure label="Requests" value={rate(now.perSecond)} unit="/s"><Spark points={sparkline(requests?.points ?? [], range)} label={`Requests over ${span}, ${count(now.requests)} in all`} width={140} height={24} /></Figure>
      <Figure label="Errors" value={now.errorShare === null ? nothing : (now.errorShare * 100).toFixed(2)} unit="%"><Spark points={sparkline(shares, range)} label={`Share of errors over ${span}`} series="grey" width={140} height={24} /></Figure>
      <Figure label="Latency p99" value={now.p99Ms === null ? nothing : now.p99Ms.toFixed(1)} unit="ms"><Spark points={sparkline(p99?.points ?? [], range)} label={`p99 latency over ${span}`} series={3} width={140} height={24} /></Figure>
      <Figure label="Drift" value={told === 0 ? nothing : String(drifting.length)} unit={judged.length === 0 ? "" : `of ${count(judged.length)} columns ${drifting.length === 1 ? "drifts" : "drift"}`} tone={alerting ? "text-danger" : drifting.length > 0 ? "text-caution" : undefined}>
        <span className="text-ink-2">{view.columns.length === 0 ? "no baseline to compare with" : told === 0 ? "too few to tell yet" : driftingWords(view.columns) || "all columns steady"}</span>
      </Figure>
    </dl>
  );
}
