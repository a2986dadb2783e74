import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { distributionInput, DistributionView } from "./contract.ts";
import { describeSegment } from "./describe-segment.ts";
import { describeColumn } from "./describe-column.ts";
import { columnNamed } from "./drift-series.ts";
import { findTarget, timeRange } from "./target.ts";

/**
 * One column's baseline beside what was counted in every base window that overlaps [from, to): whole numbers, the same
 * that drift is computed from; beside them quantiles, mean and extremes, and a third side where one is asked for.
 * Of a segment: in its rows, without a third side, by default in the model's drift window.
 * @throws not_found for a model that the environment does not route, a version, a column or a segment that is not there
 */
export async function distribution(deps: Deps, actor: Actor, input: z.infer<typeof distributionInput>): Promise<DistributionView> {
  authorise(actor, "monitoring.read");
  const target = await findTarget(deps, input);
  const column = columnNamed(target.profile, input.feature, target.model);
  if (input.segment !== undefined) return describeSegment(deps, target, { ...input, column, segment: input.segment });
  return describeColumn(deps, target, { column, range: timeRange(deps, input), third: input.third });
}
