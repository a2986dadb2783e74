import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { Lamp } from "../../shared/lamps.ts";
import { rangeSeconds, type monitorInput, type ColumnStateView, type DriftView, type MonitorView, type ReferenceColumn, type WindowCounters } from "./contract.ts";
import { statisticTerms, wholeModel } from "./contract-alerts.ts";
import { columnNamed, driftSeries, type DriftSeries } from "./drift-series.ts";
import { describeColumn } from "./describe-column.ts";
import { judgeColumns } from "./judge-states.ts";
import { judgingOf, type Judging } from "./judging.ts";
import { measureDrift } from "./measure-drift.ts";
import { trafficPoints } from "./query-traffic.ts";
import { byFeature, contributionsOf } from "./rules/contributions.ts";
import { movedWords } from "./rules/moved.ts";
import { countersOf, sparkOf } from "./points.ts";
import { endsWithin, queryWidths, stepFor, windowEnds, type Cell } from "./rules/windows.ts";
import { loadColumnStates, loadGaps, loadModelState, loadProfile, loadSpells, type ColumnStateRow, type GapRow, type Spell } from "./store.ts";
import { firedBetween } from "./store-alerts.ts";
import { readExtent } from "./store-windows.ts";
import { checkMultiples, findTarget, readProfile, timeRange, type Target } from "./target.ts";
import { cellsFor, countedEnds, sumBetween } from "./window-sums.ts";

type Input = z.infer<typeof monitorInput>;
/** What is drawn: [fromMs, toMs), trailing windows at every step of it. */
type Frame = { fromMs: number; toMs: number; windowSeconds: number; stepSeconds: number };
const coarsePoints = 40;
/** A version and the part of the frame in which it served. */
type Part = { versionId: number; version: string; fromMs: number; toMs: number };

/**
 * Everything the monitoring page shows, of one moment. Without a version it follows what served: each point names its
 * version, windows of two versions are never added up in drift, and a promotion is a mark. The range is cut into at most
 * 240 steps; its end is made up to a whole step, so that the window still filling is there. The shown column and the outputs
 * have a point at every step, the others, whose lines are sparklines, at most `coarsePoints`.
 * @throws not_found for a model that the environment does not route, a version or a column that is not there; invalid_input
 * for a width that is no multiple of the base width
 */
export async function monitor(deps: Deps, actor: Actor, input: Input): Promise<MonitorView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const target = await findTarget(deps, input);
  if (input.feature !== undefined && target.profile !== null) columnNamed(target.profile, input.feature, target.model);
  const frame = frameOf(deps, target, input);
  const range = { from: new Date(frame.fromMs), to: new Date(frame.toMs) };
  const [spells, extent, gaps, state, states] = await Promise.all([
    loadSpells(deps.db, { ...target, ...range }), readExtent(deps.db, target, queryWidths(deps.env.baseWindowSeconds)), loadGaps(deps.db, { ...target, ...range }),
    loadModelState(deps.db, target), loadColumnStates(deps.db, target),
  ]);
  const chosen = input.feature ?? worstColumn(target, states);
  const parts = input.version === undefined ? partsOf(spells, target, frame) : [{ versionId: target.versionId, version: target.version, fromMs: frame.fromMs, toMs: frame.toMs }];
  const judging = target.profile === null ? null : await judgingOf(deps, { ...target, profile: target.profile });
  const shown = target.profile?.columns.find((column) => column.name === chosen);
  const newest = presentRange(deps, target, frame);
  const [series, traffic, now, distribution, measure] = await Promise.all([
    driftOf(deps, { target, parts, frame, chosen }), trafficOf(deps, { target, parts, frame }), present(deps, target, newest),
    shown === undefined ? null : describeColumn(deps, target, { column: shown, range: newest, third: input.third }),
    measureOf(deps, { target, frame, chosen }, input),
  ]);
  const columns = now === null || judging === null ? [] : columnTable({ target, series, frame, now: { ...now, judging }, states });
  const same = { model: target.model, version: target.version, environment: target.environment };
  return {
    ...same, since: target.served ? target.since.toISOString() : null, reported: target.reported, from: range.from.toISOString(), to: range.to.toISOString(), asOf: extent?.updatedAt.toISOString() ?? null,
    lamp: (state?.lamp ?? "unknown") as Lamp, driftWindowSeconds: target.driftWindowSeconds, windowSeconds: frame.windowSeconds, stepSeconds: frame.stepSeconds,
    baseSeconds: deps.env.baseWindowSeconds, windowShowsDrift: frame.windowSeconds >= target.driftWindowSeconds, baseline: target.baseline,
    drift: { ...same, baselineRows: target.profile?.rows ?? null, windowSeconds: frame.windowSeconds, stepSeconds: frame.stepSeconds, series },
    traffic: { ...same, windowSeconds: frame.stepSeconds, points: traffic },
    columns,
    measure, distribution,
    marks: spells.filter((spell) => spell.since >= range.from).map((spell) => ({ at: spell.since.toISOString(), text: markText(spell), releaseId: String(spell.releaseId) })),
    alerts: await alertMarks(deps, { ...target, ...range }),
    gaps: gaps.map((gap) => gapView(gap, target)),
  };
}

