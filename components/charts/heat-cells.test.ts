import { expect, test } from "vitest";
import { bandAt, bandTopMs, heatCells, latencyTicks, latencyTickText } from "./heat-cells.ts";

test("bands and latencies are each other's inverse", () => { for (const ms of [0.01, 1, 8.1, 2500]) expect(bandTopMs(bandAt(ms))).toBeCloseTo(ms, 9); });
test("the fullest cell is full, a hundredth of it a tenth", () => {
  const { cells, low, high } = heatCells([{ at: 1, bands: { 44: 100, 50: 1 } }, { at: 2, bands: { 45: 25 } }]);
  expect(cells.map(({ at, band, level }) => [at, band, level])).toEqual([[1, 44, 1], [1, 50, 0.1], [2, 45, 0.5]]);
  expect([low < 43, high > 50]).toEqual([true, true]);
});
test("nothing counted has an axis all the same", () => expect(heatCells([])).toEqual({ cells: [], low: 40, high: 46 }));
test("ticks are round and few", () => {
  const ticks = latencyTicks(bandAt(0.3), bandAt(400));
  expect(ticks.length).toBeLessThanOrEqual(5);
  for (const ms of ticks) expect([1, 2, 5]).toContain(Number(String(ms).replaceAll(/[0.]/g, "")));
  expect([0.05, 5, 2000].map(latencyTickText)).toEqual(["50 µs", "5 ms", "2 s"]);
});
