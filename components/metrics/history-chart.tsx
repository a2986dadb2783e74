"use client";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import type { MetricSeries, SeriesPoint } from "#server/domains/registry/contract-metrics.ts";
import { useSize } from "../charts/use-size.ts";
import { absolute, count, figure, plural } from "../ui/format.ts";
import { historyPlot, nearestPlace } from "./history-plot.ts";

const height = 120;
const axisText = { fontSize: 11, fill: "var(--ink-3)" } as const;
const marks = { nan: "not a number", up: "+infinity", down: "−infinity" } as const;

/** A place on the axis: a step, or a moment in UTC. */
export const placeWords = (series: MetricSeries, x: number): string => (series.axis === "step" ? `step ${count(x)}` : absolute(x));

function oddWords(point: SeriesPoint): string {
  return (["nan", "up", "down"] as const).filter((kind) => point[kind] > 0).map((kind) => `${count(point[kind])} × ${marks[kind]}`).join(", ");
}

/** One stretch in words: its mean and what it lies between, or its one value, and what is no number. */
export function pointWords(point: SeriesPoint): string {
  const range = point.count > 1 && point.low !== null && point.low !== point.high ? `${figure(point.mean)}, between ${figure(point.low)} and ${figure(point.high)}, of ${plural(point.count, "point", "points")}` : point.mean === null ? "" : figure(point.mean);
  return [range, oddWords(point)].filter(Boolean).join("; ");
}

/** A run's metric as a small chart; arrow keys and the pointer read single places. */
export function HistoryChart({ series, log }: { series: MetricSeries; log: boolean }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const plot = width > 0 ? historyPlot(series, { width, height }, log) : null;
  const shown = plot !== null && at !== null ? plot.places[at] : undefined;
  const move = (event: PointerEvent<HTMLDivElement>) => { if (plot) setAt(nearestPlace(plot.places, event.clientX - event.currentTarget.getBoundingClientRect().left)); };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    setAt(Math.min(series.points.length - 1, Math.max(0, (at ?? (by > 0 ? -1 : series.points.length)) + by)));
  };
  const words = shown ? `${placeWords(series, shown.point.x)}: ${pointWords(shown.point)}` : `${plural(series.total, "point", "points")} from ${placeWords(series, series.from)} to ${placeWords(series, series.to)}`;
  return (
    <div>
      <div ref={ref} role="slider" tabIndex={0} aria-label={`${series.key} over ${series.axis === "step" ? "steps" : "time"}`} aria-valuemin={0} aria-valuemax={Math.max(0, series.points.length - 1)} aria-valuenow={at ?? 0} aria-valuetext={words}
        onPointerMove={move} onPointerDown={move} onPointerLeave={() => setAt(null)} onBlur={() => setAt(null)} onKeyDown={step} className="relative w-full touch-pan-y rounded-control" style={{ height }}>
        {plot === null ? null : (
          <svg width={width} height={height} aria-hidden="true" className="block overflow-visible">
            {plot.ticks.map((tick) => <g key={tick.text}><line x1={40} x2={width} y1={tick.y} y2={tick.y} stroke="var(--line)" /><text x={34} y={tick.y + 4} textAnchor="end" {...axisText}>{tick.text}</text></g>)}
            {plot.band === "" ? null : <path d={plot.band} fill="var(--series-1)" fillOpacity={0.16} />}
            <path d={plot.line} fill="none" stroke="var(--series-1)" strokeWidth={1.5} strokeLinejoin="round" strokeLinecap="round" />
            {plot.marks.map((mark, index) => <path key={index} d={mark.kind === "up" ? `M${mark.x - 3},8l3,-5l3,5z` : mark.kind === "down" ? `M${mark.x - 3},${height - 8}l3,5l3,-5z` : `M${mark.x},${height - 9}v6`} fill="var(--caution)" stroke="var(--caution)" />)}
            {shown ? <line x1={shown.x} x2={shown.x} y1={0} y2={height} stroke="var(--ink-3)" /> : null}
            {shown?.y != null ? <circle cx={shown.x} cy={shown.y} r={3.5} fill="var(--panel)" stroke="var(--series-1)" strokeWidth={1.5} /> : null}
          </svg>
        )}
      </div>
      <p className="min-h-9 pt-1 text-note text-ink-3">{words}{plot && plot.left > 0 ? `. ${plural(plot.left, "place", "places")} at or below nought are left out of this scale` : ""}</p>
    </div>
  );
}

/** The same numbers as a table. */
export function HistoryTable({ series }: { series: MetricSeries }) {
  const cell = "border-t border-line px-2.5 py-1 text-right whitespace-nowrap first:text-left";
  const head = "sticky top-0 bg-panel px-2.5 py-1.5 text-right font-medium whitespace-nowrap text-ink-2 first:text-left";
  const value = (of: number | null) => (of === null ? "" : String(Number(of.toPrecision(6))));
  return (
    <div role="region" aria-label={`${series.key}, as a table`} tabIndex={0} className="max-h-40 overflow-auto">
      <table className="w-full border-collapse text-note">
        <thead><tr>{[series.axis === "step" ? "Step" : "Time, UTC", ...(series.whole ? ["Value"] : ["Lowest", "Mean", "Highest", "Points"]), "No number"].map((text) => <th key={text} scope="col" className={head}>{text}</th>)}</tr></thead>
        <tbody>
          {series.points.map((point, index) => (
            <tr key={index}>
              <th scope="row" className={`${cell} font-normal text-ink-2`}>{series.axis === "step" ? count(point.x) : new Date(point.x).toISOString().slice(0, 19).replace("T", " ")}</th>
              {series.whole ? <td className={cell}>{value(point.mean)}</td> : <><td className={cell}>{value(point.low)}</td><td className={cell}>{value(point.mean)}</td><td className={cell}>{value(point.high)}</td><td className={cell}>{count(point.count)}</td></>}
              <td className={cell}>{oddWords(point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
