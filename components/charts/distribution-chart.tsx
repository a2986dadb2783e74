"use client";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { Bar as Bars, CartesianGrid, ComposedChart, XAxis, YAxis } from "recharts";
import { linearScale, niceTicks, tickLabel } from "#server/shared/plot/index.ts";
import { count } from "../ui/format.ts";
import { shareText, type Bar } from "./bars.ts";
import { useSize } from "./use-size.ts";

const frame = { top: 14, right: 18, bottom: 24, left: 40 } as const;
const labelPx = 92;
const axisText = { fontSize: 11, fill: "var(--ink-3)" } as const;
type Shape = { x?: number; y?: number; width?: number; height?: number; index?: number };
type Tick = { x?: number | string; y?: number | string; payload?: { value: number } };
type Look = { bars: readonly Bar[]; width: number; height: number; highlighted: number | null };

const cut = (text: string, signs: number) => (text.length > signs ? `${text.slice(0, signs - 1)}…` : text);

/** Bins side by side: a bar of the baseline with its own edge, and a line across it where the share is now. */
function Upright({ bars, width, height, highlighted }: Look) {
  const axis = niceTicks([0, Math.max(0.01, ...bars.flatMap((bar) => [bar.baseline, bar.live, bar.third ?? 0]))], 3);
  const y = linearScale(axis.domain, [height - frame.bottom, frame.top]);
  const slot = (width - frame.left - frame.right) / Math.max(1, bars.length);
  const stride = Math.max(1, Math.ceil(38 / slot));
  const shape = ({ x = 0, width: wide = 0, index = 0 }: Shape) => {
    const bar = bars[index];
    if (bar === undefined) return <g />;
    return (
      <g>
        {highlighted === index ? <rect x={x - 1} y={frame.top} width={wide + 2} height={height - frame.top - frame.bottom} fill="var(--sunk)" /> : null}
        <rect x={x + 0.5} y={y(bar.baseline)} width={Math.max(1, wide - 1)} height={Math.max(0, y(0) - y(bar.baseline))} fill="var(--baseline)" fillOpacity={0.22} stroke="var(--baseline)" />
        {bar.third === undefined ? null : <path d={`M${x},${y(bar.third)}h${wide}`} stroke="var(--series-3)" strokeWidth={2} strokeDasharray="4 2" />}
        <path d={`M${x},${y(bar.live)}h${wide}`} stroke="var(--series-1)" strokeWidth={2.25} />
      </g>
    );
  };
  const tick = ({ x = 0, y: top = 0, payload }: Tick) => {
    const index = payload?.value ?? 0;
    const bar = bars[index];
    if (bar === undefined || (!bar.apart && index % stride !== 0)) return <g />;
    return bar.edge === null
      ? <text x={Number(x)} y={Number(top) + 8} {...axisText} textAnchor="middle">{bar.apart ? cut(bar.name, Math.max(4, Math.floor(slot / 6))) : ""}</text>
      : <text x={Number(x) - slot / 2} y={Number(top) + 8} {...axisText} textAnchor="middle">{bar.edge}</text>;
  };
  return (
    <ComposedChart width={width} height={height} data={bars.map((bar, index) => ({ ...bar, index }))} margin={{ top: frame.top, right: frame.right, bottom: 0, left: 0 }} barCategoryGap={1} accessibilityLayer={false}>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis dataKey="index" type="category" tick={tick} interval={0} tickLine={false} axisLine={false} height={frame.bottom} />
      <YAxis domain={axis.domain as [number, number]} ticks={axis.ticks} interval={0} tickFormatter={(value: number) => `${tickLabel(value * 100, axis.step * 100)}%`} tick={axisText} tickLine={false} axisLine={false} width={frame.left} />
      <Bars dataKey="baseline" shape={shape} isAnimationActive={false} minPointSize={1} />
    </ComposedChart>
  );
}

