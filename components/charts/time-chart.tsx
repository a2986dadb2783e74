"use client";
import { memo, useMemo } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, XAxis, YAxis } from "recharts";
import { mergeRows, timeAxis, valueAxis } from "./rows.ts";
import { frame, TimeOverlay } from "./time-overlay.tsx";
import { strokeOf, type TimeChartProps } from "./types.ts";
import { useSize } from "./use-size.ts";

type Tick = { x?: number | string; y?: number | string; index?: number; payload?: { value: number } };
const axisText = { fontSize: 11, fill: "var(--ink-3)" } as const;

/** The lines themselves, drawn again only when the data or the width change. */
const Lines = memo(function Lines({ series, from, to, limit, gaps, width, height }: Omit<TimeChartProps, "height"> & { width: number; height: number }) {
  const rows = useMemo(() => mergeRows(series), [series]);
  const values = valueAxis(series, limit?.value);
  const times = timeAxis({ from, to }, width - frame.left - frame.right);
  const timeTick = ({ x, y, index, payload }: Tick) => (
    <text x={x} y={Number(y) + 8} {...axisText} textAnchor={index === 0 ? "start" : index === times.length - 1 ? "end" : "middle"}>{times.find((tick) => tick.at === payload?.value)?.text}</text>
  );
  // The first series matters most: it is drawn last, on top.
  const order = series.map((one, index) => ({ ...one, index })).toReversed();
  return (
    <ComposedChart width={width} height={height} data={rows} margin={{ top: frame.top, right: frame.right, bottom: 0, left: 0 }} accessibilityLayer={false} style={{ outline: "none" }}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="at" type="number" scale="linear" domain={[from, to]} allowDataOverflow ticks={times.map((tick) => tick.at)} interval={0} tick={timeTick} tickLine={false} axisLine={false} height={frame.bottom} />
      <YAxis domain={values.domain} ticks={values.ticks} interval={0} tickFormatter={values.label} tick={axisText} tickLine={false} axisLine={false} width={frame.left} allowDataOverflow />
      {gaps?.map((gap) => <ReferenceArea key={gap.from} x1={Math.max(from, gap.from)} x2={Math.min(to, Math.max(gap.to, gap.from + 1000))} fill="var(--caution)" fillOpacity={0.14} ifOverflow="hidden" />)}
      {order.map(({ band, tone, index }) => band ? <Area key={`b${index}`} dataKey={`b${index}`} stroke="none" fill={strokeOf[tone]} fillOpacity={0.16} isAnimationActive={false} connectNulls={false} activeDot={false} /> : null)}
      {limit ? <ReferenceLine y={limit.value} stroke="var(--caution)" strokeDasharray="5 3" label={{ value: limit.text, position: "insideBottomLeft", fill: "var(--caution)", fontSize: 11, offset: 4 }} /> : null}
      {order.map(({ tone, index }) => <Line key={`s${index}`} dataKey={`s${index}`} stroke={strokeOf[tone]} strokeWidth={tone === "grey" ? 1.1 : 1.75} strokeLinejoin="round" strokeLinecap="round" dot={false} activeDot={false} isAnimationActive={false} connectNulls={false} />)}
    </ComposedChart>
  );
});

/** Lines over time with one crosshair, marks and a limit. Its numbers stand in its table, and in its readout by arrow keys. */
export default function TimeChart({ height = 216, ...props }: TimeChartProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  return (
    <div ref={ref} className="relative w-full" style={{ height }}>
      {width > 0 ? (
        <>
          <div aria-hidden="true"><Lines {...props} width={width} height={height} /></div>
          <TimeOverlay {...props} width={width} height={height} />
        </>
      ) : null}
    </div>
  );
}
