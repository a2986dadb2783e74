import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { driftInput, DriftView } from "./contract.ts";
import { columnNamed, driftSeries } from "./drift-series.ts";
import { windowEnds } from "./rules/windows.ts";
import { checkMultiples, findTarget, timeRange } from "./target.ts";
import { countedEnds } from "./window-sums.ts";

/** Points judged in one answer, about a tenth of a millisecond each. */
const judgedAtMost = 2000;

/**
 * PSI and Jensen–Shannon distance of each column against the version's baseline, window by window. Epoch-aligned windows
 * that overlap [from, to), or, with a step, one trailing window for each multiple of it in (from, to]. Every window with
 * rows is a point; `psi` and `js` are null under `minimumRows` rows. A version without a baseline answers no series.
 * `psiVerdict`, `psiLower` and `verdict` are given for every point of a short answer, else for each series' newest.
 * @throws not_found for a model that the environment does not route, a version or a column that is not there;
 * invalid_input for a width or step that is no multiple of the base width, or too many windows
 */
export async function drift(deps: Deps, actor: Actor, input: z.infer<typeof driftInput>): Promise<DriftView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  if (input.feature !== undefined) columnNamed(target.profile, input.feature, target.model);
  const windowSeconds = input.windowSeconds ?? target.driftWindowSeconds;
  const stepSeconds = input.stepSeconds ?? null;
  const view = { model: target.model, version: target.version, environment: target.environment, baselineRows: target.profile?.rows ?? null, windowSeconds, stepSeconds };
  const { profile } = target;
  if (profile === null) return { ...view, series: [] };
  const ends = await countedEnds(deps, target, { ends: windowEnds({ ...range, windowSeconds, stepSeconds }), windowSeconds, whole: input.whole ?? false });
  const columns = input.feature === undefined ? profile.columns.length : 1;
  const judgeAll = () => ends.count * columns <= judgedAtMost;
  return { ...view, series: await driftSeries(deps, { ...target, profile }, { ends, windowSeconds, version: target.version, features: input.feature === undefined ? undefined : [input.feature], judgeAll }) };
}
