import { describe, expect, test } from "vitest";
import type { WindowCounters } from "../contract.ts";
import { emptyWindow, mergeAll } from "./merge.ts";
import { allStored } from "./terms.ts";
import { decompose, endsWithin, foldWidths, planSegments, queryWidths, slide, stepFor, wholeOnly, windowEnds, type Cell, type Segment } from "./windows.ts";

const s = (seconds: number) => seconds * 1000;

describe("widths", () => {
  test.each([
    { base: 10, fold: [10, 60, 600, 3600, 86400], query: [10, 60, 600, 3600, 86400] },
    { base: 5, fold: [5, 60, 600, 3600, 86400], query: [5, 60, 600, 3600, 86400] },
    { base: 7, fold: [7, 60, 600, 3600, 86400], query: [7] },
    { base: 60, fold: [60, 600, 3600, 86400], query: [60, 600, 3600, 86400] },
    { base: 3600, fold: [3600, 86400], query: [3600, 86400] },
  ])("base $base s", ({ base, fold, query }) => {
    expect(foldWidths(base)).toEqual(fold);
    expect(queryWidths(base)).toEqual(query);
  });
});

describe("ends", () => {
  test.each([
    { name: "aligned windows that overlap, both ends unaligned", ask: { fromMs: s(95), toMs: s(125), windowSeconds: 60, stepSeconds: null }, ends: [120, 180] },
    { name: "an end on the edge takes no further window", ask: { fromMs: s(60), toMs: s(120), windowSeconds: 60, stepSeconds: null }, ends: [120] },
    { name: "nothing between equal ends", ask: { fromMs: s(60), toMs: s(60), windowSeconds: 60, stepSeconds: null }, ends: [] },
    { name: "a range inside one window", ask: { fromMs: s(61), toMs: s(62), windowSeconds: 60, stepSeconds: null }, ends: [120] },
    { name: "trailing windows at multiples in (from, to]", ask: { fromMs: s(60), toMs: s(90), windowSeconds: 60, stepSeconds: 10 }, ends: [70, 80, 90] },
    { name: "trailing windows, unaligned ends", ask: { fromMs: s(61), toMs: s(89), windowSeconds: 60, stepSeconds: 10 }, ends: [70, 80] },
    { name: "no multiple inside", ask: { fromMs: s(61), toMs: s(69), windowSeconds: 60, stepSeconds: 10 }, ends: [] },
  ])("$name", ({ ask, ends }) => {
    const got = windowEnds(ask);
    expect(Array.from({ length: got.count }, (_, i) => (got.firstMs + i * got.everyMs) / 1000)).toEqual(ends);
  });
  test("cut to a part of the range", () => {
    const ends = { firstMs: 100, everyMs: 10, count: 10 };
    expect(endsWithin(ends, 100, 130)).toEqual({ firstMs: 110, everyMs: 10, count: 3 });
    expect(endsWithin(ends, 0, 1000)).toEqual(ends);
    expect(endsWithin(ends, 500, 1000).count).toBe(0);
    expect(endsWithin(ends, 0, 99).count).toBe(0);
  });
  test.each([
    { range: 600, base: 5, step: 5 }, { range: 3600, base: 10, step: 20 }, { range: 21600, base: 10, step: 120 }, { range: 86400, base: 10, step: 600 },
    { range: 604800, base: 10, step: 3600 }, { range: 2592000, base: 10, step: 10800 }, { range: 3600, base: 7, step: 21 },
  ])("$range s in steps of $step s", ({ range, base, step }) => {
    expect(stepFor(range, base)).toBe(step);
    expect(range / step).toBeLessThanOrEqual(240);
  });
});

/** Base windows with one row each whose count names them, stored at every width. */
function store(base: number, { fromMs, toMs }: { fromMs: number; toMs: number }, random: () => number): Cell[] {
  const cells = new Map<string, Cell>();
  for (let at = fromMs; at < toMs; at += s(base)) {
    if (random() < 0.2) continue;
    const counters: WindowCounters = {
      ...emptyWindow(), requests: 1 + Math.floor(random() * 5), rows: Math.floor(random() * 50), latency: { [Math.floor(random() * 9)]: 1 },
      columns: { x: { bins: [Math.floor(random() * 9), 1], null: 1, nan: 0, positiveInfinity: 2, negativeInfinity: 0, fresh: { [`label ${Math.floor(random() * 20)}`]: 1 }, unseen: 0 } },
    };
    for (const width of foldWidths(base)) {
      const startMs = Math.floor(at / s(width)) * s(width);
      const key = `${width} ${startMs}`;
      const had = cells.get(key);
      cells.set(key, { fromMs: startMs, toMs: startMs + s(width), counters: had ? mergeAll([had.counters, counters]) : counters });
    }
  }
  return [...cells.values()];
}
const select = (cells: Cell[], segments: Segment[]) => segments
  .flatMap((segment) => cells.filter((cell) => cell.toMs - cell.fromMs === s(segment.widthSeconds) && cell.fromMs >= segment.fromMs && cell.fromMs < segment.toMs))
  .sort((a, b) => a.fromMs - b.fromMs);

