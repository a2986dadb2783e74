import type { PanelData } from "#server/domains/embeds/contract.ts";
import { linearScale, niceTicks, tickLabel } from "#server/shared/plot/index.ts";
import type { Size } from "../charts/use-size.ts";

const frame = { top: 12, right: 14, bottom: 24, left: 46 } as const;
const text = { fontSize: 11, fill: "var(--ink-3)" } as const;
const charPx = 6;
const cut = (label: string, signs: number) => (label.length > signs ? `${label.slice(0, Math.max(1, signs - 1))}…` : label);

/** Baseline as grey bars with their own edge, live as a line on each. */
export function EmbedBars({ data, size }: { data: PanelData; size: Size }) {
  const { width, height } = size;
  const axis = niceTicks([0, Math.max(0.01, ...data.bins.flatMap((bin) => [bin.baseline, bin.live]))], 4);
  const y = linearScale(axis.domain, [height - frame.bottom, frame.top]);
  const slot = (width - frame.left - frame.right) / Math.max(1, data.bins.length);
  const longest = Math.min(14, Math.max(1, ...data.bins.map((bin) => bin.label.length)));
  const stride = Math.max(1, Math.ceil((longest * charPx + 6) / slot));
  return (
    <svg width={width} height={height} role="img" aria-label={`${data.title}: ${data.note}`} className="block">
      <path d={`M${frame.left} ${frame.top}H${width - frame.right}V${height - frame.bottom}H${frame.left}Z`} fill="transparent" />
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <line x1={frame.left} x2={width - frame.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text x={frame.left - 8} y={y(tick) + 4} textAnchor="end" {...text}>{tickLabel(tick * 100, axis.step * 100)}%</text>
        </g>
      ))}
      {data.bins.map((bin, index) => {
        const left = frame.left + index * slot + 1;
        const wide = Math.max(1, slot - 2);
        return (
          <g key={bin.label}>
            <rect x={left} y={y(bin.baseline)} width={wide} height={Math.max(0, y(0) - y(bin.baseline))} fill="var(--baseline)" fillOpacity={0.22} stroke="var(--baseline)" />
            <line x1={left} x2={left + wide} y1={y(bin.live)} y2={y(bin.live)} stroke="var(--series-1)" strokeWidth={2.5} />
            {index % stride === 0 ? <text x={left + wide / 2} y={height - 8} textAnchor="middle" {...text}>{cut(bin.label, Math.max(3, Math.floor((slot * stride) / charPx) - 1))}</text> : null}
          </g>
        );
      })}
    </svg>
  );
}
