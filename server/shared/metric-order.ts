const metricRanks = ["roc_auc", "auc", "pr_auc", "average_precision", "accuracy", "f1", "rmse", "mae", "r2", "log_loss", "brier", "calibration_error", "ece"];

/** The order in which metrics are read: how well it ranks first, then how well it is calibrated, the rest by name, counts of rows last. */
export function byMetric(one: string, other: string): number {
  const rank = (key: string) => { const at = metricRanks.indexOf(key.toLowerCase()); return key === "rows" ? metricRanks.length + 1 : at < 0 ? metricRanks.length : at; };
  return rank(one) - rank(other) || one.localeCompare(other);
}
