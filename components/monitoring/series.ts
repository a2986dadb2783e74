import type { ColumnStateView, MonitorView } from "#server/domains/monitoring/contract.ts";
import type { ChartGap, ChartMark, ChartPoint, ChartSeries } from "../charts/types.ts";
import { paths } from "#server/shared/paths.ts";
import { count } from "../ui/format.ts";

export type DriftMetric = "psi" | "js";
type TrafficPoint = MonitorView["traffic"]["points"][number];
const sparkParts = 48;
/** A rate needs at least this much time under it. */
const rateSpanMs = 30_000;

/** The last output that is no clock: the score. */
export const scoreOf = (view: MonitorView): string | undefined => view.drift.series.findLast((series) => series.role === "output" && !series.clock)?.feature;

/** Drift by column: the chosen one first, then the score, both in colour, the rest grey. Clocks are left out unless chosen. */
export function driftLines(view: MonitorView, chosen: string | undefined, metric: DriftMetric): ChartSeries[] {
  const score = scoreOf(view);
  const rank = (feature: string) => (feature === chosen ? 0 : feature === score ? 1 : 2);
  return view.drift.series.filter((series) => !series.clock || series.feature === chosen)
    .map((series): ChartSeries => ({
      name: series.feature, tone: series.feature === chosen ? 2 : series.feature === score ? 1 : "grey", band: series.feature === chosen && metric === "psi",
      points: series.points.map((point) => ({ at: Date.parse(point.to), value: point[metric], low: metric === "psi" ? point.psiLower : null, count: point.count })),
    }))
    .toSorted((a, b) => rank(a.name) - rank(b.name));
}

const measureTones = [2, 1, 3, 4] as const;

/** Another number than our own PSI and JS, of the columns that have it: the chosen one first. */
export function measureLines(measure: NonNullable<MonitorView["measure"]>, chosen: string | undefined): ChartSeries[] {
  const order = measure.series.toSorted((a, b) => Number(b.feature === chosen) - Number(a.feature === chosen));
  return order.map(({ feature, points }, index): ChartSeries => ({
    name: feature, tone: measureTones[index] ?? "grey", band: points.some((point) => point.lo !== null),
    points: points.map((point) => ({ at: Date.parse(point.to), value: point.hi ?? point.value, low: point.lo, count: point.count })),
  }));
}

/** Refused requests a window by status code, the most frequent first; those without a code last. */
export function codeLines(view: MonitorView): ChartSeries[] {
  const totals = new Map<string, number>();
  for (const point of view.traffic.points) for (const [code, count] of Object.entries(point.codes)) totals.set(code, (totals.get(code) ?? 0) + count);
  const codes = [...totals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([code]) => code);
  const line = (name: string, tone: ChartSeries["tone"], of: (point: TrafficPoint) => number): ChartSeries => ({ name, tone, points: view.traffic.points.map((point) => ({ at: Date.parse(point.to), value: of(point), low: null, count: point.requests })) });
  const uncoded = (point: TrafficPoint) => point.errors - Object.values(point.codes).reduce((sum, count) => sum + count, 0);
  const lines = codes.slice(0, 4).map((code, index) => line(code, measureTones[index] ?? "grey", (point) => point.codes[code] ?? 0));
  const rest = codes.slice(4);
  if (rest.length > 0) lines.push(line(`${rest.length} other codes`, "grey", (point) => rest.reduce((sum, code) => sum + (point.codes[code] ?? 0), 0)));
  return view.traffic.points.some((point) => uncoded(point) > 0) ? [...lines, line("without a code", "grey", uncoded)] : lines;
}

/** A time chart's numbers as rows of CSV: the end of each window, then each series and what it rests on. */
export function timeRows(series: readonly ChartSeries[], counted: string): (string | number | null)[][] {
  const moments = [...new Set(series.flatMap((one) => one.points.map((point) => point.at)))].toSorted((a, b) => a - b);
  const known = series.map((one) => new Map(one.points.map((point) => [point.at, point])));
  return [["window_ends", ...series.map((one) => one.name), counted], ...moments.map((at) => [new Date(at).toISOString(), ...known.map((points) => points.get(at)?.value ?? null), Math.max(0, ...known.map((points) => points.get(at)?.count ?? 0))])];
}

/** The end of the last window that is over; the one after it is still filling. */
export function closedEndMs(view: MonitorView): number {
  const stepMs = view.stepSeconds * 1000;
  const newest = Math.min(Date.parse(view.to), view.asOf === null ? Number.POSITIVE_INFINITY : Date.parse(view.asOf));
  return Math.floor(newest / stepMs) * stepMs;
}

/** Every step of the range, quiet ones as nought; the one still filling by the time it has had, a second at least. */
function rates(view: MonitorView, of: (point: TrafficPoint) => number): ChartPoint[] {
  const stepMs = view.stepSeconds * 1000;
  const known = new Map(view.traffic.points.map((point) => [Date.parse(point.to), point]));
  const first = view.traffic.points[0];
  if (first === undefined) return [];
  const closed = closedEndMs(view);
  const newest = view.asOf === null ? closed : Date.parse(view.asOf);
  const points: ChartPoint[] = [];
  for (let at = Date.parse(first.to); at <= Math.min(Date.parse(view.to), closed + stepMs); at += stepMs) {
    const point = known.get(at);
    const spanMs = at > closed ? newest - closed : stepMs;
    if (spanMs < 1000) continue;
    points.push({ at, value: point === undefined ? 0 : of(point) / (spanMs / 1000), low: null, count: point?.requests ?? 0 });
  }
  return points;
}