function frameOf(deps: Deps, target: Target, input: Input): Frame {
  const asked = timeRange(deps, input, rangeSeconds[input.range]);
  const stepSeconds = stepFor(Math.max(1, (asked.toMs - asked.fromMs) / 1000), deps.env.baseWindowSeconds);
  const toMs = Math.ceil(asked.toMs / (stepSeconds * 1000)) * stepSeconds * 1000;
  return { fromMs: input.from === undefined ? asked.fromMs + toMs - asked.toMs : asked.fromMs, toMs, stepSeconds, windowSeconds: input.windowSeconds ?? target.driftWindowSeconds };
}

/**
 * Who served when inside the frame, oldest first. What a batch dates before the first spell is its version's too. A range
 * before anything served shows the present version's own counters.
 */
function partsOf(spells: readonly Spell[], target: Target, frame: Frame): Part[] {
  const parts = spells.map((spell, index) => ({
    versionId: spell.versionId, version: spell.version, fromMs: index === 0 ? frame.fromMs : Math.max(frame.fromMs, spell.since.getTime()), toMs: Math.min(frame.toMs, spell.until?.getTime() ?? frame.toMs),
  }));
  return parts.length > 0 ? parts : [{ versionId: target.versionId, version: target.version, fromMs: frame.fromMs, toMs: frame.toMs }];
}

type Drawn = { target: Target; parts: readonly Part[]; frame: Frame };

/** The series of every part, joined by column; the columns and their order are the present version's, then those only an earlier one had. */
async function driftOf(deps: Deps, { target, parts, frame, chosen }: Drawn & { chosen: string | undefined }): Promise<DriftView["series"]> {
  const { windowSeconds, stepSeconds } = frame;
  const fine = windowEnds({ ...frame, windowSeconds, stepSeconds });
  const coarse = windowEnds({ ...frame, windowSeconds, stepSeconds: stepFor((frame.toMs - frame.fromMs) / 1000, deps.env.baseWindowSeconds, coarsePoints) });
  const joined = new Map<string, DriftSeries>(target.profile?.columns.map((column) => [column.name, { feature: column.name, role: column.role, kind: column.reference.kind, clock: column.clock, points: [] }]));
  const perPart = await Promise.all(parts.map(async (part) => {
    const profile = part.versionId === target.versionId ? target.profile : readProfile(await loadProfile(deps.db, part.versionId));
    if (profile === null) return [];
    const of = { versionId: part.versionId, environment: target.environment, profile };
    const isFine = (column: ReferenceColumn) => column.name === chosen || column.role === "output";
    const drawn = await Promise.all([true, false].map(async (finely) => {
      const features = profile.columns.filter((column) => isFine(column) === finely).map((column) => column.name);
      const ends = await countedEnds(deps, of, { ends: endsWithin(finely ? fine : coarse, part.fromMs, part.toMs), windowSeconds });
      return driftSeries(deps, of, { ends, windowSeconds, version: part.version, features, judgeAll: (column) => column.name === chosen, driftWindowSeconds: target.driftWindowSeconds });
    }));
    return drawn.flat();
  }));
  for (const series of perPart.flat()) {
    const had = joined.get(series.feature);
    if (had === undefined) joined.set(series.feature, series);
    else had.points.push(...series.points);
  }
  return [...joined.values()];
}

/** Requests of every version that served, added up where a promotion falls inside a window. */
async function trafficOf(deps: Deps, { target, parts, frame }: Drawn): Promise<MonitorView["traffic"]["points"]> {
  const windowSeconds = frame.stepSeconds;
  const ends = windowEnds({ ...frame, windowSeconds, stepSeconds: null });
  const perPart = await Promise.all(parts.map(async (part) => {
    const own = endsWithin(ends, part.fromMs, part.toMs + windowSeconds * 1000 - 1);
    return cellsFor(deps, { versionId: part.versionId, environment: target.environment, profile: null }, { ends: own, windowSeconds, part: { kind: "latency" } });
  }));
  // Two spells of one version may meet in one window: a stored window counts once.
  const cells = new Map<string, Cell>();
  for (const [i, part] of parts.entries()) for (const cell of perPart[i] ?? []) cells.set(`${part.versionId} ${cell.fromMs} ${cell.toMs}`, cell);
  return trafficPoints([...cells.values()].sort((a, b) => a.fromMs - b.fromMs), ends, { windowSeconds, histogram: true });
}

/** The newest drift window of the frame: what the table and the distribution stand on. */
function presentRange(deps: Deps, target: Target, frame: Frame): { fromMs: number; toMs: number } {
  const baseMs = deps.env.baseWindowSeconds * 1000;
  const toMs = Math.ceil(Math.min(frame.toMs, Math.max(frame.fromMs, deps.clock.now().getTime())) / baseMs) * baseMs;
  return { fromMs: toMs - target.driftWindowSeconds * 1000, toMs };
}

