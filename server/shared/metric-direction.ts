export type MetricDirection = "higher" | "lower" | "unknown";

// Lower wins over higher: "precision_error" is an error.
const lowerIsBetter = new Set(["loss", "logloss", "error", "rmse", "rmsle", "mse", "mae", "mape", "smape", "brier", "ece", "mce", "calibration", "deviance", "perplexity", "fpr", "fnr", "latency", "wape"]);
const higherIsBetter = new Set(["auc", "rocauc", "prauc", "auroc", "auprc", "accuracy", "acc", "f1", "fbeta", "precision", "recall", "r2", "ap", "map", "ndcg", "mcc", "kappa", "gini", "sensitivity", "specificity", "tpr", "tnr"]);

/** What "better" means, by the words of a metric's name: `val_log_loss` is a loss, `rocAuc` an AUC; else unknown. */
export function directionOf(key: string): MetricDirection {
  const words = key.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => lowerIsBetter.has(word))) return "lower";
  return words.some((word) => higherIsBetter.has(word)) ? "higher" : "unknown";
}
