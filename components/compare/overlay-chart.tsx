"use client";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { comparedAtMost } from "#server/shared/compare.ts";
import { extentOf, linearScale, niceTicks, tickLabel } from "#server/shared/plot/index.ts";
import { useSize } from "../charts/use-size.ts";
import { figure, percent } from "../ui/format.ts";
import { axesOf, densityOf, shareBelow, type Shape } from "./density.ts";
import { lineLook, Mark } from "./lines.tsx";

export type OverlayLine = { shape: Shape; name: string; index: number };
type ChartProps = { label: string; lines: readonly OverlayLine[]; as: "density" | "share"; only: string | null };
const height = 280;
const frame = { top: 12, right: 16, bottom: 26, left: 48 } as const;
const text = { fontSize: 11, fill: "var(--ink-3)" } as const;
const steps = 60;

type Scales = { x: (value: number) => number; y: (value: number) => number; bottom: number };

function densityPath({ pieces }: Shape, { x, y, bottom }: Scales): string {
  let path = "";
  let last: number | null = null;
  for (const piece of pieces) {
    const top = y(densityOf(piece));
    if (last !== piece.lo) path += `${last === null ? "" : `V${bottom}`}M${x(piece.lo)},${bottom}`;
    path += `V${top}H${x(piece.hi)}`;
    last = piece.hi;
  }
  return path === "" ? "" : `${path}V${bottom}`;
}

function sharePath(shape: Shape, { x, y }: Scales, ends: { from: number; to: number }): string {
  const values = [...new Set([ends.from, ...shape.pieces.flatMap((piece) => [piece.lo, piece.hi]), ...shape.points.flatMap((point) => [point.at - 1e-9, point.at]), ends.to])].toSorted((a, b) => a - b);
  return values.map((value, index) => `${index === 0 ? "M" : "L"}${x(value)},${y(shareBelow(shape, value))}`).join("");
}

/** Three places along the line where its shape stands, others for each line, so that lines that lie on each other show them all. */
function marksOf({ shape, index }: OverlayLine, scales: Scales, { as, ends }: { as: ChartProps["as"]; ends: { from: number; to: number } }): [number, number][] {
  const shown = shape.pieces.filter((piece) => piece.hi > ends.from && piece.lo < ends.to);
  return [0, 1, 2].flatMap((third): [number, number][] => {
    const at = ends.from + ((ends.to - ends.from) * (third + (index + 0.5) / comparedAtMost)) / 3;
    const piece = shown.find((one) => one.lo <= at && at < one.hi);
    if (as === "share") return [[scales.x(at), scales.y(shareBelow(shape, at))]];
    return piece === undefined ? [] : [[scales.x(at), scales.y(densityOf(piece))]];
  });
}

/** One column's training data in up to eight versions on the same axes. Arrow keys move the value that is read out. */
export default function OverlayChart({ label, lines, as, only }: ChartProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const [step, setStep] = useState<number | null>(null);
  const axes = axesOf(lines.map((line) => line.shape));
  const across = niceTicks([axes.from, axes.to], Math.max(2, Math.floor(width / 110)));
  const up = as === "share" ? niceTicks([0, 1], 4) : niceTicks([0, axes.top], 4);
  const bottom = height - frame.bottom;
  const scales: Scales = { x: linearScale([axes.from, axes.to], [frame.left, width - frame.right]), y: linearScale(up.domain, [bottom, frame.top]), bottom };
  const at = step === null ? null : axes.from + ((axes.to - axes.from) * step) / steps;
  const said = at === null ? null : `At or below ${figure(at)}: ${lines.map((line) => `${line.name} ${percent(shareBelow(line.shape, at), 0)}`).join(", ")}`;
  const onPointer = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left - frame.left) / (width - frame.left - frame.right);
    setStep(part < 0 || part > 1 ? null : Math.round(part * steps));
  };
  const onKey = (event: KeyboardEvent) => {
    const to: Record<string, number | null> = { ArrowLeft: Math.max(0, (step ?? steps / 2 + 1) - 1), ArrowRight: Math.min(steps, (step ?? steps / 2 - 1) + 1), Home: 0, End: steps, Escape: null };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setStep(next);
  };
  const faded = (line: OverlayLine) => (only !== null && only !== line.shape.ref ? 0.18 : 1);
  const tallest = extentOf(lines.flatMap((line) => line.shape.points.map((point) => point.share)))?.[1] ?? 1;
  return (
    <div className="grid gap-1">
      <div ref={ref} className="relative w-full" style={{ height }}>
        {width > 0 ? (
          <>
            <svg width={width} height={height} aria-hidden="true">
              <defs><clipPath id="overlay-frame"><rect x={frame.left} y={frame.top - 4} width={Math.max(0, width - frame.left - frame.right)} height={bottom - frame.top + 5} /></clipPath></defs>
              {up.ticks.map((tick) => <g key={tick}><path d={`M${frame.left},${scales.y(tick)}H${width - frame.right}`} stroke="var(--line)" /><text x={frame.left - 6} y={scales.y(tick) + 4} textAnchor="end" {...text}>{as === "share" ? `${Math.round(tick * 100)}%` : tickLabel(tick, up.step)}</text></g>)}
              {across.ticks.filter((tick) => tick >= axes.from && tick <= axes.to).map((tick) => <text key={tick} x={scales.x(tick)} y={height - 8} textAnchor="middle" {...text}>{tickLabel(tick, across.step)}</text>)}
              <g clipPath="url(#overlay-frame)">
                {lines.map((line) => {
                  const { stroke, dash } = lineLook(line.index);
                  return (
                    <g key={line.shape.ref} opacity={faded(line)}>
                      <path d={as === "density" ? densityPath(line.shape, scales) : sharePath(line.shape, scales, axes)} fill="none" stroke={stroke} strokeWidth={1.75} strokeDasharray={dash} strokeLinejoin="round" />
                      {as === "density" ? line.shape.points.map((point) => <path key={point.at} d={`M${scales.x(point.at)},${bottom}V${bottom - (bottom - frame.top) * 0.9 * (point.share / tallest)}`} stroke={stroke} strokeWidth={3} strokeDasharray={dash} />) : null}
                      {marksOf(line, scales, { as, ends: axes }).map(([x, y]) => <Mark key={x} index={line.index} x={x} y={y} />)}
                    </g>
                  );
                })}
              </g>
              {at === null ? null : <path d={`M${scales.x(at)},${frame.top}V${bottom}`} stroke="var(--ink-3)" strokeDasharray="2 3" />}
            </svg>
            <div role="slider" tabIndex={0} aria-label={`${label}: value read out, arrow keys move it`} aria-valuemin={0} aria-valuemax={steps} aria-valuenow={step ?? 0} aria-valuetext={said ?? "no value chosen"}
              onPointerMove={onPointer} onPointerDown={onPointer} onPointerLeave={() => setStep(null)} onBlur={() => setStep(null)} onKeyDown={onKey} className="absolute inset-0 touch-pan-y rounded-control" />
          </>
        ) : null}
      </div>
      <p aria-hidden="true" className="min-h-[18px] text-note text-ink-2">{said}</p>
    </div>
  );
}
