import type { Deps } from "../../platform/deps.ts";
import { minimumRows, type DistributionView, type ReferenceColumn } from "./contract.ts";
import { askedWindow, segmentNamed } from "./query-segments.ts";
import { contributionsOf } from "./rules/contributions.ts";
import { distributionOf } from "./rules/distribution.ts";
import { columnRows } from "./rules/merge.ts";
import { baselineNumbers, liveNumbers } from "./rules/numbers.ts";
import { CountSum } from "./rules/segments/counts.ts";
import { segmentCounters, segmentLayout, segmentReference } from "./rules/segments/layout.ts";
import { segmentSides } from "./segment-sums.ts";
import type { Target } from "./target.ts";

/**
 * One column's baseline beside live in the rows of one segment, on the bins that segments count.
 * @throws not_found for a segment that is not there
 */
export async function describeSegment(deps: Deps, target: Target, asked: { column: ReferenceColumn; segment: string; from?: string | undefined; to?: string | undefined }): Promise<DistributionView> {
  const { layout, input, place } = segmentNamed(target.profile && segmentLayout(target.profile), asked.segment, target.model);
  const window = askedWindow(deps, target, asked);
  const found = target.profile && await segmentSides(deps, { ...target, profile: target.profile }, { ...window, features: [input.feature] });
  const placed = layout.columns.find(({ column }) => column.name === asked.column.name);
  const { live, baseline } = found?.sides.get(input.feature) ?? { live: new CountSum(), baseline: new CountSum() };
  if (placed === undefined) throw new RangeError(`The layout lacks ${asked.column.name}, a column of its own profile`);
  const counters = segmentCounters(layout, live, { place, column: placed });
  const column = segmentReference(layout, baseline, { place, column: placed });
  const shown = distributionOf(column, counters);
  return {
    ...shown, version: target.version, from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString(),
    numbers: { baseline: baselineNumbers(column, shown.count.baseline), live: liveNumbers(column, counters, undefined) },
    contributions: columnRows(counters) < minimumRows ? null : contributionsOf(column.reference, counters), third: null,
  };
}
