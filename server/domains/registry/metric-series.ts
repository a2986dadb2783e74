import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { MetricSeries, metricSeriesInput } from "./contract-metrics.ts";
import { axisOf, pointOf } from "./rules/metric-series.ts";
import { metricBounds, metricBuckets, metricPoints } from "./store-metrics.ts";

/** Up to so many points are answered one by one; more are summed up over as many stretches as a chart has room for. */
const mostPoints = 500;
const buckets = 250;

/** A metric of a run over its steps or over time: every point, or lowest, highest and mean by stretches. @throws not_found */
export async function metricSeries(deps: Deps, actor: Actor, input: z.output<typeof metricSeriesInput>): Promise<MetricSeries> {
  authorise(actor, "registry.read");
  const { runId, key } = input;
  const bounds = await metricBounds(deps.db, runId, key);
  if (bounds === null) throw new SignalboxError("not_found", `The run ${runId} has no metric ${key}.`);
  const axis = axisOf(bounds, input.axis);
  const [from, to] = axis === "step" ? bounds.steps : bounds.times;
  const whole = bounds.total <= mostPoints;
  const of = { runId, key, axis };
  const points = whole ? (await metricPoints(deps.db, of)).map(pointOf) : await metricBuckets(deps.db, of, { from, to: to === from ? from + 1 : to, buckets });
  return { runId, key, axis, total: bounds.total, from, to, whole, points };
}