async function present(deps: Deps, target: Target, range: { fromMs: number; toMs: number }): Promise<{ fromMs: number; toMs: number; counters: WindowCounters } | null> {
  const { profile } = target;
  return profile === null ? null : { ...range, counters: await sumBetween(deps, { ...target, profile }, range) };
}

/** Another number than our own PSI and JS: of the shown column and the outputs, of the version that the page is about. */
async function measureOf(deps: Deps, { target, frame, chosen }: Omit<Drawn, "parts"> & { chosen: string | undefined }, { measure, as = "signalbox" }: Input): Promise<MonitorView["measure"]> {
  const own = as === "signalbox" && (measure === undefined || measure === "psi" || measure === "js");
  if (own || target.profile === null) return null;
  const columns = target.profile.columns.filter((column) => column.name === chosen || column.role === "output");
  return measureDrift(deps, target, { metric: measure ?? "psi", as, columns, ends: windowEnds(frame), windowSeconds: frame.windowSeconds });
}

/** One row a column, the worst first: its lamp as last judged, its numbers as of now. */
function columnTable(of: { target: Target; series: readonly DriftSeries[]; frame: Frame; now: { fromMs: number; toMs: number; counters: WindowCounters; judging: Judging }; states: readonly ColumnStateRow[] }): ColumnStateView[] {
  const { profile } = of.target;
  if (profile === null) return [];
  const lamps = new Map(of.states.map((state) => [state.column, state.lamp as Lamp | "clock"]));
  const now = new Map(judgeColumns(profile, { ...of.now, window: of.now }, lamps).map((column) => [column.column, column]));
  const parts = new Map(byFeature(profile.columns.map((column) => ({ column: column.name, psi: now.get(column.name)?.psi ?? null, clock: column.clock }))).map(({ column, share }) => [column, share]));
  const rows = profile.columns.flatMap((column): ColumnStateView[] => {
    const state = now.get(column.name);
    if (state === undefined) return [];
    const live = countersOf(of.now.counters, column);
    const lamp = column.clock ? "clock" : lamps.get(column.name) ?? "unknown";
    const share = (count: number) => (state.rows === 0 ? null : count / state.rows);
    const unseen = live === undefined ? 0 : Object.values(live.fresh).reduce((sum, count) => sum + count, live.unseen);
    const points = of.series.find((series) => series.feature === column.name)?.points ?? [];
    return [{
      column: column.name, role: column.role, kind: column.reference.kind, lamp, psi: state.psi, js: state.js, psiLower: state.psiLower, verdict: state.verdict,
      missingShare: live === undefined ? null : share(live.null + live.nan), unseenShare: live === undefined || column.reference.kind === "numeric" ? null : share(unseen), rows: state.rows,
      moved: live !== undefined && (lamp === "drifting" || lamp === "alert") ? contributionsOf(column.reference, live)?.words ?? movedWords(column.reference, live) : null,
      adds: parts.get(column.name) ?? null,
      spark: sparkOf(points, of.frame),
    }];
  });
  return rows.sort((a, b) => lampOrder[a.lamp] - lampOrder[b.lamp] || (b.psi ?? -1) - (a.psi ?? -1) || (a.column < b.column ? -1 : 1));
}

const lampOrder = { alert: 0, drifting: 1, steady: 2, unknown: 3, clock: 4 } as const satisfies Record<Lamp | "clock", number>;

/** The column with the worst lamp and the highest PSI when last judged; before that the first that is no clock. */
function worstColumn(target: Target, states: readonly ColumnStateRow[]): string | undefined {
  const known = states.filter((state) => target.profile?.columns.some((column) => column.name === state.column));
  const order = (state: ColumnStateRow) => lampOrder[state.lamp as Lamp | "clock"];
  const worst = known.sort((a, b) => order(a) - order(b) || (b.psi ?? -1) - (a.psi ?? -1) || (a.column < b.column ? -1 : 1))[0];
  return worst?.column ?? (target.profile?.columns.find((column) => !column.clock) ?? target.profile?.columns[0])?.name;
}

const alertMarksAtMost = 50;

/** What fired in the range, the oldest first. */
async function alertMarks(deps: Deps, ask: { modelId: number; environment: string; from: Date; to: Date }): Promise<MonitorView["alerts"]> {
  const fired = await firedBetween(deps.db, { ...ask, limit: alertMarksAtMost });
  return fired.toReversed().map((alert) => ({ at: (alert.firedAt ?? alert.since).toISOString(), text: `${alert.subject === wholeModel ? statisticTerms[alert.statistic].words : alert.subject} fires`, id: String(alert.id) }));
}

const markText = (spell: Spell): string => `v${spell.version} live${spell.kind === "rollback" ? " again" : ""}, release ${spell.releaseId}`;

function gapView(gap: GapRow, target: Target): MonitorView["gaps"][number] {
  const own = gap.lost.filter((lost) => lost.model === target.model && lost.environment === target.environment);
  const total = (of: "rows" | "requests") => own.reduce((sum, lost) => sum + lost[of], 0);
  return { from: gap.from_at.toISOString(), to: gap.to_at.toISOString(), rows: total("rows"), requests: total("requests") };
}
