/**
 * What labels say of one segment: how often which class was predicted and came true, or the sums of an amount's errors (SPEC
 * U6). Less than a window's own counters, so that a label costs little in each of its segments.
 */
import type { QualityTask } from "../../contract-quality.ts";
import { countLabel, labelCounters, labelSumOf, newLabelSum, type LabelSum, type LabelValue, type PredictedRow } from "../quality/label-counters.ts";

/** `actual`: rows by predicted and actual class; `sums`: texts of rules/quality/exact-sum.ts. */
export type SegmentLabelCounters = { labelled: number; actual?: Record<string, Record<string, number>>; sums?: Record<string, string> };

/** Counts a row that was labelled. @param sign -1 takes a label back, exactly */
export function countSegmentLabel(sum: LabelSum, { row, label }: { row: PredictedRow; label: LabelValue }, sign: 1 | -1): void {
  countLabel(sum, { row: row.task === "regression" ? row : { ...row, score: null }, label }, sign);
}

export function segmentLabelCounters(sum: LabelSum): SegmentLabelCounters {
  const { labelled, classes, sums } = labelCounters(sum);
  if (sum.task === "regression") return { labelled, sums };
  return { labelled, actual: Object.fromEntries(Object.entries(classes).map(([name, { actual }]) => [name, actual])) };
}

/** The sum that counters were written from. */
export function segmentLabelSum(task: QualityTask, { labelled, actual = {}, sums = {} }: SegmentLabelCounters): LabelSum {
  const empty = labelCounters(newLabelSum(task));
  return labelSumOf({ ...empty, labelled, sums, classes: Object.fromEntries(Object.entries(actual).map(([name, own]) => [name, { buckets: "", actual: own }])) });
}
