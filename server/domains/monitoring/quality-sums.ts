import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile } from "./contract.ts";
import type { QualityReference, QualityTask } from "./contract-quality.ts";
import { calibrationOf, uncalibrated, type Calibration } from "./rules/quality/isotonic.ts";
import { outputsOfBaseline, planOutputs, type Planned } from "./rules/quality/outputs.ts";
import { addQuality, newQualitySum, type QualityCell, type QualitySum } from "./rules/quality/points.ts";
import { coveredRange } from "./rules/terms.ts";
import { decompose, type Segment } from "./rules/windows.ts";
import { loadTags, readQuality } from "./store-quality.ts";
import { storedWidths, type Counted } from "./window-sums.ts";

/** Score counters and labels of stored windows, as cells to add up. */
export async function qualityCells(deps: Deps, of: Counted, segments: readonly Segment[]): Promise<QualityCell[]> {
  return (await readQuality(deps.db, of, segments)).map(({ startsAt, widthSeconds, scores, labels }) => ({ fromMs: startsAt.getTime(), toMs: startsAt.getTime() + widthSeconds * 1000, scores, labels }));
}

/** Everything known of how right a version was in [fromMs, toMs), from as few stored windows as there are. */
export async function qualityBetween(deps: Deps, of: Counted, between: { fromMs: number; toMs: number }): Promise<QualitySum> {
  const stored = await storedWidths(deps);
  const covered = coveredRange(between.fromMs, between.toMs, stored);
  const sum = newQualitySum();
  for (const cell of await qualityCells(deps, of, decompose(covered.fromMs, covered.toMs, stored))) addQuality(sum, cell);
  return sum;
}

/** The outputs as the baseline's columns show them: what can be said of a version that counted no scores. */
export async function plannedOutputs(deps: Deps, of: { versionId: number; profile: BaselineProfile | null }): Promise<Planned> {
  const baseline = of.profile?.columns ?? null;
  return planOutputs({ outputs: outputsOfBaseline(baseline ?? []), signature: null, tags: await loadTags(deps.db, of.versionId), baseline });
}

/** What the baseline's own labels correct the scores of a task by; `reference` is undefined where they do not. */
export function calibrationFor(profile: BaselineProfile | null, task: QualityTask | null): { reference: QualityReference | undefined; calibrate: Calibration } {
  const reference = profile?.quality?.task === task ? profile?.quality : undefined;
  return { reference, calibrate: reference ? calibrationOf(reference.knots) : uncalibrated };
}
