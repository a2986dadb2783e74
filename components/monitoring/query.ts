import { driftDefinitions, driftMetrics, rangeSeconds, ranges, type DriftDefinition, type DriftMetric, type Range } from "#server/domains/monitoring/contract.ts";
import { environments } from "#server/domains/releases/contract.ts";

/** What the monitoring page asks for; all of it is in the address. Without `from` and `to` it is live. */
export type MonitorQuery = {
  model: string; environment: string; range: Range; version?: number; from?: string; to?: string; windowSeconds?: number; feature?: string;
  /** A third side of the distribution: "previous", "week" or "v2". */
  third?: string;
  /** The drawn number and whose definition it follows, where that is not our own PSI or JS. */
  measure?: DriftMetric; as?: DriftDefinition;
};
export const monitorKeys = ["range", "from", "to", "window", "environment", "version", "feature", "metric", "quality", "as", "third", "samples", "segment", "by", "segments"] as const;
export type MonitorKey = (typeof monitorKeys)[number];

const whole = (text: string | null | undefined): number | undefined => (text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined);
const instant = (text: string | null | undefined): string | undefined => {
  const at = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
};

/** What a page shows where its address says nothing. */
export type MonitorDefaults = { model: string; environment: string; range?: Range };

/** Reads an address; what does not fit is the default, so that an address typed by hand still has a page. */
export function monitorQuery(about: MonitorDefaults, get: (key: MonitorKey) => string | null | undefined): MonitorQuery {
  const from = instant(get("from"));
  const to = instant(get("to"));
  const fixed = from !== undefined && to !== undefined && from < to;
  return {
    model: about.model,
    environment: environments.find((name) => name === get("environment")) ?? about.environment,
    range: ranges.find((range) => range === get("range")) ?? about.range ?? "1h",
    version: whole(get("version")), windowSeconds: whole(get("window")), feature: get("feature") || undefined,
    ...(/^(previous|week|v[1-9]\d{0,8})$/.test(get("third") ?? "") ? { third: get("third") ?? undefined } : {}),
    ...measureOf(get("metric"), get("as")),
    ...(fixed ? { from, to } : {}),
  };
}

const metricOf = (text: string | null | undefined): DriftMetric => driftMetrics.find((metric) => metric === text) ?? "psi";

/** What the address asks to be drawn; our own PSI and JS are always there and are not asked for. */
function measureOf(metric: string | null | undefined, as: string | null | undefined): Pick<MonitorQuery, "measure" | "as"> {
  const definition = driftDefinitions.find((name) => name === as && name !== "signalbox");
  const measure = metricOf(metric);
  if (definition === undefined && (measure === "psi" || measure === "js")) return {};
  return { measure, ...(definition ? { as: definition } : {}) };
}
export const drawnMetric = metricOf;

/** The same length of time before (-1) or after (1), never past now. */
export function shifted(range: { from: string; to: string }, by: -1 | 1, nowMs: number): { from: string; to: string } {
  const [from, to] = [Date.parse(range.from), Date.parse(range.to)];
  const move = by === -1 ? from - to : Math.min(to - from, Math.max(0, nowMs - to));
  return { from: new Date(from + move).toISOString(), to: new Date(to + move).toISOString() };
}

/** The environment a model's page shows unless one is asked for: production, if anything serves there. */
export const mainEnvironment = (routed: readonly string[]): string => (routed.length === 0 || routed.includes("production") ? "production" : routed[0] ?? "production");

/** An hour, unless the data's own day is so short that ten minutes hold five of it. */
export const mainRange = (driftWindowSeconds: number): Range => (driftWindowSeconds * 5 <= rangeSeconds["10m"] ? "10m" : "1h");

/** What an embed of this chart covers. */
export const embedRange = (query: MonitorQuery): Range | { from: string; to: string } => (query.from !== undefined && query.to !== undefined ? { from: query.from, to: query.to } : query.range);

/** Whole units only, largest first, a day as 24 h: 120 is "2 min", 90 is "90 s". */
export function widthWords(seconds: number): string {
  if (seconds % 86_400 === 0 && seconds > 86_400) return `${seconds / 86_400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** Widths to pick from: the drift window, seven of it, and two shorter ones that show the hour; all on the base grid. */
export function windowChoices(driftSeconds: number, baseSeconds: number): { seconds: number; text: string }[] {
  const onGrid = (seconds: number) => Math.max(baseSeconds, Math.round(seconds / baseSeconds) * baseSeconds);
  const widths = [...new Set([onGrid(driftSeconds / 24), onGrid(driftSeconds / 4), driftSeconds, driftSeconds * 7])].toSorted((a, b) => a - b);
  const say = (seconds: number) => (seconds === driftSeconds ? "the drift window" : seconds < driftSeconds ? "shows the hour" : "seven drift windows");
  return widths.map((seconds) => ({ seconds, text: `${widthWords(seconds)}, ${say(seconds)}` }));
}

export const rangeWords = (range: Range): string => (range === "1y" ? "1 y" : widthWords(rangeSeconds[range]));
