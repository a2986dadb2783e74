"use client";
import Link from "next/link";
import type { KeyboardEvent, PointerEvent } from "react";
import { cx } from "../ui/cx.ts";
import { count } from "../ui/format.ts";
import { useCrosshair } from "./crosshair.tsx";
import { markLevels } from "./mark-levels.ts";
import { pointAt, valueAxis } from "./rows.ts";
import { useBrush } from "./zoom.tsx";
import { strokeOf, textOf, type ChartMark, type ChartSeries, type TimeChartProps } from "./types.ts";

/** Where the plot stands in the chart, in px. */
export const frame = { top: 22, right: 14, bottom: 24, left: 46 } as const;
const levelPx = 14;
const fastSteps = 10;
const greysRead = 2;

const clock = (at: number) => new Date(at).toISOString().slice(11, 19);
const dayAndClock = (at: number) => `${new Date(at).toISOString().slice(0, 10)} ${clock(at)} UTC`;

const counting = (value: number, counted: string) => `${count(value)} ${value === 1 ? counted.replace(/s$/, "") : counted}`;

type Reading = { name: string; tone: ChartSeries["tone"]; text: string; count: number };

/** What every coloured series says at a moment, and the highest of the grey ones. */
function readAt(series: readonly ChartSeries[], at: number, format: TimeChartProps["format"]): Reading[] {
  const read = series.flatMap((one) => {
    const point = pointAt(one.points, at);
    return point === null ? [] : [{ name: one.name, tone: one.tone, text: format(point.value), count: point.count, value: point.value ?? -1 }];
  });
  const greys = read.filter((one) => one.tone === "grey").toSorted((a, b) => b.value - a.value).slice(0, greysRead);
  return [...read.filter((one) => one.tone !== "grey"), ...greys];
}

function Marks({ marks, x, width, height }: { marks: readonly ChartMark[]; x: (at: number) => number; width: number; height: number }) {
  const placed = markLevels(marks.map((mark) => ({ x: x(mark.at), chars: mark.text.length })), width - frame.right);
  return marks.map((mark, index) => {
    const place = placed[index];
    if (place === undefined) return null;
    const top = frame.top - 10 + place.level * levelPx;
    return (
      <div key={`${mark.at} ${mark.href}`} className="pointer-events-none absolute inset-0">
        <span aria-hidden="true" className="absolute border-l border-dotted border-ink-3" style={{ left: place.x, top: top + 9, height: Math.max(0, height - frame.bottom - top - 9) }} />
        <Link href={mark.href} aria-label={place.named ? undefined : mark.text} title={mark.text}
          className="pointer-events-auto absolute flex items-center gap-1 text-mini text-ink-2 hover:sb-link"
          style={place.toLeft ? { right: width - place.x - 4.5, top: top - 5, flexDirection: "row-reverse" } : { left: place.x - 4.5, top: top - 5 }}>
          <span aria-hidden="true" className="size-[9px] shrink-0 rounded-full border-[1.5px] border-ink-2 bg-panel" />
          {place.named ? <span className="bg-panel px-0.5 leading-[14px] whitespace-nowrap">{mark.text}</span> : null}
        </Link>
      </div>
    );
  });
}

function Readout({ at, x, width, readings, counted }: { at: number; x: number; width: number; readings: readonly Reading[]; counted: string }) {
  const left = x < width / 2;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute z-10 grid max-w-64 gap-0.5 rounded-control border border-line-2 bg-panel px-2 py-1.5 text-mini" style={left ? { left: x + 10, top: frame.top + 6 } : { right: width - x + 10, top: frame.top + 6 }}>
      <span className="text-ink-2">{dayAndClock(at)}</span>
      {readings.map((one) => (
        <span key={one.name} className="flex items-baseline gap-2">
          <span className={cx("min-w-0 truncate", textOf[one.tone])}>{one.name}</span>
          <span className="ml-auto font-medium text-ink">{one.text}</span>
          <span className="whitespace-nowrap text-ink-3">{counting(one.count, counted)}</span>
        </span>
      ))}
      {readings.length === 0 ? <span className="text-ink-3">nothing counted</span> : null}
    </div>
  );
}

