import { expect, test } from "vitest";
import type { SamplesView } from "#server/domains/monitoring/contract-samples.ts";
import { cellText, csvRows, keptText, reasonText, shownColumns } from "./samples-words.ts";

const view: SamplesView = {
  model: "m", version: "1", environment: "production", from: "2026-01-01T00:00:00Z", to: "2026-01-01T01:00:00Z", kind: "unusual", off: null, windowSeconds: 600, keptDays: 7, counted: 4120, kept: 30, until: "2026-01-08T00:00:00Z",
  columns: [{ name: "x", role: "input", sensitive: false }, { name: "ssn", role: "input", sensitive: true }, { name: "city", role: "input", sensitive: false }, { name: "p", role: "output", sensitive: false }],
  rows: [{ id: "a", at: "2026-01-01T00:00:01Z", predictionId: null, score: 6, values: { x: 1 / 3, city: "Ulm", p: true }, left: 0, reasons: [{ column: "city", what: "new", share: 0, adds: 6 }] }],
};

test.each([
  ["new", 0, "x 512 is not in the baseline"], ["beyond", 0, "x 512 is beyond all of the baseline"], ["tail", 0.0123, "x 512: 1.2% of the baseline is as far out"],
  ["rare", 0.0001, "x 512 is under 0.05% of the baseline"], ["missing", 0, "x is missing, in the baseline never"], ["missing", 0.02, "x is missing, in 2.0% of the baseline"], ["infinite", 0, "x is infinite, in the baseline never"],
] as const)("%s, %d", (what, share, words) => {
  expect(reasonText({ column: "x", what, share, adds: 1 }, { x: 512 })).toBe(words);
});

test("values are shown short, rows are told of how many", () => {
  expect([cellText(1200), cellText(1 / 3), cellText(null), cellText(true), cellText("NaN")]).toEqual(["1200", "0.333333", "", "true", "NaN"]);
  expect(keptText(view)).toBe("1 of 4,120 rows in the range, 30 are kept");
});

test("the chosen column comes first, then what was predicted; a sensitive one has a head and no column in the file", () => {
  expect(shownColumns(view, "city").map(({ name }) => name)).toEqual(["city", "p", "x", "ssn"]);
  expect(csvRows(view, "city")).toEqual([["at", "prediction_id", "score", "unusual", "city", "p", "x"], ["2026-01-01T00:00:01Z", null, 6, "city Ulm is not in the baseline", "Ulm", "true", 1 / 3]]);
});
