import { classesKept, qualityTasks, type QualityCounters, type QualityTask, type ScoreCounters } from "../../contract-quality.ts";
import { capLabels } from "../labels.ts";
import { addBucketsText, bucketsText, countScore, newBuckets, type Buckets } from "./buckets.ts";

/** One prediction's rows as they are compared with labels; one entry a row each. */
export type ScoredRows = {
  task: QualityTask;
  /** Binary: of the positive class; multiclass: of the predicted class; regression: the amount. NaN: none, or nothing comparable. */
  scores: Float64Array;
  /** The predicted class by its place in `names`; null for a regression. */
  classes: Uint16Array | null;
  names: readonly string[];
  /** False: the model gives classes without probabilities, and `scores` is all NaN. */
  withScores: boolean;
};

type ClassTally = { rows: number; buckets: Buckets | null };
type TaskTally = { rows: number; unscored: number; classes: Map<string, ClassTally> };
/** Owned by whoever made it; `foldScores` and `addScores` change it. */
export type ScoreTally = Map<QualityTask, TaskTally>;
export const newScoreTally = (): ScoreTally => new Map();

function tallyOf(tally: ScoreTally, task: QualityTask): TaskTally {
  let found = tally.get(task);
  if (!found) tally.set(task, (found = { rows: 0, unscored: 0, classes: new Map() }));
  return found;
}

function classOf(tally: TaskTally, name: string): ClassTally {
  let found = tally.classes.get(name);
  if (!found) tally.classes.set(name, (found = { rows: 0, buckets: null }));
  return found;
}

/** Whether a row can be compared with a label at all. */
export const isComparable = (scored: ScoredRows, row: number): boolean => {
  const score = scored.scores[row] ?? NaN;
  if (scored.task === "regression") return Number.isFinite(score);
  return !scored.withScores || (score >= 0 && score <= 1);
};

/** Counts a prediction's rows (SPEC Q2). */
export function foldScores(into: ScoreTally, scored: ScoredRows): void {
  const tally = tallyOf(into, scored.task);
  const rows = scored.scores.length;
  tally.rows += rows;
  const found: (ClassTally | undefined)[] = [];
  for (let row = 0; row < rows; row++) {
    if (!isComparable(scored, row)) {
      tally.unscored += 1;
      continue;
    }
    if (scored.classes === null) continue;
    const place = scored.classes[row] ?? 0;
    const own = (found[place] ??= classOf(tally, scored.names[place] ?? ""));
    own.rows += 1;
    if (scored.withScores) countScore((own.buckets ??= newBuckets()), scored.scores[row] ?? 0, { positive: false, sign: 1 });
  }
}

/** Adds or takes out counters. */
export function addScores(into: ScoreTally, counters: QualityCounters, sign: 1 | -1 = 1): void {
  for (const task of qualityTasks) {
    const part = counters[task];
    if (!part) continue;
    const tally = tallyOf(into, task);
    tally.rows += sign * part.rows;
    tally.unscored += sign * part.unscored;
    for (const [name, one] of Object.entries(part.classes)) {
      const own = classOf(tally, name);
      own.rows += sign * one.rows;
      if (one.buckets !== "") addBucketsText((own.buckets ??= newBuckets()), one.buckets, sign);
    }
  }
}

function countersOf({ rows, unscored, classes }: TaskTally): ScoreCounters {
  const named = new Map([...classes].filter(([, one]) => one.rows > 0).map(([name, one]) => [name, one.rows]));
  const evicted = capLabels(named, classesKept);
  const kept = [...named.keys()].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    rows, unscored: unscored + evicted,
    classes: Object.fromEntries(kept.map((name) => [name, { rows: named.get(name) ?? 0, buckets: bucketsText(classes.get(name)?.buckets ?? newBuckets()) }])),
  };
}

/** As windows carry it, in one order; undefined when nothing was counted. */
export function scoreCounters(tally: ScoreTally): QualityCounters | undefined {
  const tasks = qualityTasks.filter((task) => (tally.get(task)?.rows ?? 0) > 0);
  if (tasks.length === 0) return undefined;
  return Object.fromEntries(tasks.map((task) => [task, countersOf(tallyOf(tally, task))]));
}
