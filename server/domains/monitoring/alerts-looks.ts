import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile, ReferenceColumn, WindowCounters } from "./contract.ts";
import { isQuality, statisticTerms, wholeModel } from "./contract-alerts.ts";
import { hourSecondsOf, judgingOf, type Judging } from "./judging.ts";
import { countersOf } from "./points.ts";
import { calibrationFor, qualityBetween } from "./quality-sums.ts";
import { ladderHours } from "./rules/alerts/budget.ts";
import type { MonitorTerms } from "./rules/alerts/check-monitor.ts";
import { columnEvidence, concerns, ladderEvidence, modelEvidence, type CountedStatistic, type Evidence, type Rung } from "./rules/alerts/evidence.ts";
import { qualityEvidence, type QualityWindow } from "./rules/alerts/quality-evidence.ts";
import { emptyWindow, mergeAll } from "./rules/merge.ts";
import { confusionOf, mainTask, numbersOf } from "./rules/quality/points.ts";
import { positiveClass } from "./rules/quality/estimate.ts";
import { coveredRange } from "./rules/terms.ts";
import { decompose, queryWidths } from "./rules/windows.ts";
import { readExtent, type Part } from "./store-windows.ts";
import { readCells, storedWidths, type Counted } from "./window-sums.ts";

type Looked = Counted & { profile: BaselineProfile | null; driftWindowSeconds: number };
/** What a monitor sees of one subject in the trailing windows that end at `toMs`. */
export type Seen<Monitor> = { monitor: Monitor; subject: string; evidence: Evidence };

/** Trailing windows that end at `toMs`, each the sum of the shorter one and the ring around it: what is counted is read once. */
async function nestedSums(deps: Deps, of: Counted & { profile: BaselineProfile | null }, ask: { toMs: number; widths: Iterable<number>; part: Part }): Promise<Map<number, WindowCounters>> {
  const sums = new Map<number, WindowCounters>();
  const stored = await storedWidths(deps);
  let last = { width: 0, sum: emptyWindow() };
  for (const width of [...new Set(ask.widths)].sort((a, b) => a - b)) {
    const ring = coveredRange(ask.toMs - width * 1000, ask.toMs - last.width * 1000, stored);
    const cells = await readCells(deps, of, { segments: decompose(ring.fromMs, ring.toMs, stored), part: ask.part });
    last = { width, sum: mergeAll([last.sum, ...cells.map((cell) => cell.counters)]) };
    sums.set(width, last.sum);
  }
  return sums;
}

/** What each of the trailing windows says of how right the version was; null where nothing was predicted in it. */
async function qualityWindows(deps: Deps, of: Looked, ask: { toMs: number; widths: Iterable<number> }): Promise<Map<number, QualityWindow | null>> {
  const windows = new Map<number, QualityWindow | null>();
  for (const width of new Set(ask.widths)) {
    const sum = await qualityBetween(deps, of, { fromMs: ask.toMs - width * 1000, toMs: ask.toMs });
    const task = mainTask(sum);
    const positives = task === null ? 0 : confusionOf(sum.labels.get(task)).reduce((rows, one) => rows + (one.actual === positiveClass ? one.rows : 0), 0);
    windows.set(width, task === null ? null : { task, numbers: numbersOf(sum, task, calibrationFor(of.profile, task).calibrate), positives });
  }
  return windows;
}

/** The windows of a monitor: drift climbs the ladder up to its own width, as far as windows of a width have a verdict. */
function widthsOf(monitor: MonitorTerms, of: { driftWindowSeconds: number; hourSeconds: number; judging: Judging | null }): number[] {
  if (monitor.statistic !== "drift") return [monitor.windowSeconds];
  const steps = [...ladderHours.map((hours) => hours * of.hourSeconds), of.driftWindowSeconds, monitor.windowSeconds];
  return [...new Set(steps)].filter((width) => width <= monitor.windowSeconds && (of.judging?.hasVerdict(width) ?? true)).sort((a, b) => a - b);
}

function subjectsOf(monitor: MonitorTerms, profile: BaselineProfile | null): ReferenceColumn[] {
  return profile?.columns.filter((column) => (monitor.subject === wholeModel || monitor.subject === column.name) && concerns(monitor.statistic, column)) ?? [];
}

/** What every monitor sees now: of each of its columns, or of the model. */
export async function lookAt<Monitor extends MonitorTerms>(deps: Deps, of: Looked, ask: { monitors: readonly Monitor[]; toMs: number }): Promise<Seen<Monitor>[]> {
  const { profile } = of;
  const { toMs } = ask;
  const hourSeconds = hourSecondsOf(deps.env);
  const judging = profile === null ? null : await judgingOf(deps, { ...of, profile });
  const known = { driftWindowSeconds: of.driftWindowSeconds, hourSeconds, judging };
  const ofColumns = profile === null ? [] : ask.monitors.filter((monitor) => statisticTerms[monitor.statistic].of === "column");
  const ofModel = ask.monitors.filter((monitor) => statisticTerms[monitor.statistic].of === "model");
  const ofQuality = ask.monitors.filter((monitor) => isQuality(monitor.statistic));
  const [columns, model, quality, extent] = await Promise.all([
    nestedSums(deps, of, { toMs, widths: ofColumns.flatMap((monitor) => widthsOf(monitor, known)), part: { kind: "columns" } }),
    nestedSums(deps, of, { toMs, widths: ofModel.map((monitor) => monitor.windowSeconds), part: { kind: "latency" } }),
    qualityWindows(deps, of, { toMs, widths: ofQuality.map((monitor) => monitor.windowSeconds) }),
    ofModel.some((monitor) => monitor.statistic === "trafficGone") ? readExtent(deps.db, of, queryWidths(deps.env.baseWindowSeconds)) : null,
  ]);
  const rung = (column: ReferenceColumn, windowSeconds: number): Rung => {
    const reference = judging?.referenceOf(column, { fromMs: toMs - windowSeconds * 1000, toMs }) ?? column.reference;
    return { windowSeconds, reference, live: countersOf(columns.get(windowSeconds) ?? emptyWindow(), column) };
  };
  const seen = (monitor: Monitor, statistic: CountedStatistic, column: ReferenceColumn): Evidence => {
    const level = { threshold: monitor.threshold, alpha: judging?.alpha ?? 0 };
    if (statistic === "drift") return ladderEvidence(widthsOf(monitor, known).map((width) => rung(column, width)), level);
    const own = rung(column, monitor.windowSeconds);
    return columnEvidence(statistic, statistic === "psi" || statistic === "js" ? { ...own, reference: column.reference } : own, level);
  };
  return ask.monitors.flatMap((monitor): Seen<Monitor>[] => {
    const { statistic, windowSeconds, threshold } = monitor;
    if (isQuality(statistic)) return [{ monitor, subject: wholeModel, evidence: qualityEvidence(statistic, { window: quality.get(windowSeconds) ?? null, windowSeconds }, threshold) }];
    if (statisticTerms[statistic].of === "column") return subjectsOf(monitor, profile).map((column) => ({ monitor, subject: column.name, evidence: seen(monitor, statistic, column) }));
    const window = model.get(windowSeconds) ?? emptyWindow();
    const expected = extent !== null && extent.first.getTime() < toMs - windowSeconds * 1000;
    return [{ monitor, subject: wholeModel, evidence: modelEvidence(statistic, { window, windowSeconds, expected }, threshold) }];
  });
}
