import type { MetricSeries, SeriesPoint } from "#server/domains/registry/contract-metrics.ts";
import { bandPath, extentOf, linePath, linearScale, niceTicks, tickLabel, type PlotPoint } from "#server/shared/plot/index.ts";

export type Frame = { width: number; height: number };
export type HistoryPlot = {
  line: string; band: string;
  /** Values of the axis with their places, from the top. */
  ticks: { y: number; text: string }[];
  /** Where points lie that are no numbers, or have no place on a logarithmic scale. */
  marks: { x: number; kind: "nan" | "up" | "down" }[];
  /** Stretches that a logarithmic scale has no place for. */
  left: number;
  /** Each point's place, for the readout. */
  places: { x: number; y: number | null; point: SeriesPoint }[];
};
const edge = 6;
/** Room for the axis' numbers, left of the line. */
const gutter = 44;
const logTicks = 4;

function ticksOf(values: readonly (number | null)[], log: boolean): { low: number; high: number; ticks: number[]; text: (tick: number) => string } {
  const [low, high] = extentOf(values) ?? [0, 1];
  if (!log) {
    const { domain, ticks, step } = niceTicks([low, high], 4);
    const wild = step >= 1e12 || step < 1e-6;
    return { low: domain[0], high: domain[1], ticks, text: (tick) => (wild ? tick.toExponential(1) : tickLabel(tick, step)) };
  }
  const from = Math.floor(Math.log10(low));
  const to = Math.max(from + 1, Math.ceil(Math.log10(high)));
  const every = Math.max(1, Math.ceil((to - from) / logTicks));
  return { low: from, high: to, ticks: Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every), text: (tick) => (Math.abs(tick) > 4 ? `1e${tick}` : String(Number((10 ** tick).toPrecision(1)))) };
}

/** A metric's line with the band of what lies between lowest and highest. On a logarithmic scale nothing at or below nought has a place. */
export function historyPlot(series: MetricSeries, frame: Frame, log: boolean): HistoryPlot {
  const { points } = series;
  const onScale = (value: number | null) => (value === null || (log && value <= 0) ? null : value);
  const shown = points.map((point) => ({ point, low: onScale(point.low), high: onScale(point.high), mean: onScale(point.mean) }));
  const axis = ticksOf(shown.flatMap(({ low, high, mean }) => [low, high, mean]), log);
  const x = linearScale([series.from, series.to], [gutter, frame.width - edge]);
  const scale = linearScale([axis.low, axis.high], [frame.height - edge, edge]);
  const y = (value: number) => scale(log ? Math.log10(value) : value);
  const place = (value: number | null) => (value === null ? null : y(value));
  const places = shown.map(({ point, mean }) => ({ x: x(point.x), y: place(mean), point }));
  const at = (pick: (one: (typeof shown)[number]) => number | null): PlotPoint[] => shown.map((one) => [x(one.point.x), place(pick(one))]);
  const wide = shown.some(({ low, high }) => low !== high);
  return {
    line: linePath(places.map((one): PlotPoint => [one.x, one.y])),
    band: wide ? bandPath(at(({ high, low }) => (low === null ? null : high)), at(({ low }) => low)) : "",
    ticks: axis.ticks.map((tick) => ({ y: scale(tick), text: axis.text(tick) })),
    marks: points.flatMap((point) => (["nan", "up", "down"] as const).filter((kind) => point[kind] > 0).map((kind) => ({ x: x(point.x), kind }))),
    left: log ? points.filter((point) => point.low !== null && point.low <= 0).length : 0,
    places,
  };
}

/** The place nearest to a point of the chart; null when there is none. */
export function nearestPlace(places: HistoryPlot["places"], at: number): number | null {
  let best: number | null = null;
  places.forEach((place, index) => { if (best === null || Math.abs(place.x - at) < Math.abs((places[best]?.x ?? 0) - at)) best = index; });
  return best;
}