/** Labels one under another, so that each has room for its name. */
function Lying({ bars, width, height, highlighted }: Look) {
  const axis = niceTicks([0, Math.max(0.01, ...bars.flatMap((bar) => [bar.baseline, bar.live, bar.third ?? 0]))], 3);
  const x = linearScale(axis.domain, [labelPx, width - frame.right]);
  const shape = ({ y = 0, height: tall = 0, index = 0 }: Shape) => {
    const bar = bars[index];
    if (bar === undefined) return <g />;
    return (
      <g>
        {highlighted === index ? <rect x={labelPx} y={y - 1} width={width - labelPx - frame.right} height={tall + 2} fill="var(--sunk)" /> : null}
        <rect x={labelPx} y={y + 0.5} width={Math.max(0, x(bar.baseline) - labelPx)} height={Math.max(1, tall - 1)} fill="var(--baseline)" fillOpacity={0.22} stroke="var(--baseline)" />
        {bar.third === undefined ? null : <path d={`M${x(bar.third)},${y}v${tall}`} stroke="var(--series-3)" strokeWidth={2.25} strokeDasharray="3 2" />}
        <path d={`M${x(bar.live)},${y}v${tall}`} stroke="var(--series-1)" strokeWidth={2.5} />
      </g>
    );
  };
  return (
    <ComposedChart layout="vertical" width={width} height={height} data={bars.map((bar, index) => ({ ...bar, index }))} margin={{ top: 2, right: frame.right, bottom: 0, left: 0 }} barCategoryGap={2} accessibilityLayer={false}>
      <XAxis type="number" domain={axis.domain as [number, number]} ticks={axis.ticks} interval={0} tickFormatter={(value: number) => `${tickLabel(value * 100, axis.step * 100)}%`} tick={axisText} tickLine={false} axisLine={false} height={frame.bottom} />
      <YAxis dataKey="index" type="category" interval={0} tickFormatter={(index: number) => cut(bars[index]?.name ?? "", 14)} tick={axisText} tickLine={false} axisLine={false} width={labelPx} />
      <Bars dataKey="baseline" shape={shape} isAnimationActive={false} minPointSize={1} />
    </ComposedChart>
  );
}

export type DistributionChartProps = { label: string; bars: readonly Bar[]; kind: "numeric" | "categorical"; height?: number };

/** A column's bins, baseline as a grey fill and live as a line on it. Arrow keys walk the bins. */
export default function DistributionChart({ label, bars, kind, height = 206 }: DistributionChartProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [chosen, setChosen] = useState<number | null>(null);
  const lying = kind === "categorical";
  const at = chosen === null ? null : bars[chosen];
  const said = at ? `${at.name}: ${shareText(at.live)} now (${count(at.liveRows)} rows), baseline ${shareText(at.baseline)} (${count(at.baselineRows)} rows)${at.third === undefined ? "" : `, compared ${shareText(at.third)} (${count(at.thirdRows ?? 0)} rows)`}${at.adds === undefined ? "" : `; adds ${at.adds.toFixed(3)} to PSI`}` : null;
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = lying ? (event.clientY - box.top) / (height - frame.bottom) : (event.clientX - box.left - frame.left) / (width - frame.left - frame.right);
    const index = Math.floor(part * bars.length);
    setChosen(index >= 0 && index < bars.length ? index : null);
  };
  const onKey = (event: KeyboardEvent) => {
    const last = bars.length - 1;
    const to: Record<string, number | null> = { ArrowLeft: Math.max(0, (chosen ?? bars.length) - 1), ArrowUp: Math.max(0, (chosen ?? bars.length) - 1), ArrowRight: Math.min(last, (chosen ?? -1) + 1), ArrowDown: Math.min(last, (chosen ?? -1) + 1), Home: 0, End: last, Escape: null };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setChosen(next);
  };
  return (
    <div className="grid gap-1">
      <div ref={ref} className="relative w-full" style={{ height }}>
        {width > 0 ? (
          <>
            <div aria-hidden="true">{lying ? <Lying bars={bars} width={width} height={height} highlighted={chosen} /> : <Upright bars={bars} width={width} height={height} highlighted={chosen} />}</div>
            <div role="slider" tabIndex={0} aria-label={`${label}: bin read out, arrow keys move it`} aria-valuemin={0} aria-valuemax={Math.max(0, bars.length - 1)} aria-valuenow={chosen ?? 0} aria-valuetext={said ?? "no bin chosen"}
              onPointerMove={onPointer} onPointerDown={onPointer} onPointerLeave={() => setChosen(null)} onBlur={() => setChosen(null)} onKeyDown={onKey} className="absolute inset-0 touch-pan-y rounded-control" />
          </>
        ) : null}
      </div>
      <p aria-hidden="true" className="min-h-[18px] text-note text-ink-2">{said}</p>
    </div>
  );
}
