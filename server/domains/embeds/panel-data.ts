import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { breakGaps, downsample, type SeriesPoint } from "../../shared/plot/index.ts";
import { systemActor } from "../identity/contract.ts";
import { distribution, drift, liveBrief, traffic } from "../monitoring/index.ts";
import { routeChanges, servedVersionOf } from "../releases/index.ts";
import { rangeSeconds, type Panel, type PanelData } from "./contract.ts";
import { barsOf } from "./rules/bars.ts";
import { driftMetricOf, durationWords, stepOnGrid, trafficMetricOf, type TrafficMetric } from "./rules/describe-panel.ts";
import { lastValue, pickSeries } from "./rules/pick-series.ts";
import type { EmbedRow } from "./store.ts";

const pointsAtMost = 300;
/** PSI from which a column is in alert (the product's levels); Jensen–Shannon has no level of its own. */
const psiAlert = 0.1;

type Span = { fromMs: number; toMs: number; words: string };
type Content = Pick<PanelData, "unit" | "note" | "limit" | "series" | "bins">;
type Asked = { panel: Panel; version: string; from: string; to: string; span: Span };

/** Rolling ranges end on the base grid, so that polls between two counters are of one instant, and have one ETag. */
function spanOf(deps: Deps, panel: Panel): Span {
  const baseMs = deps.env.baseWindowSeconds * 1000;
  if (typeof panel.range === "object") return { fromMs: Date.parse(panel.range.from), toMs: Date.parse(panel.range.to), words: "a fixed range" };
  const toMs = Math.ceil(deps.clock.now().getTime() / baseMs) * baseMs;
  return { fromMs: toMs - rangeSeconds[panel.range] * 1000, toMs, words: `last ${durationWords(rangeSeconds[panel.range])}` };
}

const grouped = (count: number) => count.toLocaleString("en-US");

async function driftContent(deps: Deps, { panel, version, from, to, span }: Asked): Promise<Content> {
  const metric = driftMetricOf(panel);
  const stepSeconds = stepOnGrid((span.toMs - span.fromMs) / 1000, { baseSeconds: deps.env.baseWindowSeconds, limit: pointsAtMost - 60 });
  const view = await drift(deps, systemActor, { model: panel.model, environment: panel.environment, version: Number(version), feature: panel.feature, from, to, stepSeconds, whole: true });
  const shown = panel.feature === undefined ? pickSeries(view.series, metric) : view.series;
  const rows = Math.max(0, ...shown.map((series) => series.points.at(-1)?.count ?? 0));
  const unit = metric === "psi" ? "PSI" : "JS distance";
  const enough = shown.some((series) => lastValue(series, metric) !== null);
  const rests = enough ? `the newest rests on ${grouped(rows)} predictions` : "too few predictions to tell";
  return {
    unit, limit: metric === "psi" ? psiAlert : null, bins: [],
    note: view.baselineRows === null ? "No baseline yet, so there is no drift to show" : `${unit} of ${durationWords(view.windowSeconds)} windows, ${span.words}; ${rests}`,
    series: shown.map((series) => ({ name: series.feature, points: thin(series.points.map((point) => [Date.parse(point.to), point[metric]]), stepSeconds) })),
  };
}

const thin = (points: SeriesPoint[], stepSeconds: number): [number, number | null][] => downsample(breakGaps(points, stepSeconds * 1000), pointsAtMost).map(([at, value]) => [at, value]);

const trafficUnits = { requests: "requests/s", errors: "errors/s", p50: "ms", p95: "ms", p99: "ms" } as const satisfies Record<TrafficMetric, string>;

