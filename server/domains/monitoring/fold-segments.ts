import type { Sql } from "../../platform/db.ts";
import type { DeltaWindow } from "./rules/rollup.ts";
import { rollUpSegments } from "./rules/segments/rollup.ts";
import type { Gone } from "./rules/terms.ts";
import { lockSegments, saveSegments } from "./store-segments.ts";

/** Adds the segments of some deltas to their rows, in the transaction that counts the deltas themselves. */
export async function foldSegments(sql: Sql, windows: readonly DeltaWindow[], { gone, now }: { gone: Gone; now: Date }): Promise<void> {
  const parts = rollUpSegments(windows, gone);
  const sums = new Map(parts.map(({ key, sum }) => [JSON.stringify(Object.values(key)), sum]));
  const locked = await lockSegments(sql, parts.map(({ key }) => key), now);
  await saveSegments(sql, locked.flatMap(({ key, counts }) => {
    const { versionId, environment, widthSeconds, startsAtMs, layout, feature } = key;
    const sum = sums.get(JSON.stringify([versionId, environment, widthSeconds, startsAtMs, layout, feature]));
    if (sum === undefined) return [];
    sum.add(counts);
    return [{ key, counts: sum.bytes() }];
  }), now);
}
