import { minimumRows } from "../../contract.ts";
import { qualityTerms, type QualityStatistic } from "../../contract-alerts.ts";
import type { Estimate, QualityTask, RealisedQuality } from "../../contract-quality.ts";
import type { QualityNumbers } from "../quality/points.ts";
import { noNumbers, shareAlpha, shareBounds, shareZ, type Evidence } from "./evidence.ts";

/** What a window says of one task. `positives`: labelled rows that were positive, of a binary task. */
export type QualityWindow = { task: QualityTask; numbers: QualityNumbers; positives: number };

type Told = { value: number | null; lower: number | null; upper: number | null };
/** z of the band that estimates come with: two-sided 95 %. */
const bandZ = 1.959963984540054;
const around = (value: number, reach: number): Told => ({ value, lower: value - reach, upper: value + reach });

/** The standard error of a ROC AUC over its rows (Hanley and McNeil, Radiology 143, 1982). */
export function rankError(auc: number, positives: number, negatives: number): number {
  const [one, two] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance = (auc * (1 - auc) + (positives - 1) * (one - auc * auc) + (negatives - 1) * (two - auc * auc)) / (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}

function realisedTold(statistic: keyof RealisedQuality, of: { realised: RealisedQuality; labelled: number; positives: number }): Told {
  const { realised, labelled, positives } = of;
  const value = realised[statistic];
  const bare = { value, lower: null, upper: null };
  if (value === null) return bare;
  const { mae, rmse, rocAucHalfWidth } = realised;
  if (statistic === "accuracy") return { value, ...shareBounds(value * labelled, labelled) };
  if (statistic === "rocAuc") {
    const reach = (rocAucHalfWidth ?? 0) + shareZ * rankError(value, positives, labelled - positives);
    return { value, lower: Math.max(0, value - reach), upper: Math.min(1, value + reach) };
  }
  // Means of |error| and error: their spread is known by the mean square.
  if ((statistic === "mae" || statistic === "bias") && mae !== null && rmse !== null) return around(value, shareZ * Math.sqrt(Math.max(0, rmse * rmse - value * value) / labelled));
  return bare;
}

const estimates = { estimatedAccuracy: "accuracy", estimatedF1: "f1", estimatedRocAuc: "rocAuc" } as const;
const widened = ({ value, lo, hi }: Estimate): Told => ({ value, lower: Math.max(0, value - ((value - lo) * shareZ) / bandZ), upper: Math.min(1, value + ((hi - value) * shareZ) / bandZ) });

/** How far a bias is from 0, either way. */
function magnitude({ value, lower, upper }: Told): Told {
  if (value === null || lower === null || upper === null) return { value: value === null ? null : Math.abs(value), lower: null, upper: null };
  return { value: Math.abs(value), lower: Math.max(0, lower, -upper), upper: Math.max(-lower, upper) };
}

function decide(told: Told, breach: "over" | "under", threshold: number): "breach" | "clear" | "undecided" {
  if (told.value === null) return "undecided";
  if (breach === "over") return (told.lower ?? told.value) > threshold ? "breach" : told.value <= threshold ? "clear" : "undecided";
  return (told.upper ?? told.value) < threshold ? "breach" : told.value >= threshold ? "clear" : "undecided";
}

/**
 * One number of quality in one window (A5). Under 200 rows, of realised numbers labelled ones, nobody can tell; a number that
 * has a bound breaches when the whole of it is beyond the threshold, one without when its value is.
 * @param window null: nothing was predicted
 */
export function qualityEvidence(statistic: QualityStatistic, of: { window: QualityWindow | null; windowSeconds: number }, threshold: number): Evidence {
  const empty = noNumbers(of.windowSeconds);
  const { by, breach } = qualityTerms[statistic];
  if (of.window === null) return { kind: "noData", numbers: empty };
  const { realised, labelled, predictions, unscored, estimated } = of.window.numbers;
  const count = by === "labels" ? labelled : predictions - unscored;
  if (count <= 0) return { kind: "noData", numbers: empty };
  const told = toldOf(statistic, { realised, estimated, labelled, positives: of.window.positives });
  const numbers = { ...empty, ...told, count, alpha: told.lower === null ? null : shareAlpha };
  return { kind: count < minimumRows ? "undecided" : decide(statistic === "bias" ? magnitude(told) : told, breach, threshold), numbers };
}

function toldOf(statistic: QualityStatistic, of: Pick<QualityNumbers, "realised" | "estimated" | "labelled"> & { positives: number }): Told {
  const nothing = { value: null, lower: null, upper: null };
  if (statistic === "estimatedAccuracy" || statistic === "estimatedF1" || statistic === "estimatedRocAuc") {
    const estimate = of.estimated?.[estimates[statistic]];
    return estimate ? widened(estimate) : nothing;
  }
  return of.realised === null ? nothing : realisedTold(statistic, { ...of, realised: of.realised });
}
