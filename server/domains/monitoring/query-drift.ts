import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { DriftDefinition, driftInput, DriftView } from "./contract.ts";
import { columnNamed, driftSeries } from "./drift-series.ts";
import { defaultNumbers, type DriftNumbers } from "./points.ts";
import { isComputable } from "./rules/definitions.ts";
import { windowEnds } from "./rules/windows.ts";
import { checkMultiples, findTarget, timeRange, type Target } from "./target.ts";
import { countedEnds } from "./window-sums.ts";

/** Points judged in one answer, about a tenth of a millisecond each. */
const judgedAtMost = 2000;
/** Points of all columns in one answer. */
export const pointsAtMost = 50_000;

/**
 * PSI and Jensen–Shannon distance, or the `metrics` asked for by the definition `as`, of each column against the version's baseline, window by window. Epoch-aligned windows
 * that overlap [from, to), or, with a step, one trailing window for each multiple of it in (from, to]. Every window with
 * rows is a point; `psi` and `js` are null under `minimumRows` rows. A version without a baseline answers no series.
 * `psiVerdict`, `psiLower` and `verdict` are given for every point of a short answer, else for each series' newest.
 * @throws not_found for a model that the environment does not route, a version or a column that is not there;
 * invalid_input for a width or step that is no multiple of the base width, or too many windows; not_computable for a number
 * that a library takes from all rows of both samples
 */
export async function drift(deps: Deps, actor: Actor, input: z.infer<typeof driftInput>): Promise<DriftView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  const numbers = { metrics: input.metrics ?? defaultNumbers.metrics, as: input.as ?? defaultNumbers.as };
  checkComputable(target, numbers, input.feature);
  const windowSeconds = input.windowSeconds ?? target.driftWindowSeconds;
  const stepSeconds = input.stepSeconds ?? null;
  const view = { model: target.model, version: target.version, environment: target.environment, baselineRows: target.profile?.rows ?? null, windowSeconds, stepSeconds };
  const { profile } = target;
  if (profile === null) return { ...view, series: [] };
  const ends = await countedEnds(deps, target, { ends: windowEnds({ ...range, windowSeconds, stepSeconds }), windowSeconds, whole: input.whole ?? false });
  const columns = input.feature === undefined ? profile.columns.length : 1;
  checkPoints(ends.count, columns);
  const judgeAll = () => ends.count * columns <= judgedAtMost;
  return { ...view, series: await driftSeries(deps, { ...target, profile }, { ends, windowSeconds, version: target.version, features: input.feature === undefined ? undefined : [input.feature], judgeAll, numbers, driftWindowSeconds: target.driftWindowSeconds }) };
}

/** @throws invalid_input when one answer would have more than `pointsAtMost` points */
export function checkPoints(windows: number, columns: number): void {
  if (windows * columns <= pointsAtMost) return;
  throw new SignalboxError("invalid_input", `${windows} windows of ${columns} columns are more than the ${pointsAtMost} points that one answer holds: ask for one feature, a shorter range, or a larger stepSeconds or windowSeconds.`, {
    fields: [{ path: "stepSeconds", message: "a larger one" }, { path: "feature", message: "one column" }],
  });
}

/** Whose numbers they are, as people call them. */
export const definitionWords = { signalbox: "Signalbox", evidently: "Evidently", nannyml: "NannyML", tfdv: "TFDV", fiddler: "Fiddler" } as const satisfies Record<DriftDefinition, string>;

/** @throws not_found for a column that is not there; not_computable where the library's bins come from both samples or from all rows */
function checkComputable(target: Target, { metrics, as }: DriftNumbers, feature: string | undefined): void {
  const columns = feature === undefined ? (target.profile?.columns ?? []) : [columnNamed(target.profile, feature, target.model)];
  for (const metric of metrics) {
    const column = columns.find((candidate) => !isComputable(candidate.reference, metric, as));
    if (column === undefined) continue;
    throw new SignalboxError("not_computable", `${definitionWords[as]} takes ${metric} of a ${column.reference.kind} column like ${column.name} from all rows of both samples, and the counters are on edges that the baseline froze. Ask for as=signalbox, for another metric, or for a categorical feature.`, { extra: { metric, as, feature: column.name } });
  }
}