export const trafficLines = (view: MonitorView): ChartSeries[] => [
  { name: "requests", tone: 1, points: rates(view, (point) => point.requests) },
  { name: "errors", tone: 2, points: rates(view, (point) => point.errors) },
];

export function latencyLines(view: MonitorView): ChartSeries[] {
  const line = (name: string, tone: ChartSeries["tone"], of: (point: TrafficPoint) => number | null): ChartSeries => ({
    name, tone, points: view.traffic.points.map((point) => ({ at: Date.parse(point.to), value: of(point), low: null, count: point.requests })),
  });
  return [line("p99", 3, (point) => point.p99Ms), line("p95", 1, (point) => point.p95Ms), line("p50", "grey", (point) => point.p50Ms)];
}

export const marksOf = (view: MonitorView): ChartMark[] => [
  ...view.marks.map((mark) => ({ at: Date.parse(mark.at), text: mark.text, href: paths.release(mark.releaseId) })),
  ...view.alerts.map((alert) => ({ at: Date.parse(alert.at), text: alert.text, href: paths.alert(alert.id) })),
].toSorted((a, b) => a.at - b.at);
export const gapsOf = (view: MonitorView): ChartGap[] => view.gaps.map((gap) => ({ from: Date.parse(gap.from), to: Date.parse(gap.to), text: gapText(gap) }));

const gapText = (gap: MonitorView["gaps"][number]) => gap.requests === 0 ? "an unknown number of requests" : `${count(gap.requests)} ${gap.requests === 1 ? "request" : "requests"} with ${count(gap.rows)} ${gap.rows === 1 ? "row" : "rows"}`;

/** What the shading means; null when there is none. */
export function gapNote(view: MonitorView): string | null {
  if (view.gaps.length === 0) return null;
  const total = view.gaps.reduce((sum, gap) => ({ ...sum, rows: sum.rows + gap.rows, requests: sum.requests + gap.requests }), { from: "", to: "", rows: 0, requests: 0 });
  const unknown = view.gaps.some((gap) => gap.requests === 0);
  return `Shaded: a serving process was killed there, or its disk lost counts; ${unknown ? "at least " : ""}${gapText(total)} were answered but not counted.`;
}

/** A line of equal parts of the range; each part the mean of its points, null where there is none. */
export function sparkline(points: readonly ChartPoint[], range: { from: number; to: number }): (number | null)[] {
  const sums = Array.from({ length: sparkParts }, () => ({ sum: 0, n: 0 }));
  for (const point of points) {
    const part = sums[Math.min(sparkParts - 1, Math.max(0, Math.ceil(((point.at - range.from) / (range.to - range.from)) * sparkParts) - 1))];
    if (part === undefined || point.value === null) continue;
    part.sum += point.value;
    part.n += 1;
  }
  return sums.map(({ sum, n }) => (n === 0 ? null : sum / n));
}

/** Requests a second of the newest half minute, or of one step where steps are longer; errors as a share of the whole range. */
export function trafficFigures(view: MonitorView): { perSecond: number; errorShare: number | null; requests: number; p99Ms: number | null } {
  const closed = closedEndMs(view);
  const spanMs = Math.max(rateSpanMs, view.stepSeconds * 1000);
  const recent = view.traffic.points.filter((point) => Date.parse(point.to) <= closed && Date.parse(point.to) > closed - spanMs);
  const sum = (points: readonly TrafficPoint[], of: "requests" | "errors") => points.reduce((total, point) => total + point[of], 0);
  const requests = sum(view.traffic.points, "requests");
  return {
    perSecond: sum(recent, "requests") / (spanMs / 1000), errorShare: requests === 0 ? null : sum(view.traffic.points, "errors") / requests, requests,
    p99Ms: (recent.findLast((point) => point.p99Ms !== null) ?? view.traffic.points.findLast((point) => point.p99Ms !== null))?.p99Ms ?? null,
  };
}

const words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const word = (value: number) => words[value] ?? String(value);

/** "one input and the score; none alerts". Empty when nothing drifts. */
export function driftingWords(columns: readonly ColumnStateView[]): string {
  const moved = columns.filter((column) => column.lamp === "drifting" || column.lamp === "alert");
  if (moved.length === 0) return "";
  const inputs = moved.filter((column) => column.role === "input").length;
  const outputs = moved.length - inputs;
  const parts = [inputs > 0 ? `${word(inputs)} ${inputs === 1 ? "input" : "inputs"}` : "", outputs === 1 ? "the score" : outputs > 1 ? `${word(outputs)} outputs` : ""].filter(Boolean);
  const alerts = moved.filter((column) => column.lamp === "alert").length;
  return `${parts.join(" and ")}; ${alerts === 0 ? "none alerts" : `${word(alerts)} ${alerts === 1 ? "alerts" : "alert"}`}`;
}

/** How many rows the newest drift point rests on; requests where there is no baseline. */
export function newestRows(view: MonitorView): number {
  const rows = view.columns.map((column) => column.rows);
  return rows.length > 0 ? Math.max(...rows) : view.traffic.points.reduce((sum, point) => sum + point.rows, 0);
}
