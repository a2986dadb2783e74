import type { Deps } from "../../platform/deps.ts";
import type { DriftDefinition, DriftMetric, DriftPoint, MeasureView, ReferenceColumn } from "./contract.ts";
import { driftSeries } from "./drift-series.ts";
import { definitionWords } from "./query-drift.ts";
import { hasNumber, isComputable } from "./rules/definitions.ts";
import type { Ends } from "./rules/windows.ts";
import type { Target } from "./target.ts";
import { countedEnds } from "./window-sums.ts";

type Asked = { metric: DriftMetric; as: DriftDefinition; columns: readonly ReferenceColumn[]; ends: Ends; windowSeconds: number };

function valueOf(point: DriftPoint, metric: DriftMetric): { value: number | null; lo: number | null; hi: number | null } {
  const found = point[metric] ?? null;
  if (found === null) return { value: null, lo: null, hi: null };
  if (typeof found === "number") return { value: found, lo: null, hi: null };
  return "lo" in found ? found : { value: found.value, lo: null, hi: null };
}

/** Why a column has no such number; null when it has one. */
function whyNot({ reference }: ReferenceColumn, { metric, as }: Pick<Asked, "metric" | "as">): string | null {
  if (!isComputable(reference, metric, as)) return `${definitionWords[as]} takes it of a ${reference.kind} column from all rows of both samples; counters on frozen edges cannot give it.`;
  return hasNumber(reference, metric, as) ? null : `${definitionWords[as]} has no such number for a ${reference.kind} column.`;
}

/** One number of some columns, window by window, by whichever definition; columns without it are told with the reason. */
export async function measureDrift(deps: Deps, target: Target, asked: Asked): Promise<MeasureView> {
  const { metric, as, columns, windowSeconds } = asked;
  const told = columns.map((column) => ({ column, why: whyNot(column, asked) }));
  const features = told.flatMap(({ column, why }) => (why === null ? [column.name] : []));
  const without = told.flatMap(({ column, why }) => (why === null ? [] : [{ feature: column.name, why }]));
  if (target.profile === null || features.length === 0) return { metric, as, series: [], without };
  const of = { ...target, profile: target.profile };
  const ends = await countedEnds(deps, of, { ends: asked.ends, windowSeconds });
  const series = await driftSeries(deps, of, { ends, windowSeconds, driftWindowSeconds: target.driftWindowSeconds, version: target.version, features, judgeAll: () => false, numbers: { metrics: [metric], as } });
  return { metric, as, without, series: series.map(({ feature, points }) => ({ feature, points: points.map((point) => ({ to: point.to, count: point.count, ...valueOf(point, metric) })) })) };
}
