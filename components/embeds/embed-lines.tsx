import type { PanelData } from "#server/domains/embeds/contract.ts";
import { linePath, linearScale, type PlotPoint } from "#server/shared/plot/index.ts";
import { markLevels } from "../charts/mark-levels.ts";
import { mergeRows, timeAxis, valueAxis } from "../charts/rows.ts";
import { strokeOf, type ChartSeries, type Tone } from "../charts/types.ts";
import type { Size } from "../charts/use-size.ts";

const tones = [1, 2, 3, 4] as const satisfies readonly Tone[];
export const toneOf = (index: number): Tone => tones[index % tones.length] ?? "grey";
const frame = { top: 16, right: 14, bottom: 24, left: 46 } as const;
const text = { fontSize: 11, fill: "var(--ink-3)" } as const;
const levelPx = 14;

const toSeries = (data: PanelData): ChartSeries[] =>
  data.series.map(({ name, points }, index) => ({ name, tone: toneOf(index), points: points.map(([at, value]) => ({ at, value, low: null, count: 0 })) }));

/** Lines over time in plain SVG: an embed carries no chart library. */
export function EmbedLines({ data, size }: { data: PanelData; size: Size }) {
  const { width, height } = size;
  const [from, to] = [Date.parse(data.from), Date.parse(data.to)];
  const series = toSeries(data);
  const values = valueAxis(series, data.limit ?? undefined);
  const x = linearScale([from, to], [frame.left, width - frame.right]);
  const y = linearScale(values.domain, [height - frame.bottom, frame.top]);
  const times = timeAxis({ from, to }, width - frame.left - frame.right);
  const stride = Math.max(1, Math.ceil((values.ticks.length * 16) / Math.max(1, height - frame.top - frame.bottom)));
  const marks = data.marks.filter((mark) => mark.atMs >= from && mark.atMs <= to);
  const places = markLevels(marks.map((mark) => ({ x: x(mark.atMs), chars: mark.text.length })), width - frame.right);
  const lines = series.map((one) => ({ name: one.name, tone: one.tone, path: linePath(mergeRows([one]).map((row): PlotPoint => [x(row.at), typeof row["s0"] === "number" ? y(row["s0"]) : null])) }));
  return (
    <svg width={width} height={height} role="img" aria-label={`${data.title}: ${data.note}`} className="block">
      <path d={`M${frame.left} ${frame.top}H${width - frame.right}V${height - frame.bottom}H${frame.left}Z`} fill="transparent" />
      {values.ticks.map((tick, index) => (
        <g key={tick}>
          <line x1={frame.left} x2={width - frame.right} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          {index % stride === 0 ? <text x={frame.left - 8} y={y(tick) + 4} textAnchor="end" {...text}>{values.label(tick)}</text> : null}
        </g>
      ))}
      {times.map((tick, index) => <text key={tick.at} x={x(tick.at)} y={height - 8} textAnchor={index === 0 ? "start" : index === times.length - 1 ? "end" : "middle"} {...text}>{tick.text}</text>)}
      {data.limit === null ? null : (
        <>
          <line x1={frame.left} x2={width - frame.right} y1={y(data.limit)} y2={y(data.limit)} stroke="var(--caution)" strokeDasharray="5 3" />
          <text x={frame.left + 4} y={y(data.limit) - 5} fontSize={11} fill="var(--caution)">alert at {data.limit.toFixed(2)}</text>
        </>
      )}
      {lines.toReversed().map((line) => <path key={line.name} d={line.path} fill="none" stroke={strokeOf[line.tone]} strokeWidth={1.75} strokeLinejoin="round" strokeLinecap="round" />)}
      {marks.map((mark, index) => {
        const place = places[index];
        if (place === undefined) return null;
        const top = frame.top - 6 + place.level * levelPx;
        return (
          <g key={`${mark.atMs} ${mark.text}`}>
            <line x1={place.x} x2={place.x} y1={top + 4} y2={height - frame.bottom} stroke="var(--ink-3)" strokeDasharray="1.5 3" />
            <circle cx={place.x} cy={top} r="4" fill="var(--panel)" stroke="var(--ink-2)" strokeWidth="1.5" />
            {place.named ? <text x={place.toLeft ? place.x - 8 : place.x + 8} y={top + 4} textAnchor={place.toLeft ? "end" : "start"} fontSize={11} fill="var(--ink-2)">{mark.text}</text> : null}
          </g>
        );
      })}
    </svg>
  );
}
