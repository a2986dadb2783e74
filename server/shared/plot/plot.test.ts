import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areaPath, bandPath, breakGaps, downsample, extentOf, linearScale, linePath, niceTicks, stepPath, tickLabel, timeLabel, timeTicks, type SeriesPoint } from "./index.ts";

describe("ticks", () => {
  test.each([
    { name: "a drift axis", extent: [0, 0.171] as const, count: 5, ticks: [0, 0.05, 0.1, 0.15, 0.2] },
    { name: "a count axis", extent: [0, 923] as const, count: 5, ticks: [0, 200, 400, 600, 800, 1000] },
    { name: "one value only", extent: [3, 3] as const, count: 4, ticks: [3, 4] },
    { name: "all zero", extent: [0, 0] as const, count: 5, ticks: [0, 0.2] },
    { name: "below zero", extent: [-1, 1] as const, count: 4, ticks: [-1, -0.5, 0, 0.5, 1] },
  ])("$name", ({ extent, count, ticks }) => expect(niceTicks(extent, count).ticks).toEqual(ticks));

  test.each([[0.05, 0.05, "0.05"], [0, 0.05, "0.00"], [20_000, 5_000, "20k"], [1_500_000, 500_000, "1.5M"], [800, 200, "800"]])("%d by %d reads %s", (value, step, text) => {
    expect(tickLabel(value, step)).toBe(text);
  });

  test("ticks cover what they are made for", () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
      const { domain, ticks, step } = niceTicks([low, low + span], 5);
      expect(domain[0]).toBeLessThanOrEqual(low + step * 1e-6);
      expect(domain[1]).toBeGreaterThanOrEqual(low + span - step * 1e-6);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }), { seed: 11 });
  });

  test("round hours of a zone", () => {
    const from = Date.UTC(2026, 2, 2, 10, 7);
    const { ticks, stepMs } = timeTicks(from, from + 3_600_000);
    expect(ticks.map((at) => timeLabel(at, stepMs))).toEqual(["10:10", "10:20", "10:30", "10:40", "10:50", "11:00"]);
    expect(timeLabel(Date.UTC(2026, 2, 2), 86_400_000)).toBe("2 Mar");
    expect(timeLabel(Date.UTC(2026, 2, 2, 9, 8, 7), 1000, 60)).toBe("10:08:07");
  });
});

describe("paths", () => {
  test("a line breaks at a gap and a lone point is a dot", () => {
    expect(linePath([[0, 1], [1, 2], [2, null], [3, 4]])).toBe("M0,1L1,2M3,4h0");
  });
  test("an area closes on its base", () => expect(areaPath([[0, 1], [2, 3]], 10)).toBe("M0,1L2,3L2,10L0,10Z"));
  test("a band runs back along its lower line", () => expect(bandPath([[0, 1], [1, 1]], [[0, 5], [1, 6]])).toBe("M0,1L1,1L1,6L0,5Z"));
  test("steps hold until the next point", () => expect(stepPath([[0, 1], [4, 2]], 9)).toBe("M0,1H4V2H9"));
  test("a scale without width is its middle", () => expect(linearScale([1, 1], [0, 10])(7)).toBe(5));
  test("an extent skips gaps", () => expect([extentOf([null, 3, -1]), extentOf([null])]).toEqual([[-1, 3], null]));
});

test("thinning keeps the extremes, the ends, the order and the limit", () => {
  fc.assert(fc.property(fc.array(fc.option(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { nil: null }), { minLength: 1, maxLength: 2000 }), (values) => {
    const points = values.map((value, index): SeriesPoint => [index * 1000, value]);
    const kept = downsample(points, 100);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(extentOf(kept.map(([, value]) => value))).toEqual(extentOf(values));
    expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(kept.every(([at], index) => index === 0 || at > (kept[index - 1]?.[0] ?? 0))).toBe(true);
  }), { seed: 12 });
});

test("a line breaks where points are missing, and nowhere else", () => {
  expect(breakGaps([[0, 1], [10, 2], [20, 3], [50, 4], [60, 5]], 10)).toEqual([[0, 1], [10, 2], [20, 3], [30, null], [50, 4], [60, 5]]);
});
