import { expect, test } from "vitest";
import { mergeRows, pointAt, timeAxis, valueAxis } from "./rows.ts";
import type { ChartPoint, ChartSeries } from "./types.ts";

const line = (...points: [at: number, value: number | null][]): ChartPoint[] => points.map(([at, value]) => ({ at, value, low: null, count: 300 }));
const series = (points: ChartPoint[], more: Partial<ChartSeries> = {}): ChartSeries => ({ name: "a", tone: 1, points, ...more });

test("a coarse series is filled in along its own line", () => {
  const rows = mergeRows([series(line([0, 0], [10, 1], [20, 2])), series(line([0, 0], [20, 4]))]);
  expect(rows).toEqual([{ at: 0, s0: 0, s1: 0 }, { at: 10, s0: 1, s1: 2 }, { at: 20, s0: 2, s1: 4 }]);
});

test("a hole in a series stays a hole", () => {
  const rows = mergeRows([series(line([0, 1], [10, 1], [50, 3], [60, 3]))]);
  expect(rows).toEqual([{ at: 0, s0: 1 }, { at: 10, s0: 1 }, { at: 20, s0: null }, { at: 50, s0: 3 }, { at: 60, s0: 3 }]);
});

test("a point without a value is a gap, for its neighbours' line too", () => {
  const rows = mergeRows([series(line([0, 1], [10, null], [20, 1])), series(line([5, 2], [15, 2]))]);
  expect(rows.map((row) => row["s0"])).toEqual([1, null, null, null, 1]);
});

test("a band spans from the lower bound to the value", () => {
  const rows = mergeRows([series([{ at: 0, value: 0.2, low: 0.1, count: 300 }, { at: 10, value: 0.2, low: null, count: 300 }], { band: true })]);
  expect(rows.map((row) => row["b0"])).toEqual([[0.1, 0.2], null]);
});

test("the value axis has room for the limit", () => {
  expect(valueAxis([series(line([0, 0.01]))], 0.1).domain[1]).toBeGreaterThan(0.1);
  expect(valueAxis([series(line([0, null]))], undefined).domain).toEqual([0, 1]);
});

test("both ends of time have a label, and nothing runs into them", () => {
  const from = Date.UTC(2026, 2, 12, 6, 2);
  const ticks = timeAxis({ from, to: from + 3_600_000 }, 600);
  expect(ticks[0]?.text).toBe("06:02");
  expect(ticks.at(-1)?.text).toBe("07:02");
  expect(ticks.slice(1, -1).map((tick) => tick.text)).toEqual(["06:15", "06:30", "06:45"]);
});

test("several days say the day at both ends", () => {
  const from = Date.UTC(2026, 2, 12, 6);
  expect(timeAxis({ from, to: from + 7 * 86_400_000 }, 600)[0]?.text).toBe("12 Mar 06:00");
});

test("a moment reads the nearest window, and none beyond a step", () => {
  const points = line([0, 1], [10, 2]);
  expect(pointAt(points, 9)?.value).toBe(2);
  expect(pointAt(points, 40)).toBeNull();
  expect(pointAt([], 0)).toBeNull();
});
