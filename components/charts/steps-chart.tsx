"use client";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { extentOf, linearScale, linePath, niceTicks, tickLabel } from "#server/shared/plot/index.ts";
import { count } from "../ui/format.ts";
import { useSize } from "./use-size.ts";

export type StepPoint = { step: number; value: number | null };
type StepsChartProps = { label: string; points: readonly StepPoint[]; format: (value: number | null) => string; height?: number };

const frame = { top: 10, right: 10, bottom: 20, left: 44 } as const;
const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity };

/** What was logged over its steps, as one line; a pointer or the arrow keys read it out. */
export function StepsChart({ label, points, format, height = 148 }: StepsChartProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const extent = extentOf(points.map((point) => point.value));
  const [first, last] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  if (extent === null) return <p className="px-2 py-6 text-ink-3">None of its points is a number.</p>;
  const { domain, ticks, step } = niceTicks(extent, 3);
  const x = linearScale([first, last], [frame.left, Math.max(frame.left + 1, width - frame.right)]);
  const y = linearScale(domain, [height - frame.bottom, frame.top]);
  const read = at === null ? null : (points[at] ?? null);
  const nearest = (clientX: number) => points.reduce((best, point, index) => (Math.abs(x(point.step) - clientX) < Math.abs(x(points[best]?.step ?? 0) - clientX) ? index : best), 0);
  const onPointer = (event: PointerEvent<HTMLDivElement>) => setAt(nearest(event.clientX - event.currentTarget.getBoundingClientRect().left));
  const onKey = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setAt(Math.min(points.length - 1, Math.max(0, (at ?? points.length - 1) + move)));
  };
  return (
    <div ref={ref} className="relative w-full" style={{ height }} role="slider" tabIndex={0} aria-label={`${label} over its steps`} aria-valuemin={first} aria-valuemax={last} aria-valuenow={read?.step ?? last}
      aria-valuetext={`step ${count(read?.step ?? last)}: ${format(read === null ? (points.at(-1)?.value ?? null) : read.value)}`} onPointerMove={onPointer} onPointerLeave={() => setAt(null)} onKeyDown={onKey} onBlur={() => setAt(null)}>
      {width > 0 ? (
        <svg aria-hidden="true" width={width} height={height} className="block overflow-visible text-ink-3" fontSize="11">
          {ticks.map((tick) => (
            <g key={tick}><line x1={frame.left} x2={width - frame.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" /><text x={frame.left - 6} y={y(tick) + 4} textAnchor="end" fill="currentColor">{tickLabel(tick, step)}</text></g>
          ))}
          <text x={frame.left} y={height - 4} fill="currentColor">step {count(first)}</text>
          <text x={width - frame.right} y={height - 4} textAnchor="end" fill="currentColor">{count(last)}</text>
          <path d={linePath(points.map((point) => [x(point.step), point.value === null ? null : y(point.value)] as const))} fill="none" stroke="var(--series-1)" strokeWidth={1.75} strokeLinejoin="round" strokeLinecap="round" />
          {read === null ? null : <line x1={x(read.step)} x2={x(read.step)} y1={frame.top} y2={height - frame.bottom} stroke="var(--ink-3)" strokeDasharray="2 3" />}
          {read === null || read.value === null ? null : <circle cx={x(read.step)} cy={y(read.value)} r={3} fill="var(--panel)" stroke="var(--series-1)" strokeWidth={1.75} />}
        </svg>
      ) : null}
      {read === null ? null : (
        <p aria-hidden="true" className="pointer-events-none absolute top-0 rounded-tag border border-line-2 bg-panel px-1.5 text-note whitespace-nowrap" style={x(read.step) > width / 2 ? { right: width - x(read.step) + 8 } : { left: x(read.step) + 8 }}>
          step {count(read.step)} <span className="font-medium">{format(read.value)}</span>
        </p>
      )}
    </div>
  );
}
