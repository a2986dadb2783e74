import { describe, expect, test } from "vitest";
import { absolute, byMetric, bytes, change, figure, heatLevel, metric, metricName, milliseconds, numberWord, percent, plural, rate, relative, shortDigest, span } from "./format.ts";

const now = Date.parse("2026-11-23T14:26:03Z");
const rows: [string, string, string][] = [
  ["a rate of thousands", rate(1240.4), "1,240"],
  ["a rate under ten keeps a place", rate(4.26), "4.3"],
  ["a rate that is nearly none", rate(0.01), "< 0.1"],
  ["no rate", rate(null), "–"],
  ["a share", percent(0.0002), "0.02%"],
  ["milliseconds", milliseconds(8.13), "8.1 ms"],
  ["a second and more", milliseconds(1240), "1.2 s"],
  ["a metric", metric(0.7123), "0.712"],
  ["a negative metric has a true minus", metric(-0.0271), "−0.027"],
  ["a metric that is a count", metric(103), "103"],
  ["a perfect metric is no count", metric(1), "1.000"],
  ["a tiny metric", metric(0.00012), "1.2e-4"],
  ["a rise", change(0.051), "+0.051"],
  ["a fall", change(-0.027), "−0.027"],
  ["no change", change(0), "±0"],
  ["three figures of a small number", figure(0.0421), "0.042"],
  ["three figures of a larger one", figure(12410), "12,410"],
  ["bytes", bytes(812), "812 B"],
  ["megabytes", bytes(4_130_000), "4.1 MB"],
  ["a gigabyte from just under it", bytes(999_900_000), "1.0 GB"],
  ["a span of minutes", span(720), "12 min"],
  ["a span of two days", span(172_800), "2 days"],
  ["just now", relative(now - 3000, now), "just now"],
  ["minutes ago", relative(now - 41 * 60_000, now), "41 min ago"],
  ["beyond a week, the day", relative(now - 10 * 86_400_000, now), "13 Nov"],
  ["another year", relative(now - 400 * 86_400_000, now), "19 Oct 2025"],
  ["what hover says", absolute(now), "23 Nov 2026, 14:26:03 UTC"],
  ["a digest", shortDigest("9f3c000000000000e21a"), "9f3c…e21a"],
  ["one", plural(1, "model serves", "models serve"), "1 model serves"],
  ["many", plural(4, "model serves", "models serve"), "4 models serve"],
  ["a small number in words", numberWord(2), "Two"],
  ["a metric's name", metricName("roc_auc"), "ROC AUC"],
  ["an unknown metric's name", metricName("top_5_hit"), "Top 5 hit"],
];

describe("formats", () => {
  test.each(rows)("%s", (_name, got, wanted) => expect(got).toBe(wanted));
  test("metrics are read ranking first, rows last", () => expect(["rows", "zeal", "brier", "roc_auc"].sort(byMetric)).toEqual(["roc_auc", "brier", "zeal", "rows"]));
  test.each([[null, 0], [0.019, 1], [0.02, 2], [0.05, 3], [0.1, 4]] as const)("heat of PSI %s is %s", (psi, level) => expect(heatLevel(psi)).toBe(level));
});
