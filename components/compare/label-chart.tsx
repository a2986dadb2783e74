"use client";
import { linearScale, niceTicks, tickLabel } from "#server/shared/plot/index.ts";
import { useSize } from "../charts/use-size.ts";
import { percent } from "../ui/format.ts";
import type { LabelRow } from "./density.ts";
import { Mark } from "./lines.tsx";

const rowPx = 26;
const labelPx = 108;
const foot = 24;
/** Equal shares stand a little above each other, so that none hides another. */
const spreadPx = 2.2;
const text = { fontSize: 11, fill: "var(--ink-2)" } as const;

/** Labels one under another; on each line the share that every version gives it, by shape and colour. */
export function LabelChart({ label, rows, indexes, names }: { label: string; rows: readonly LabelRow[]; indexes: readonly number[]; names: readonly string[] }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const axis = niceTicks([0, Math.max(0.01, ...rows.flatMap((row) => row.shares.map((share) => share ?? 0)))], 4);
  const x = linearScale(axis.domain, [labelPx, Math.max(labelPx + 10, width - 18)]);
  const height = rows.length * rowPx + foot;
  return (
    <div ref={ref} className="w-full" style={{ height }}>
      {width > 0 ? (
        <svg width={width} height={height} role="img" aria-label={`${label}: ${rows.map((row) => `${row.label} ${row.shares.map((share, index) => `${names[index]} ${percent(share, 0)}`).join(", ")}`).join("; ")}`}>
          {axis.ticks.map((tick) => <g key={tick}><path d={`M${x(tick)},0V${height - foot}`} stroke="var(--line)" /><text x={x(tick)} y={height - 8} textAnchor="middle" fontSize={11} fill="var(--ink-3)">{tickLabel(tick * 100, axis.step * 100)}%</text></g>)}
          {rows.map((row, at) => {
            const y = at * rowPx + rowPx / 2;
            const shares = row.shares.map((share) => share ?? 0);
            return (
              <g key={row.label}>
                <text x={labelPx - 10} y={y + 4} textAnchor="end" {...text}>{row.label.length > 15 ? `${row.label.slice(0, 14)}…` : row.label}</text>
                <path d={`M${x(Math.min(...shares))},${y}H${x(Math.max(...shares))}`} stroke="var(--line-2)" strokeWidth={2} />
                {row.shares.map((share, index) => <Mark key={names[index]} index={indexes[index] ?? 0} x={x(share ?? 0)} y={y + (index - (shares.length - 1) / 2) * spreadPx} />)}
              </g>
            );
          })}
        </svg>
      ) : null}
    </div>
  );
}
