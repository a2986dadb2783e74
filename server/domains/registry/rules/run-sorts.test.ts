import { expect, test } from "vitest";
import { parseRunSort, placeCursor, placeOfCursor, usualColumns } from "./run-sorts.ts";

test.each([
  ["start", { by: "start", key: "", descending: false }],
  ["-duration", { by: "duration", key: "", descending: true }],
  ["-metrics.val/auc 1", { by: "metric", key: "val/auc 1", descending: true }],
  ["params.a.b", { by: "param", key: "a.b", descending: false }],
])("the sort %s", (text, sort) => expect(parseRunSort(text)).toEqual(sort));

test.each(["", "metrics.", "tags.a", "status", "--start"])("no sort: '%s'", (text) => expect(() => parseRunSort(text)).toThrow("Sort by start, name"));

test.each([
  ["-start", { has: true, keys: ["1767000000000", ""], id: "r" }],
  ["metrics.auc", { has: true, keys: ["-1.5e-09", ""], id: "r" }],
  ["params.depth", { has: true, keys: ["Infinity", "auto"], id: "r" }],
  ["params.depth", { has: false, keys: ["1767000000000", ""], id: "r" }],
  ["name", { has: true, keys: ["a run", ""], id: "r" }],
])("a cursor of %s comes back", (sort, place) => expect(placeOfCursor(placeCursor(sort, place), sort)).toEqual(place));

test.each([
  ["another sort's", "start", "-start", ["1", ""]],
  ["a number's that is none", "metrics.auc", "metrics.auc", ["x", ""]],
])("a cursor that is %s", (...[, made, asked, keys]) => expect(() => placeOfCursor(placeCursor(made, { has: true, keys, id: "r" }), asked)).toThrow("another sort"));

test("usual columns: what most runs have, ranking metrics first, parameters that differ first", () => {
  const one = (key: string, runs: number, values = 2) => ({ key, runs, values });
  expect(usualColumns({ metrics: [one("brier", 9), one("roc_auc", 9), one("seldom", 1), one("loss", 5), one("f1", 9)], params: [one("seed", 9, 1), one("depth", 4), one("lr", 9), one("model", 9)] }))
    .toEqual(["metrics.roc_auc", "metrics.f1", "metrics.brier", "metrics.loss", "params.lr", "params.model", "params.depth"]);
});
