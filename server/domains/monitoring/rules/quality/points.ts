import type { EstimatedQuality, LabelCounters, QualityCounters, QualityTask, RealisedQuality, ScoreCounters } from "../../contract-quality.ts";
import type { Ends } from "../windows.ts";
import { estimateBinary, estimateMulticlass } from "./estimate.ts";
import { sumValue } from "./exact-sum.ts";
import type { Calibration } from "./isotonic.ts";
import { addLabelSum, labelSumOf, newLabelSum, type LabelSum } from "./label-counters.ts";
import { realisedOf } from "./realised.ts";
import { addScores, newScoreTally, scoreCounters, type ScoreTally } from "./score-counters.ts";

/** One stored window's scores and labels. */
export type QualityCell = { fromMs: number; toMs: number; scores: QualityCounters | null; labels: LabelCounters[] };
/** A running sum of cells. */
export type QualitySum = { scores: ScoreTally; labels: Map<QualityTask, LabelSum> };
export const newQualitySum = (): QualitySum => ({ scores: newScoreTally(), labels: new Map() });

export function addQuality(sum: QualitySum, cell: QualityCell, sign: 1 | -1 = 1): void {
  if (cell.scores) addScores(sum.scores, cell.scores, sign);
  for (const counters of cell.labels) {
    let own = sum.labels.get(counters.task);
    if (!own) sum.labels.set(counters.task, (own = newLabelSum(counters.task)));
    addLabelSum(own, labelSumOf(counters), sign);
  }
}

/** The task that most of the rows were counted as. */
export function mainTask(sum: QualitySum): QualityTask | null {
  const rows = (task: QualityTask) => (sum.scores.get(task)?.rows ?? 0) + (sum.labels.get(task)?.labelled ?? 0);
  const [main] = [...new Set([...sum.scores.keys(), ...sum.labels.keys()])].filter((task) => rows(task) > 0).toSorted((a, b) => rows(b) - rows(a));
  return main ?? null;
}

export type QualityNumbers = { predictions: number; unscored: number; labelled: number; estimated: EstimatedQuality | null; realised: RealisedQuality | null };

function estimated(task: QualityTask, counters: ScoreCounters | undefined, calibrate: Calibration): EstimatedQuality | null {
  if (!counters || task === "regression") return null;
  return task === "binary" ? estimateBinary(counters, calibrate) : estimateMulticlass(counters, calibrate);
}

/** What a sum says of one task. */
export function numbersOf(sum: QualitySum, task: QualityTask, calibrate: Calibration): QualityNumbers {
  const counters = scoreCounters(sum.scores)?.[task];
  const labels = sum.labels.get(task);
  return {
    predictions: counters?.rows ?? 0, unscored: counters?.unscored ?? 0, labelled: labels?.labelled ?? 0,
    estimated: estimated(task, counters, calibrate), realised: labels ? realisedOf(labels) : null,
  };
}

/** By tenth of the score: its mean, and the share that came true. */
export function reliabilityOf(labels: LabelSum | undefined): { lo: number; hi: number; rows: number; meanScore: number; share: number }[] {
  if (!labels || labels.task === "regression") return [];
  return labels.rows.flatMap((rows, k) => {
    const scores = labels.scores[k];
    return rows <= 0 || !scores ? [] : [{ lo: k / 10, hi: (k + 1) / 10, rows, meanScore: sumValue(scores) / rows, share: (labels.positives[k] ?? 0) / rows }];
  });
}

export function confusionOf(labels: LabelSum | undefined): { predicted: string; actual: string; rows: number }[] {
  return [...(labels?.classes ?? [])].flatMap(([predicted, { actual }]) => [...actual].filter(([, rows]) => rows > 0).map(([name, rows]) => ({ predicted, actual: name, rows })))
    .toSorted((a, b) => (a.predicted < b.predicted ? -1 : a.predicted > b.predicted ? 1 : a.actual < b.actual ? -1 : 1));
}

/** Slides over cells in time order and calls `visit` at each end whose window holds anything. All of it is whole numbers and exact sums: taking out leaves no trace. */
export function slideQuality(cells: readonly QualityCell[], ends: Ends & { windowSeconds: number }, visit: (endMs: number, sum: QualitySum) => void): void {
  const sum = newQualitySum();
  let [entering, leaving] = [0, 0];
  for (let i = 0; i < ends.count; i++) {
    const endMs = ends.firstMs + i * ends.everyMs;
    for (let cell = cells[entering]; cell !== undefined && cell.toMs <= endMs; cell = cells[++entering]) addQuality(sum, cell);
    for (let cell = cells[leaving]; cell !== undefined && leaving < entering && cell.fromMs < endMs - ends.windowSeconds * 1000; cell = cells[++leaving]) addQuality(sum, cell, -1);
    if (mainTask(sum) !== null) visit(endMs, sum);
  }
}
