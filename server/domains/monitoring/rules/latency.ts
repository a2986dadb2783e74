/** Buckets to each doubling: a bucket is 2^(1/32) = 1.0219 wide, so its middle is within 1.1 % of whatever fell into it. */
export const bucketsPerDoubling = 32;
const floorMs = 0.001;
/** 2^31 microseconds, half an hour: what took longer is counted as that long. */
const lastBucket = 31 * bucketsPerDoubling;

/**
 * The log-spaced bucket of a latency (SPEC T1): bucket b holds 2^((b-1)/32) µs < latency <= 2^(b/32) µs; bucket 0 is a
 * microsecond and less, the last one everything over half an hour.
 */
export function latencyBucket(latencyMs: number): number {
  if (!(latencyMs > floorMs)) return 0;
  return Math.min(lastBucket, Math.ceil(bucketsPerDoubling * Math.log2(latencyMs / floorMs)));
}

/** The geometric middle of a bucket, in milliseconds. */
export function bucketMs(bucket: number): number {
  return bucket <= 0 ? floorMs : floorMs * 2 ** ((bucket - 0.5) / bucketsPerDoubling);
}

/**
 * The q quantile by nearest rank (the smallest latency that at least q of the requests do not exceed), within 1.1 %
 * relative (SPEC T2). @returns milliseconds; null without requests
 */
export function latencyQuantile(buckets: Record<string, number>, q: number): number | null {
  const entries = Object.entries(buckets).map(([bucket, count]) => ({ bucket: Number(bucket), count })).sort((a, b) => a.bucket - b.bucket);
  let total = 0;
  for (const { count } of entries) total += count;
  if (total === 0) return null;
  // 1e-9 keeps q · total, a whole number in decimal, from being lifted over itself by its binary form.
  const rank = Math.min(total, Math.max(1, Math.ceil(q * total - 1e-9)));
  let seen = 0;
  for (const { bucket, count } of entries) {
    seen += count;
    if (seen >= rank) return bucketMs(bucket);
  }
  return null;
}

/** Buckets to a band of the heat map: four bands a doubling. */
const bucketsPerBand = 8;

/** The histogram in bands of eight buckets: band b holds 2^((b-1)/4) µs < latency <= 2^(b/4) µs, band 0 a microsecond and less (SPEC T3). */
export function latencyBands(buckets: Record<string, number>): Record<string, number> {
  const bands: Record<string, number> = {};
  for (const [bucket, count] of Object.entries(buckets)) {
    const band = Math.ceil(Number(bucket) / bucketsPerBand);
    bands[band] = (bands[band] ?? 0) + count;
  }
  return bands;
}