/** The layer over the lines: marks, and the crosshair by pointer and by arrow keys. */
export function TimeOverlay({ label, series, from, to, stepMs, format, counted, limit, marks = [], width, height, yOf }: TimeChartProps & { width: number; height: number; /** Where a value stands, where the axis is not the lines' own. */ yOf?: (value: number) => number }) {
  const [at, setAt] = useCrosshair();
  const plotWidth = Math.max(1, width - frame.left - frame.right);
  const x = (moment: number) => frame.left + ((moment - from) / Math.max(1, to - from)) * plotWidth;
  const highest = valueAxis(series, limit?.value).domain[1];
  const y = yOf ?? ((value: number) => frame.top + (1 - value / highest) * (height - frame.top - frame.bottom));
  const snap = (moment: number) => Math.min(to, Math.max(from, Math.round(moment / stepMs) * stepMs));
  const inside = at !== null && at >= from && at <= to;
  const readings = inside ? readAt(series, at, format) : [];
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(snap(from + ((event.clientX - box.left - frame.left) / plotWidth) * (to - from)));
  };
  const brush = useBrush({ left: frame.left, right: width - frame.right, from, to });
  const onKey = (event: KeyboardEvent) => {
    const by = stepMs * (event.shiftKey ? fastSteps : 1);
    const moves: Record<string, () => number | null> = {
      ArrowLeft: () => snap((at ?? to + stepMs) - by), ArrowRight: () => snap((at ?? from - stepMs) + by), ArrowDown: () => snap((at ?? to + stepMs) - by), ArrowUp: () => snap((at ?? from - stepMs) + by),
      Home: () => from, End: () => to, Escape: () => null,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setAt(move());
  };
  return (
    <>
      <div role="slider" tabIndex={0} aria-label={`${label}: moment read out, arrow keys move it`} aria-valuemin={from} aria-valuemax={to} aria-valuenow={inside ? at : to}
        aria-valuetext={inside ? `${dayAndClock(at)}: ${readings.map((one) => `${one.name} ${one.text} on ${counting(one.count, counted)}`).join(", ") || "nothing counted"}` : "no moment chosen"}
        onPointerMove={(event) => { onPointer(event); brush.move(event); }} onPointerDown={(event) => { onPointer(event); brush.start(event); }} onPointerUp={brush.end} onPointerCancel={brush.drop}
        onPointerLeave={() => setAt(null)} onKeyDown={(event) => { if (event.key === "Escape") brush.drop(); onKey(event); }} onBlur={() => setAt(null)}
        className={cx("absolute inset-0 touch-pan-y rounded-control", brush.can && "cursor-crosshair")} />
      {brush.brushed ? <span aria-hidden="true" className="pointer-events-none absolute border-x border-accent bg-accent/15" style={{ left: Math.min(brush.brushed.fromPx, brush.brushed.toPx), width: Math.abs(brush.brushed.toPx - brush.brushed.fromPx), top: frame.top, height: height - frame.top - frame.bottom }} /> : null}
      <Marks marks={marks.filter((mark) => mark.at >= from && mark.at <= to)} x={x} width={width} height={height} />
      {inside ? (
        <>
          <span aria-hidden="true" className="pointer-events-none absolute border-l border-ink-3" style={{ left: x(at), top: frame.top, height: height - frame.top - frame.bottom }} />
          {series.filter((one) => one.tone !== "grey").map((one) => <Dot key={one.name} one={one} at={at} x={x(at)} y={y} />)}
          <Readout at={at} x={x(at)} width={width} readings={readings} counted={counted} />
        </>
      ) : null}
    </>
  );
}

/** A point of the series' colour where the crosshair meets its line. */
function Dot({ one, at, x, y }: { one: ChartSeries; at: number; x: number; y: (value: number) => number }) {
  const value = pointAt(one.points, at)?.value ?? null;
  if (value === null) return null;
  return <span aria-hidden="true" className="pointer-events-none absolute size-[7px] rounded-full border-[1.5px] bg-panel" style={{ left: x - 3.5, top: y(value) - 3.5, borderColor: strokeOf[one.tone] }} />;
}
