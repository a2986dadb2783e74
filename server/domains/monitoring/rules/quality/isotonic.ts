import type { CalibrationKnots } from "../../contract-quality.ts";

/** Corrects a score into the share of positives that the baseline had there. */
export type Calibration = (score: number) => number;
/** The model's own words. */
export const uncalibrated: Calibration = (score) => score;

/** Rows of one score, and how many of them were positive. */
export type ScoreGroup = { score: number; rows: number; positives: number };
type Block = { rows: number; positives: number; first: number; last: number };

/**
 * Isotonic regression of positives on score by pooling adjacent violators (SPEC Q5): the knots of scikit-learn's
 * `IsotonicRegression(out_of_bounds="clip")`, as NannyML fits it.
 */
export function isotonicFit() {
  const blocks: Block[] = [];
  return {
    /** @param group scores ascend from call to call */
    push({ score, rows, positives }: ScoreGroup): void {
      blocks.push({ rows, positives, first: score, last: score });
      for (let after = blocks.at(-1), before = blocks.at(-2); after && before && before.positives * after.rows >= after.positives * before.rows; after = blocks.at(-1), before = blocks.at(-2)) {
        blocks.splice(-2, 2, { rows: before.rows + after.rows, positives: before.positives + after.positives, first: before.first, last: after.last });
      }
    },
    finish(): CalibrationKnots {
      const knots: CalibrationKnots = { scores: [], shares: [] };
      for (const { first, last, positives, rows } of blocks) {
        for (const score of first === last ? [first] : [first, last]) {
          knots.scores.push(score);
          knots.shares.push(positives / rows);
        }
      }
      return knots;
    },
  };
}

/** The fit as a function: lines between knots, constant beyond them. */
export function calibrationOf({ scores, shares }: CalibrationKnots): Calibration {
  if (scores.length === 0) return uncalibrated;
  return (score) => {
    let low = 0;
    let high = scores.length - 1;
    if (score <= (scores[low] ?? 0)) return shares[low] ?? score;
    if (score >= (scores[high] ?? 1)) return shares[high] ?? score;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((scores[middle] ?? 0) <= score) low = middle;
      else high = middle;
    }
    const [x, y, nextX, nextY] = [scores[low] ?? 0, shares[low] ?? 0, scores[high] ?? 0, shares[high] ?? 0];
    return nextX === x ? nextY : y + ((score - x) / (nextX - x)) * (nextY - y);
  };
}
