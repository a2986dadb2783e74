import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { qualityInput, QualityPoint, QualityView } from "./contract-quality.ts";
import { calibrationFor, plannedOutputs, qualityBetween, qualityCells } from "./quality-sums.ts";
import { confusionOf, mainTask, numbersOf, reliabilityOf, slideQuality } from "./rules/quality/points.ts";
import { planSegments, windowEnds } from "./rules/windows.ts";
import { checkMultiples, findTarget, timeRange } from "./target.ts";
import { countedEnds, storedWidths } from "./window-sums.ts";

const iso = (ms: number) => new Date(ms).toISOString();

/**
 * What is to be expected of a version by its scores, and what labels showed, in the windows of the predictions: aligned ones,
 * or trailing ones at every `stepSeconds`. The default width is the model's drift window.
 * @throws not_found for a model that the environment does not route or a version that is not there; invalid_input for a
 * width that is no multiple of the base width, or too many windows
 */
export async function quality(deps: Deps, actor: Actor, input: z.infer<typeof qualityInput>): Promise<QualityView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  const windowSeconds = input.windowSeconds ?? target.driftWindowSeconds;
  const stepSeconds = input.stepSeconds ?? null;
  const stored = await storedWidths(deps);
  const ends = await countedEnds(deps, target, { ends: windowEnds({ ...range, windowSeconds, stepSeconds }), windowSeconds });
  const [cells, sum, plan] = await Promise.all([
    qualityCells(deps, target, planSegments(ends, windowSeconds, stored)), qualityBetween(deps, target, range), plannedOutputs(deps, target),
  ]);
  const task = mainTask(sum) ?? plan.plan?.task ?? null;
  const { reference, calibrate } = calibrationFor(target.profile, task);
  const points: QualityPoint[] = [];
  if (task !== null) slideQuality(cells, { ...ends, windowSeconds }, (toMs, of) => {
    const { predictions, labelled, estimated, realised } = numbersOf(of, task, calibrate);
    points.push({ from: iso(toMs - windowSeconds * 1000), to: iso(toMs), version: target.version, predictions, labelled, estimated, realised });
  });
  const whole = task === null ? { predictions: 0, labelled: 0, unscored: 0, estimated: null, realised: null } : numbersOf(sum, task, calibrate);
  const labels = task === null ? undefined : sum.labels.get(task);
  return {
    model: target.model, version: target.version, environment: target.environment, from: iso(range.fromMs), to: iso(range.toMs),
    task, problem: task === null ? plan.problem : null,
    score: plan.plan !== null && plan.plan.task === task && "score" in plan.plan ? plan.plan.score.name : null,
    threshold: task === "binary" && plan.plan?.task === "binary" ? plan.plan.threshold : null,
    calibration: reference ? { label: reference.label, rows: reference.rows } : null,
    windowSeconds, stepSeconds, points,
    whole: { ...whole, reliability: reliabilityOf(labels), confusion: confusionOf(labels) },
  };
}
