import { describe, expect, test } from "vitest";
import type { SegmentItem } from "#server/domains/monitoring/contract-segments.ts";
import { csvOfSegments, segmentColumns, segmentLamp, segmentSort, sortSegments } from "./segment-rows.ts";

const item = (value: string, more: Partial<SegmentItem> = {}): SegmentItem => ({
  segment: `port:${value}`, input: "port", value, rest: false, share: 0.1, baselineRows: 10, baselineShare: 0.1, feature: "x", rows: 100, psi: 0.1, js: 0.1, psiVerdict: 0.1, psiLower: 0.05, verdict: "warn", quality: null, ...more,
});
const quality = (accuracy: number) => ({ labelled: 9, accuracy, f1: null, precision: null, recall: null, mae: null, rmse: null, bias: null, r2: null });
const items = [item("ORD", { rows: 5, quality: quality(0.7) }), item("ATL", { rows: 9 }), item("LAX", { rows: 7, quality: quality(0.9) })];

describe("the order of segments", () => {
  test.each([
    { asked: undefined, order: ["ORD", "ATL", "LAX"] }, { asked: "drift", order: ["LAX", "ATL", "ORD"] }, { asked: "-rows", order: ["ATL", "LAX", "ORD"] }, { asked: "segment", order: ["ATL", "LAX", "ORD"] },
    { asked: "quality", order: ["ORD", "LAX", "ATL"] }, { asked: "-quality", order: ["LAX", "ORD", "ATL"] }, { asked: "nonsense", order: ["ORD", "ATL", "LAX"] },
  ])("$asked", ({ asked, order }) => expect(sortSegments(items, asked).map((one) => one.value)).toEqual(order));
  test("what the address says", () => expect([segmentSort(undefined), segmentSort("-rows"), segmentSort("segment")]).toEqual([{ by: "drift", down: true }, { by: "rows", down: true }, { by: "segment", down: false }]));
});

test("lamps by verdict", () => expect((["alert", "warn", "notice", "none", "undecided", null] as const).map(segmentLamp)).toEqual(["alert", "drifting", "steady", "steady", "unknown", "unknown"]));

test("a segment's columns, the worst first and clocks last", () => {
  const one = (feature: string, psiLower: number | null, clock = false) => ({ feature, role: "input" as const, kind: "numeric" as const, clock, missingShare: 0, unseenShare: null, rows: 300, psi: 0.2, js: 0.1, psiVerdict: 0.2, psiLower, verdict: psiLower === null ? null : "none" as const });
  expect(segmentColumns([one("hour", null, true), one("a", 0), one("b", 0.1)]).map((row) => [row.column, row.lamp])).toEqual([["b", "steady"], ["a", "steady"], ["hour", "clock"]]);
});

test("the file has every number of every segment", () => {
  const view = { model: "m", version: "1", environment: "production", from: "", to: "", windowSeconds: 60, baselineRows: 1, inputs: ["port"], notes: [], alpha: 1e-6, task: null, items, nextCursor: null, worst: [] };
  expect(csvOfSegments(view).map((row) => row.length)).toEqual([16, 16, 16, 16]);
  expect(csvOfSegments(view)[1]).toEqual(["port", "ORD", 5, 0.1, 10, 0.1, "x", 0.1, 0.1, 0.05, "warn", 9, 0.7, null, null, null]);
});
