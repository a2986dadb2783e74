import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { distributionInput, DistributionView } from "./contract.ts";
import { columnNamed } from "./drift-series.ts";
import { distributionOf } from "./rules/distribution.ts";
import { findTarget, timeRange } from "./target.ts";
import { sumBetween } from "./window-sums.ts";

/**
 * One column's baseline beside what was counted in every base window that overlaps [from, to): whole numbers, the same
 * that drift is computed from.
 * @throws not_found for a model that the environment does not route, a version or a column that is not there
 */
export async function distribution(deps: Deps, actor: Actor, input: z.infer<typeof distributionInput>): Promise<DistributionView> {
  authorise(actor, "monitoring.read");
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  const column = columnNamed(target.profile, input.feature, target.model);
  const baseMs = deps.env.baseWindowSeconds * 1000;
  const { profile } = target;
  const counters = profile === null || range.fromMs === range.toMs ? undefined : await sumBetween(deps, { ...target, profile }, {
    fromMs: Math.floor(range.fromMs / baseMs) * baseMs, toMs: Math.ceil(range.toMs / baseMs) * baseMs, column: column.name,
  });
  return { ...distributionOf(column, counters?.columns[column.name]), version: target.version, from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}
