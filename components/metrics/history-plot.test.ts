import { expect, test } from "vitest";
import type { MetricSeries, SeriesPoint } from "#server/domains/registry/contract-metrics.ts";
import { historyPlot, nearestPlace } from "./history-plot.ts";

const point = (x: number, low: number | null, more: Partial<SeriesPoint> = {}): SeriesPoint => ({ x, low, high: low, mean: low, count: 1, nan: 0, up: 0, down: 0, ...more });
const series = (points: SeriesPoint[]): MetricSeries => ({ runId: "r", key: "k", axis: "step", total: points.length, from: points[0]?.x ?? 0, to: points.at(-1)?.x ?? 0, whole: true, points });
const frame = { width: 112, height: 112 };

test("a line between its axis' ends", () => {
  const plot = historyPlot(series([point(0, 0), point(10, 10)]), frame, false);
  expect([plot.line, plot.band, plot.ticks.map((tick) => tick.text)]).toEqual(["M44,106L106,6", "", ["0.0", "2.5", "5.0", "7.5", "10.0"]]);
});
test("what is no number breaks the line and is marked", () => {
  const plot = historyPlot(series([point(0, 1), point(5, null, { nan: 1, up: 1 }), point(10, 2)]), frame, false);
  expect([plot.line.match(/M/g)?.length, plot.marks.map((mark) => mark.kind)]).toEqual([2, ["nan", "up"]]);
});
test("a band where a stretch has a lowest and a highest", () => expect(historyPlot(series([point(0, 1, { high: 3, mean: 2 }), point(10, 2, { high: 4, mean: 3 })]), frame, false).band).toMatch(/^M.*Z$/));
test("a logarithmic scale has powers of ten, and no place at or below nought", () => {
  const plot = historyPlot(series([point(0, 0.01), point(5, 0), point(10, 100)]), frame, true);
  expect([plot.ticks.map((tick) => tick.text), plot.left, plot.places.map((place) => place.y)]).toEqual([["0.01", "0.1", "1", "10", "100"], 1, [106, null, 6]]);
});
test("nothing on a scale at all", () => expect(historyPlot(series([point(0, -1), point(1, null, { nan: 1 })]), frame, true).line).toBe(""));
test("the nearest place", () => {
  const { places } = historyPlot(series([point(0, 1), point(5, 2), point(10, 3)]), frame, false);
  expect([nearestPlace(places, 0), nearestPlace(places, 76), nearestPlace(places, 500), nearestPlace([], 1)]).toEqual([0, 1, 2, null]);
});
