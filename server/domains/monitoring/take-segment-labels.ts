import type { Sql } from "../../platform/db.ts";
import type { LabelledRow } from "./take-labels.ts";
import { addLabelSum, newLabelSum, type LabelSum, type LabelValue } from "./rules/quality/label-counters.ts";
import { countSegmentLabel, segmentLabelCounters, segmentLabelSum } from "./rules/segments/labels.ts";
import { compareSegmentKeys, segmentStarts } from "./rules/segments/rollup.ts";
import type { Gone } from "./rules/terms.ts";
import { lockSegmentLabels, saveSegmentLabels, type SegmentLabelKey } from "./store-segments.ts";

/** What labels add to the segments of their rows: one sum a base window, input and place. Owned by whoever made it. */
export class SegmentLabelSums {
  private readonly sums = new Map<string, { of: LabelledRow; layout: string; feature: string; place: number; sum: LabelSum }>();

  /** @param sign -1 takes a label back */
  count(of: LabelledRow, label: LabelValue, sign: 1 | -1): void {
    if (of.segments === null) return;
    const { layout } = of.segments;
    for (const { feature, place } of of.segments.of) {
      const name = JSON.stringify([of.versionId, of.environment, of.startsAtMs, of.row.task, layout, feature, place]);
      let entry = this.sums.get(name);
      if (!entry) this.sums.set(name, (entry = { of, layout, feature, place, sum: newLabelSum(of.row.task) }));
      countSegmentLabel(entry.sum, { row: of.row, label }, sign);
    }
  }

  /** Adds them to the rows of every width that is kept there. */
  async save(sql: Sql, { baseSeconds, gone, now }: { baseSeconds: number; gone: Gone; now: Date }): Promise<void> {
    const gained = new Map<string, { key: SegmentLabelKey; places: Map<number, LabelSum> }>();
    for (const { of, layout, feature, place, sum } of this.sums.values()) {
      for (const start of segmentStarts(of.startsAtMs, { baseSeconds, gone })) {
        const key: SegmentLabelKey = { versionId: of.versionId, environment: of.environment, ...start, layout, feature, task: of.row.task };
        const name = nameOf(key);
        let entry = gained.get(name);
        if (!entry) gained.set(name, (entry = { key, places: new Map() }));
        const own = entry.places.get(place) ?? newLabelSum(of.row.task);
        addLabelSum(own, sum);
        entry.places.set(place, own);
      }
    }
    const keys = [...gained.values()].map(({ key }) => key).sort((a, b) => compareSegmentKeys(a, b) || (a.task < b.task ? -1 : 1));
    const locked = await lockSegmentLabels(sql, keys, now);
    await saveSegmentLabels(sql, locked.map(({ key, counters }) => {
      const sums = [...(gained.get(nameOf(key))?.places ?? [])].map(([place, sum]) => {
        const before = counters[place];
        if (before) addLabelSum(sum, segmentLabelSum(key.task, before));
        return [place, segmentLabelCounters(sum)] as const;
      });
      return { key, counters: { ...counters, ...Object.fromEntries(sums) } };
    }), now);
  }
}

const nameOf = (key: SegmentLabelKey) => JSON.stringify([key.versionId, key.environment, key.widthSeconds, key.startsAtMs, key.layout, key.feature, key.task]);
