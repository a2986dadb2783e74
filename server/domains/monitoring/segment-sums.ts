import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile } from "./contract.ts";
import type { QualityTask } from "./contract-quality.ts";
import { addLabelSum, newLabelSum, type LabelSum } from "./rules/quality/label-counters.ts";
import { CountSum } from "./rules/segments/counts.ts";
import type { Sides } from "./rules/segments/judge.ts";
import { segmentLabelSum } from "./rules/segments/labels.ts";
import { segmentLayout, type SegmentLayout } from "./rules/segments/layout.ts";
import { segmentWidths } from "./rules/segments/rollup.ts";
import { coveredRange, type Stored } from "./rules/terms.ts";
import { decompose } from "./rules/windows.ts";
import { loadSegments } from "./store-baselines.ts";
import { readSegmentLabels, readSegments } from "./store-segments.ts";
import { readGone } from "./store-storage.ts";
import type { Counted } from "./window-sums.ts";

type Of = Counted & { profile: BaselineProfile };
type Between = { fromMs: number; toMs: number; features: readonly string[] };

async function storedSegments(deps: Deps): Promise<Stored> {
  return { widths: segmentWidths(deps.env.baseWindowSeconds), gone: await readGone(deps.db) };
}

/** Both sides of some inputs' segments in [fromMs, toMs), made up to what is left there. Null where the profile has no segments. */
export async function segmentSides(deps: Deps, of: Of, between: Between): Promise<{ layout: SegmentLayout; sides: Map<string, Sides>; fromMs: number; toMs: number } | null> {
  const layout = segmentLayout(of.profile);
  if (layout === null) return null;
  const stored = await storedSegments(deps);
  const covered = coveredRange(between.fromMs, between.toMs, stored);
  const [cells, reference] = await Promise.all([
    readSegments(deps.db, { ...of, layout: layout.stamp, features: between.features }, decompose(covered.fromMs, covered.toMs, stored)), loadSegments(deps.db, of.versionId),
  ]);
  const sides = new Map(between.features.map((feature): [string, Sides] => {
    const baseline = new CountSum();
    if (reference?.layout === layout.stamp) baseline.add(Buffer.from(reference.of[feature] ?? "", "base64"));
    return [feature, { live: new CountSum(), baseline }];
  }));
  for (const { feature, counts } of cells) sides.get(feature)?.live.add(counts);
  return { layout, sides, ...covered };
}

/** What labels showed in [fromMs, toMs), by input and place, of the task that most of them were. */
export async function segmentLabels(deps: Deps, of: Of, between: Between): Promise<{ task: QualityTask | null; labels: Map<string, LabelSum> }> {
  const layout = segmentLayout(of.profile);
  if (layout === null) return { task: null, labels: new Map() };
  const cells = await readSegmentLabels(deps.db, { ...of, layout: layout.stamp, features: between.features }, decompose(between.fromMs, between.toMs, await storedSegments(deps)));
  const byTask = new Map<QualityTask, Map<string, LabelSum>>();
  for (const { feature, task, counters } of cells) {
    const own = byTask.get(task) ?? new Map<string, LabelSum>();
    byTask.set(task, own);
    for (const [place, part] of Object.entries(counters)) {
      const name = labelsName(feature, Number(place));
      const sum = own.get(name) ?? newLabelSum(task);
      addLabelSum(sum, segmentLabelSum(task, part));
      own.set(name, sum);
    }
  }
  const labelled = (sums: Map<string, LabelSum>) => [...sums.values()].reduce((all, sum) => all + sum.labelled, 0);
  const [main] = [...byTask].toSorted(([, a], [, b]) => labelled(b) - labelled(a));
  return main === undefined ? { task: null, labels: new Map() } : { task: main[0], labels: main[1] };
}

export const labelsName = (feature: string, place: number): string => JSON.stringify([feature, place]);
