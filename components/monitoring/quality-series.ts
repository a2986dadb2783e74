import type { QualityTask, QualityView } from "#server/domains/monitoring/contract-quality.ts";
import { minimumRows } from "#server/domains/monitoring/contract.ts";
import type { ChartSeries } from "../charts/types.ts";
import { count, metric, percent } from "../ui/format.ts";

export type QualityMetric = "accuracy" | "f1" | "rocAuc" | "mae" | "rmse";
export const metricNames = { accuracy: "Accuracy", f1: "F1", rocAuc: "ROC AUC", mae: "MAE", rmse: "RMSE" } as const satisfies Record<QualityMetric, string>;
const byTask = { binary: ["rocAuc", "accuracy", "f1"], multiclass: ["accuracy", "f1"], regression: ["rmse", "mae"] } as const satisfies Record<QualityTask, readonly QualityMetric[]>;

/** The metrics of a task, the first one shown unless the address names another. */
export const metricsOf = (task: QualityTask | null): readonly QualityMetric[] => (task === null ? [] : byTask[task]);
export const chosenMetric = (task: QualityTask | null, asked: string | undefined): QualityMetric | undefined => metricsOf(task).find((one) => one === asked) ?? metricsOf(task)[0];

const estimateOf = (of: QualityView["whole"]["estimated"], name: QualityMetric) => (of === null || name === "mae" || name === "rmse" ? null : of[name]);

/** What the scores let expect, with its band, and what labels showed; a window of too few rows is no point. */
export function qualityLines(view: QualityView, name: QualityMetric): ChartSeries[] {
  const estimated: ChartSeries = {
    name: "estimated", tone: 1, band: true,
    points: view.points.map((point) => {
      const found = point.predictions < minimumRows ? null : estimateOf(point.estimated, name);
      return { at: Date.parse(point.to), value: found?.value ?? null, low: found?.lo ?? null, ...(found ? { high: found.hi } : {}), count: point.predictions };
    }),
  };
  const realised: ChartSeries = { name: "realised", tone: 2, points: view.points.map((point) => ({ at: Date.parse(point.to), value: point.labelled < minimumRows ? null : point.realised?.[name] ?? null, low: null, count: point.labelled })) };
  return estimated.points.some((point) => point.value !== null) ? [estimated, realised] : [realised];
}

/** "ROC AUC 0.706 ± 0.006 by its scores; 0.703 on the 81% that are labelled." */
export function qualityWords({ whole }: QualityView, name: QualityMetric): string {
  const found = estimateOf(whole.estimated, name);
  const shown = whole.realised?.[name] ?? null;
  const expected = found === null ? null : `${metric(found.value)} ± ${metric((found.hi - found.lo) / 2)} by its scores`;
  const share = whole.predictions === 0 ? null : Math.min(1, whole.labelled / whole.predictions);
  const came = shown === null ? null : `${metric(shown)} realised on ${share === null ? count(whole.labelled) : percent(share, share < 0.0995 ? 1 : 0)} labelled`;
  const said = [expected, came].filter((part) => part !== null);
  return said.length === 0 ? `${metricNames[name]} cannot be told yet.` : `${metricNames[name]} ${said.join("; ")}.`;
}
