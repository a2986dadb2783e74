"use client";
import { memo } from "react";
import { linePath } from "#server/shared/plot/index.ts";
import { bandAt, heatCells, latencyTicks, latencyTickText, type BandColumn } from "./heat-cells.ts";
import { timeAxis } from "./rows.ts";
import { frame, TimeOverlay } from "./time-overlay.tsx";
import { strokeOf, type TimeChartProps } from "./types.ts";
import { useSize } from "./use-size.ts";

type HeatProps = TimeChartProps & { columns: readonly BandColumn[] };
type Drawn = HeatProps & { width: number; height: number; y: (ms: number) => number; axis: ReturnType<typeof heatCells> };

/** The cells, the quantiles over them, and both axes. */
const Cells = memo(function Cells({ series, from, to, stepMs, width, height, y, axis, gaps }: Drawn) {
  const plot = Math.max(1, width - frame.left - frame.right);
  const x = (at: number) => frame.left + ((at - from) / Math.max(1, to - from)) * plot;
  const tall = (height - frame.top - frame.bottom) / (axis.high - axis.low);
  const yOfBand = (band: number) => height - frame.bottom - (band - axis.low) * tall;
  const times = timeAxis({ from, to }, plot);
  return (
    <svg width={width} height={height} className="block text-ink-3" fontSize="11">
      {axis.cells.map((cell) => {
        const left = Math.max(frame.left, x(cell.at - stepMs));
        return <rect key={`${cell.at} ${cell.band}`} x={left} width={Math.max(0.5, Math.min(width - frame.right, x(cell.at)) - left)} y={yOfBand(cell.band)} height={tall} fill="var(--accent)" fillOpacity={0.1 + 0.75 * cell.level} />;
      })}
      {gaps?.map((gap) => <rect key={gap.from} x={x(Math.max(from, gap.from))} width={Math.max(1, x(Math.min(to, gap.to)) - x(Math.max(from, gap.from)))} y={frame.top} height={height - frame.top - frame.bottom} fill="var(--caution)" fillOpacity={0.14} />)}
      {latencyTicks(axis.low, axis.high).map((ms) => <g key={ms}><line x1={frame.left} x2={width - frame.right} y1={y(ms)} y2={y(ms)} stroke="var(--line)" /><text x={frame.left - 6} y={y(ms) + 4} textAnchor="end" fill="currentColor">{latencyTickText(ms)}</text></g>)}
      {series.map((one) => <path key={one.name} d={linePath(one.points.map((point) => [x(point.at), point.value === null ? null : y(point.value)] as const))} fill="none" stroke={strokeOf[one.tone]} strokeWidth={1.75} strokeLinejoin="round" />)}
      {times.map((tick, index) => <text key={tick.at} x={x(tick.at)} y={height - 8} textAnchor={index === 0 ? "start" : index === times.length - 1 ? "end" : "middle"} fill="currentColor">{tick.text}</text>)}
    </svg>
  );
});

/** Requests by latency and time, the quantiles as lines over them. A cell's depth is the root of its part of the fullest one. */
export default function HeatMap({ columns, height = 216, ...props }: HeatProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const axis = heatCells(columns);
  const y = (ms: number) => height - frame.bottom - ((bandAt(ms) - axis.low) / (axis.high - axis.low)) * (height - frame.top - frame.bottom);
  return (
    <div ref={ref} className="relative w-full" style={{ height }}>
      {width > 0 ? (
        <>
          <div aria-hidden="true"><Cells {...props} columns={columns} width={width} height={height} y={y} axis={axis} /></div>
          <TimeOverlay {...props} width={width} height={height} yOf={y} />
        </>
      ) : null}
    </div>
  );
}
