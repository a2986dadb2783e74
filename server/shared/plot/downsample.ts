/** A point of a series: time in ms, value or gap. */
export type SeriesPoint = readonly [atMs: number, value: number | null];

/**
 * At most about `limit` points: time is cut in limit/4 equal buckets, and of each its first, lowest, highest and last
 * point stay, so that no extreme and no edge of a gap is lost. Points stay in order and unchanged.
 */
export function downsample(points: readonly SeriesPoint[], limit: number): SeriesPoint[] {
  if (points.length <= limit) return [...points];
  const from = points[0]?.[0] ?? 0;
  const to = points.at(-1)?.[0] ?? 0;
  const buckets = Math.max(1, Math.floor(limit / 4));
  const width = (to - from) / buckets || 1;
  const kept: SeriesPoint[] = [];
  let start = 0;
  for (let bucket = 0; bucket < buckets && start < points.length; bucket += 1) {
    const until = bucket === buckets - 1 ? Infinity : from + (bucket + 1) * width;
    let end = start;
    let lowest = -1;
    let highest = -1;
    for (; end < points.length && (points[end]?.[0] ?? Infinity) < until; end += 1) {
      const value = points[end]?.[1] ?? null;
      if (value === null) continue;
      if (lowest < 0 || value < (points[lowest]?.[1] ?? Infinity)) lowest = end;
      if (highest < 0 || value > (points[highest]?.[1] ?? -Infinity)) highest = end;
    }
    if (end === start) continue;
    for (const index of [...new Set([start, lowest, highest, end - 1])].toSorted((a, b) => a - b)) {
      const point = points[index];
      if (point !== undefined) kept.push(point);
    }
    start = end;
  }
  return kept;
}

/** Puts a gap after each point that the next one does not follow within a step and a half, so that no line crosses a time without points. */
export function breakGaps(points: readonly SeriesPoint[], stepMs: number): SeriesPoint[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    return next !== undefined && next[0] - point[0] > 1.5 * stepMs ? [point, [point[0] + stepMs, null] as const] : [point];
  });
}
