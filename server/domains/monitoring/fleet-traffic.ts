import type { Deps } from "../../platform/deps.ts";
import { latencyQuantile } from "./rules/latency.ts";
import { queryWidths } from "./rules/windows.ts";
import { readFleet } from "./store-windows.ts";

export type FleetTraffic = {
  versionId: number; model: string; version: string; requests: number; errors: number;
  /** Over the range. */
  p99Ms: number | null;
  /** Over the last whole minute; null when nothing was asked in the range. */
  requestsPerSecond: number | null;
  /** Requests a second in each bucket, oldest first. */
  spark: number[];
  /** The highest PSI that a column, clocks apart, was judged at in each bucket; null: none was judged. */
  heat: (number | null)[];
};

const rateSeconds = 60;

/** What each routed version of an environment carried in [from, to), in equal buckets. Reads stored windows of one width, so its cost follows versions × buckets. */
export async function fleetTraffic(deps: Deps, ask: { environment: string; from: Date; to: Date; buckets: number }): Promise<FleetTraffic[]> {
  const baseSeconds = deps.env.baseWindowSeconds;
  const bucketSeconds = (ask.to.getTime() - ask.from.getTime()) / 1000 / ask.buckets;
  const widthSeconds = queryWidths(baseSeconds).findLast((width) => width <= bucketSeconds) ?? baseSeconds;
  const rateTo = Math.floor(ask.to.getTime() / 1000 / baseSeconds) * baseSeconds;
  const rateWidth = Math.ceil(rateSeconds / baseSeconds) * baseSeconds;
  const [range, lately] = await Promise.all([
    readFleet(deps.db, { ...ask, widthSeconds }),
    readFleet(deps.db, { environment: ask.environment, from: new Date((rateTo - rateWidth) * 1000), to: new Date(rateTo * 1000), buckets: 1, widthSeconds: baseSeconds }),
  ]);
  const rates = new Map(lately.buckets.map((bucket) => [bucket.versionId, bucket.requests / rateWidth]));
  return range.versions.map(({ versionId, model, version, latency }) => {
    const spark = Array.from({ length: ask.buckets }, () => 0);
    const heat = Array.from({ length: ask.buckets }, (): number | null => null);
    const own = range.buckets.filter((bucket) => bucket.versionId === versionId && bucket.bucket >= 0 && bucket.bucket < ask.buckets);
    for (const bucket of own) {
      spark[bucket.bucket] = bucket.requests / bucketSeconds;
      heat[bucket.bucket] = bucket.maxPsiLower;
    }
    const total = (of: "requests" | "errors") => own.reduce((sum, bucket) => sum + bucket[of], 0);
    return { versionId, model, version, requests: total("requests"), errors: total("errors"), p99Ms: latencyQuantile(latency, 0.99), requestsPerSecond: own.length === 0 ? null : rates.get(versionId) ?? 0, spark, heat };
  });
}