async function trafficContent(deps: Deps, { panel, version, from, to, span }: Asked): Promise<Content> {
  const metric = trafficMetricOf(panel);
  const windowSeconds = stepOnGrid((span.toMs - span.fromMs) / 1000, { baseSeconds: deps.env.baseWindowSeconds, limit: 150 });
  const view = await traffic(deps, systemActor, { model: panel.model, environment: panel.environment, version: Number(version), from, to, windowSeconds });
  // A window still filling has no rate yet.
  const closed = view.points.filter((point) => Date.parse(point.to) <= deps.clock.now().getTime());
  const valueOf = (point: (typeof closed)[number]): number | null => {
    switch (metric) {
      case "requests": return point.requests / view.windowSeconds;
      case "errors": return point.errors / view.windowSeconds;
      case "p50": return point.p50Ms;
      case "p95": return point.p95Ms;
      case "p99": return point.p99Ms;
      default: return metric satisfies never;
    }
  };
  const requests = closed.reduce((sum, point) => sum + point.requests, 0);
  return {
    unit: trafficUnits[metric], limit: null, bins: [], note: `${trafficUnits[metric]} in ${durationWords(view.windowSeconds)} windows, ${span.words}; ${grouped(requests)} requests`,
    series: [{ name: metric, points: thin(closed.map((point) => [Date.parse(point.to), valueOf(point)]), view.windowSeconds) }],
  };
}

async function distributionContent(deps: Deps, { panel, version, from, to, span }: Asked): Promise<Content> {
  const view = await distribution(deps, systemActor, { model: panel.model, environment: panel.environment, version: Number(version), feature: panel.feature ?? "", from, to });
  return { unit: "share of rows", limit: null, series: [], bins: barsOf(view), note: `Share of rows in each baseline bin, ${span.words}; ${grouped(view.count.live)} live rows beside ${grouped(view.count.baseline)} of the baseline` };
}

async function contentOf(deps: Deps, asked: Asked): Promise<Content> {
  const content = { drift: driftContent, traffic: trafficContent, distribution: distributionContent } as const satisfies Record<Panel["kind"], typeof driftContent>;
  try {
    return await content[asked.panel.kind](deps, asked);
  } catch (error) {
    // What a panel names may go while its link stays: the chart says so, and comes back with it.
    if (error instanceof SignalboxError && error.code === "not_found") return { unit: "", limit: null, series: [], bins: [], note: error.message };
    throw error;
  }
}

/** What an embedded panel draws at this moment; at most 300 points a series. The same for the page and the picture. */
export async function panelData(deps: Deps, embed: Pick<EmbedRow, "title" | "panel">): Promise<PanelData> {
  const { panel } = embed;
  const span = spanOf(deps, panel);
  const from = new Date(span.fromMs).toISOString();
  const to = new Date(span.toMs).toISOString();
  const baseMs = deps.env.baseWindowSeconds * 1000;
  const asOf = new Date(Math.min(span.toMs, Math.floor(deps.clock.now().getTime() / baseMs) * baseMs)).toISOString();
  const about = { title: embed.title, model: panel.model, environment: panel.environment, kind: panel.kind, asOf, from, to };
  const served = await servedVersionOf(deps, panel);
  if (served === null) return { ...about, version: null, lamp: null, unit: "", note: `Nothing in ${panel.environment} serves ${panel.model} now`, limit: null, series: [], bins: [], marks: [] };
  const [content, brief, changes] = await Promise.all([
    contentOf(deps, { panel, version: served.version, from, to, span }),
    liveBrief(deps, { model: panel.model, versionId: served.versionId, environment: panel.environment }),
    panel.kind === "distribution" ? [] : routeChanges(deps, { model: panel.model, environment: panel.environment, from: new Date(span.fromMs), to: new Date(span.toMs) }),
  ]);
  const column = brief?.columns.find((candidate) => candidate.column === panel.feature);
  const lamp = panel.feature === undefined ? (brief?.lamp ?? "unknown") : (column?.lamp ?? "unknown");
  return {
    ...about, ...content, version: served.version, lamp: panel.kind === "traffic" || lamp === "clock" ? null : lamp,
    marks: changes.map((change) => ({ atMs: change.at.getTime(), text: change.rollback ? `back to v${change.version}` : `v${change.version} live` })),
  };
}
