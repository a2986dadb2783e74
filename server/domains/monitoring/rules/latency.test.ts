import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketMs, bucketsPerDoubling, latencyBucket, latencyQuantile } from "./latency.ts";

test("a bucket's middle is within 1.1 % of what fell into it (T1)", () => {
  fc.assert(fc.property(fc.double({ min: 0.0011, max: 1_800_000, noNaN: true }), (latencyMs) => {
    expect(Math.abs(bucketMs(latencyBucket(latencyMs)) / latencyMs - 1)).toBeLessThan(0.011);
  }), { seed: 7, numRuns: 2000 });
});

test("ends (T1)", () => {
  expect([0, -1, NaN, 0.001].map(latencyBucket)).toEqual([0, 0, 0, 0]);
  expect(latencyBucket(Infinity)).toBe(31 * bucketsPerDoubling);
  expect(latencyQuantile({}, 0.5)).toBeNull();
});

test("nearest rank, within 1.1 % of the exact quantile (T2)", () => {
  const latencies = Array.from({ length: 1000 }, (_, i) => 0.5 * 1.009 ** i);
  const buckets: Record<string, number> = {};
  for (const latencyMs of latencies) buckets[latencyBucket(latencyMs)] = (buckets[latencyBucket(latencyMs)] ?? 0) + 1;
  for (const [q, exact] of [[0.5, latencies[499]], [0.95, latencies[949]], [0.99, latencies[989]], [1, latencies[999]], [0, latencies[0]]] as const) {
    expect(Math.abs((latencyQuantile(buckets, q) ?? NaN) / (exact ?? NaN) - 1)).toBeLessThan(0.011);
  }
});
