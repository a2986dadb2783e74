import type { MetricComparison } from "../contract.ts";

export type Metric = { key: string; value: number | null };

// Lower wins over higher: "precision_error" is an error.
const lowerIsBetter = new Set(["loss", "logloss", "error", "rmse", "rmsle", "mse", "mae", "mape", "smape", "brier", "ece", "mce", "calibration", "deviance", "perplexity", "fpr", "fnr", "latency", "wape"]);
const higherIsBetter = new Set(["auc", "rocauc", "prauc", "auroc", "auprc", "accuracy", "acc", "f1", "fbeta", "precision", "recall", "r2", "ap", "map", "ndcg", "mcc", "kappa", "gini", "sensitivity", "specificity", "tpr", "tnr"]);

/** What "better" means, by the words of a metric's name: `val_log_loss` is a loss, `rocAuc` an AUC; else unknown. */
export function directionOf(key: string): "higher" | "lower" | "unknown" {
  const words = key.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => lowerIsBetter.has(word))) return "lower";
  return words.some((word) => higherIsBetter.has(word)) ? "higher" : "unknown";
}

function verdictOf(key: string, change: number | null, scale: number): MetricComparison["verdict"] {
  if (change === null) return "unknown";
  if (Math.abs(change) <= 1e-12 * Math.max(1, scale)) return "same";
  const direction = directionOf(key);
  if (direction === "unknown") return "unknown";
  return (change > 0) === (direction === "higher") ? "better" : "worse";
}

/** Challenger beside incumbent, every key that either has, in the order of the alphabet. */
export function compareMetrics(incumbent: readonly Metric[], challenger: readonly Metric[]): MetricComparison[] {
  const before = new Map(incumbent.map((metric) => [metric.key, metric.value]));
  const after = new Map(challenger.map((metric) => [metric.key, metric.value]));
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().map((key) => {
    const old = before.get(key) ?? null;
    const now = after.get(key) ?? null;
    const change = old === null || now === null ? null : now - old;
    return { key, incumbent: old, challenger: now, change, verdict: verdictOf(key, change, Math.abs(old ?? 0)) };
  });
}
