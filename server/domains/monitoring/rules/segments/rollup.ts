import type { DeltaWindow } from "../rollup.ts";
import { goneOf, type Gone } from "../terms.ts";
import { foldWidths, queryWidths } from "../windows.ts";
import { CountSum } from "./counts.ts";

/** All segments of one input in one window. */
export type SegmentKey = { versionId: number; environment: string; widthSeconds: number; startsAtMs: number; layout: string; feature: string };

/**
 * Widths that segments are kept at (SPEC U4): those that can be read, from the first roll-up on, as a segment of ten seconds
 * has too few rows to tell; the base where no roll-up is a whole number of it. Case: base 10 s → minute, …; 7 s → 7 s.
 */
export function segmentWidths(baseSeconds: number): number[] {
  const [, ...wider] = queryWidths(baseSeconds);
  return wider.length > 0 ? wider : [baseSeconds];
}

/** Where what was counted in a base window belongs, at each width that is still kept there. */
export function segmentStarts(startsAtMs: number, { baseSeconds, gone }: { baseSeconds: number; gone: Gone }): { widthSeconds: number; startsAtMs: number }[] {
  const kept = new Set(segmentWidths(baseSeconds));
  return foldWidths(baseSeconds).filter((width) => kept.has(width)).flatMap((widthSeconds) => {
    const start = Math.floor(startsAtMs / (widthSeconds * 1000)) * widthSeconds * 1000;
    return start < goneOf(gone, widthSeconds) ? [] : [{ widthSeconds, startsAtMs: start }];
  });
}

/** One order for all who lock rows by segment. */
export function compareSegmentKeys(a: SegmentKey, b: SegmentKey): number {
  const text = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return a.versionId - b.versionId || text(a.environment, b.environment) || a.widthSeconds - b.widthSeconds || a.startsAtMs - b.startsAtMs || text(a.layout, b.layout) || text(a.feature, b.feature);
}

/** The segments of some deltas added up at every width, in the order of `compareSegmentKeys`. */
export function rollUpSegments(windows: readonly DeltaWindow[], gone: Gone): { key: SegmentKey; sum: CountSum }[] {
  const sums = new Map<string, { key: SegmentKey; sum: CountSum }>();
  for (const { versionId, environment, widthSeconds: baseSeconds, startsAtMs: at, segments } of windows) {
    if (segments === undefined) continue;
    for (const start of segmentStarts(at, { baseSeconds, gone })) for (const [feature, text] of Object.entries(segments.of)) {
      const key: SegmentKey = { versionId, environment, ...start, layout: segments.layout, feature };
      const id = JSON.stringify(Object.values(key));
      let entry = sums.get(id);
      if (entry === undefined) sums.set(id, (entry = { key, sum: new CountSum() }));
      entry.sum.add(Buffer.from(text, "base64"));
    }
  }
  return [...sums.values()].sort((a, b) => compareSegmentKeys(a.key, b.key));
}
