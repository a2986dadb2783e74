import { extentOf, instantMs, linearScale, linePath, niceTicks, tickLabel, timeLabel, timeTicks, type Scale } from "../../../shared/plot/index.ts";
import type { PanelData } from "../contract.ts";
import { gridOf, seriesColour, textAt, textWidth, type Ink, type LegendEntry, type Plot } from "./picture-parts.ts";

/** The value axis starts at nothing and reaches above the highest point, and above the limit where there is one. */
function valueAxis(data: PanelData) {
  const highest = extentOf(data.series.flatMap((series) => series.points.map(([, value]) => value)))?.[1] ?? 0;
  return niceTicks([0, Math.max(highest, data.limit === null ? 0 : data.limit * 1.25) || 1], 5);
}

function marksOf(data: PanelData, ink: Ink, at: { plot: Plot; x: Scale }): string {
  return data.marks.map((mark) => {
    const x = Math.min(Math.max(at.x(mark.atMs), at.plot.left), at.plot.right);
    const toLeft = x + 12 + textWidth(mark.text, 11) > at.plot.right;
    return `<path d="M${x.toFixed(1)},${at.plot.top + 5}V${at.plot.bottom}" stroke="${ink.ink3}" stroke-dasharray="1.5 3"/><circle cx="${x.toFixed(1)}" cy="${at.plot.top}" r="4" fill="${ink.panel}" stroke="${ink.ink2}" stroke-width="1.5"/>`
      + textAt([toLeft ? x - 8 : x + 8, at.plot.top + 4], mark.text, { fill: ink.ink2, size: 11, anchor: toLeft ? "end" : "start" });
  }).join("");
}

function limitOf(limit: number, ink: Ink, at: { plot: Plot; y: number; label: string }): string {
  return limit <= 0 ? "" : `<path d="M${at.plot.left},${at.y.toFixed(1)}H${at.plot.right}" stroke="${ink.caution}" stroke-dasharray="5 3"/>${textAt([at.plot.left + 4, at.y - 5], at.label, { fill: ink.caution, size: 11 })}`;
}

function timeAxis(data: PanelData, ink: Ink, at: { plot: Plot; x: Scale }): string {
  const [from, to] = [instantMs(data.from), instantMs(data.to)];
  const { ticks, stepMs } = timeTicks(from, to, { count: Math.max(2, Math.floor((at.plot.right - at.plot.left) / 90)) });
  return ticks.map((tick) => {
    const label = timeLabel(tick, stepMs);
    const half = textWidth(label, 11) / 2;
    const x = at.x(tick);
    const anchor = x - half < at.plot.left ? "start" : x + half > at.plot.right ? "end" : "middle";
    return `<path d="M${x.toFixed(1)},${at.plot.bottom}v3" stroke="${ink.line2}"/>${textAt([x, at.plot.bottom + 16], label, { fill: ink.ink3, size: 11, anchor })}`;
  }).join("");
}

/** Lines over time, later series under earlier ones: the first named is the one that matters. */
export function drawLines(data: PanelData, ink: Ink, plot: Plot): string {
  const axis = valueAxis(data);
  const x = linearScale([instantMs(data.from), instantMs(data.to)], [plot.left, plot.right]);
  const y = linearScale(axis.domain, [plot.bottom, plot.top]);
  const lines = data.series.map((series, index) => `<path d="${linePath(series.points.map(([at, value]) => [x(at), value === null ? null : y(value)]))}" fill="none" stroke="${seriesColour(ink, index)}" stroke-width="1.75" stroke-linejoin="round" stroke-linecap="round"/>`);
  return gridOf(plot, ink, axis.ticks.map((tick) => ({ y: y(tick), label: tickLabel(tick, axis.step) })))
    + timeAxis(data, ink, { plot, x })
    + (data.limit === null ? "" : limitOf(data.limit, ink, { plot, y: y(data.limit), label: `alert at ${data.limit.toFixed(2)}` }))
    + lines.toReversed().join("") + marksOf(data, ink, { plot, x });
}

const figure = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3));

/** Each series' name with its newest value, in its colour. */
export function lineLegend(data: PanelData, ink: Ink): LegendEntry[] {
  return data.series.map((series, index) => {
    const newest = series.points.findLast(([, value]) => value !== null)?.[1] ?? null;
    return { colour: seriesColour(ink, index), words: newest === null ? series.name : `${series.name} ${figure(newest)}` };
  });
}
