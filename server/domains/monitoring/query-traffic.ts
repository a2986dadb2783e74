import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { trafficInput, TrafficView } from "./contract.ts";
import { trafficPoint } from "./points.ts";
import { slide, stepFor, windowEnds, type Cell, type Ends } from "./rules/windows.ts";
import { checkMultiples, findTarget, timeRange } from "./target.ts";
import { cellsFor, countedEnds } from "./window-sums.ts";

/**
 * Requests, errors by code and latency quantiles (within 1.1 %), with its histogram where asked for, in epoch-aligned windows that overlap [from, to); a window that
 * nobody asked in is no point. The default width gives at most 240 windows.
 * @throws not_found for a model that the environment does not route or a version that is not there; invalid_input for a
 * width that is no multiple of the base width, or too many windows
 */
export async function traffic(deps: Deps, actor: Actor, input: z.infer<typeof trafficInput>): Promise<TrafficView> {
  authorise(actor, "monitoring.read");
  checkMultiples(deps, input);
  const range = timeRange(deps, input);
  const target = await findTarget(deps, input);
  const windowSeconds = input.windowSeconds ?? stepFor((range.toMs - range.fromMs) / 1000, deps.env.baseWindowSeconds);
  const ends = await countedEnds(deps, target, { ends: windowEnds({ ...range, windowSeconds, stepSeconds: null }), windowSeconds });
  const cells = await cellsFor(deps, { ...target, profile: null }, { ends, windowSeconds, part: { kind: "latency" } });
  return { model: target.model, version: target.version, environment: target.environment, windowSeconds, points: trafficPoints(cells, ends, { windowSeconds, histogram: input.histogram ?? false }) };
}

export function trafficPoints(cells: readonly Cell[], ends: Ends, { windowSeconds, histogram }: { windowSeconds: number; histogram: boolean }): TrafficView["points"] {
  const points: TrafficView["points"] = [];
  slide(cells, { ...ends, windowSeconds }, (toMs, counters) => points.push(trafficPoint(counters, { fromMs: toMs - windowSeconds * 1000, toMs }, histogram)));
  return points;
}