function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("planned and slid windows equal sums of base windows", () => {
  test.each([
    { base: 10, windowSeconds: 10, stepSeconds: null }, { base: 10, windowSeconds: 60, stepSeconds: null }, { base: 10, windowSeconds: 7200, stepSeconds: null },
    { base: 10, windowSeconds: 3600, stepSeconds: 10 }, { base: 10, windowSeconds: 130, stepSeconds: 20 }, { base: 10, windowSeconds: 60, stepSeconds: 600 },
    { base: 5, windowSeconds: 120, stepSeconds: 5 }, { base: 5, windowSeconds: 120, stepSeconds: 15 }, { base: 7, windowSeconds: 126, stepSeconds: 21 },
    { base: 10, windowSeconds: 10_800, stepSeconds: 60 }, { base: 10, windowSeconds: 7200, stepSeconds: 3600 }, { base: 60, windowSeconds: 86_400, stepSeconds: 600 },
  ])("base $base, window $windowSeconds, step $stepSeconds", ({ base, windowSeconds, stepSeconds }) => {
    const random = mulberry(base * 1000 + windowSeconds);
    const beginMs = Math.floor(Date.UTC(2026, 2, 1, 22, 47, 0) / s(base)) * s(base);
    const cells = store(base, { fromMs: beginMs, toMs: beginMs + s(base) * 1500 }, random);
    const baseCells = cells.filter((cell) => cell.toMs - cell.fromMs === s(base));
    for (let round = 0; round < 5; round++) {
      const fromMs = beginMs + Math.floor(random() * s(base) * 1000);
      const toMs = fromMs + Math.floor(random() * s(base) * 300);
      const ends = windowEnds({ fromMs, toMs, windowSeconds, stepSeconds });
      const seen = new Map<number, WindowCounters>();
      slide(select(cells, planSegments(ends, windowSeconds, allStored(queryWidths(base)))), { ...ends, windowSeconds }, (endMs, counters) => seen.set(endMs, counters));
      const expected = new Map<number, WindowCounters>();
      for (let i = 0; i < ends.count; i++) {
        const endMs = ends.firstMs + i * ends.everyMs;
        const sum = mergeAll(baseCells.filter((cell) => cell.fromMs >= endMs - s(windowSeconds) && cell.fromMs < endMs).map((cell) => cell.counters));
        if (sum.requests > 0) expected.set(endMs, sum);
      }
      expect([...seen.keys()]).toEqual([...expected.keys()]);
      for (const [endMs, counters] of expected) {
        // What once held a label keeps no trace of it; a column that emptied may stay as zeros.
        expect(seen.get(endMs)).toMatchObject(counters);
        expect(Object.keys(seen.get(endMs)?.columns["x"]?.fresh ?? {})).toEqual(Object.keys(counters.columns["x"]?.fresh ?? {}));
      }
    }
  });
  test("a day's window at the hour's cost", () => {
    const day = Date.UTC(2026, 2, 2);
    const cells = (segments: Segment[]) => segments.reduce((sum, segment) => sum + (segment.toMs - segment.fromMs) / s(segment.widthSeconds), 0);
    expect(cells(decompose(day + s(70), day + s(70) + s(86_400), allStored([10, 60, 600, 3600, 86_400])))).toBeLessThan(120);
    const ends = windowEnds({ fromMs: day, toMs: day + s(3600), windowSeconds: 86_400, stepSeconds: 20 });
    expect(cells(planSegments(ends, 86_400, allStored([10, 60, 600, 3600, 86_400])))).toBeLessThan(2 * 360 + 200);
  });
});

test.each([
  { name: "an hour after the first counter on", firstEnd: 11.5, count: 4, from: 12, left: 3 },
  { name: "all of them while none is whole", firstEnd: 10.25, count: 3, from: 10.25, left: 3 },
  { name: "all of them when all are whole", firstEnd: 13, count: 3, from: 13, left: 3 },
])("whole windows only: $name", ({ firstEnd, count, from, left }) => {
  const hour = 3_600_000;
  const ends = { firstMs: firstEnd * hour, everyMs: hour / 2, count };
  expect(wholeOnly(ends, 11 * hour, 3600)).toEqual({ firstMs: from * hour, everyMs: hour / 2, count: left });
});
