import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileOf, referenceOf } from "../../../../testing/monitoring-builders.ts";
import type { BaselineProfile, SegmentCounts } from "../../contract.ts";
import { foldRows, foldSegmented, newAccumulator, segmentRowsOf, toColumns, toSegments } from "../fold.ts";
import { chooseSegments, segmentTag } from "./choose.ts";
import { CountSum } from "./counts.ts";
import { findSegment, rowsOfSegment, segmentCounters, segmentLayout, segmentName, segmentReference } from "./layout.ts";
import { alphaOf } from "../alerts/budget.ts";
import { judgeSegments, populations, segmentWindow, worstFirst } from "./judge.ts";
import { rollUpSegments, segmentWidths } from "./rollup.ts";

const check = { seed: 20261124, numRuns: 60 };
/** 60 ports, the first of them the most frequent: 50 are segments of their own. */
const ports = Array.from({ length: 60 }, (_, i) => `P${String(i).padStart(2, "0")}`);
const byRows = (values: readonly string[]) => {
  const column = referenceOf("port", values);
  if (column.reference.kind !== "categorical") throw new Error("text is categorical");
  const counted = column.reference.labels.map((label) => ({ label, count: values.filter((value) => value === label).length })).sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1));
  return { ...column, reference: { ...column.reference, labels: counted.map((one) => one.label), counts: counted.map((one) => one.count) } };
};
const columns = [referenceOf("x", Array.from({ length: 100 }, (_, i) => i)), byRows(ports.flatMap((port, i) => Array.from({ length: 61 - i }, () => port))), referenceOf("kind", ["a", "b", "a"])];
const profile: BaselineProfile = { ...profileOf(100, columns), segments: { tag: "port,kind", inputs: ["port", "kind"], notes: [] } };
const layout = segmentLayout(profile) ?? expect.fail("it has segments");
const [byPort, byKind] = layout.inputs as [typeof layout.inputs[number], typeof layout.inputs[number]];

type Row = { x: number | null; port: string | null; kind: string | null };
const row: fc.Arbitrary<Row> = fc.record({
  x: fc.oneof(fc.double({ min: -50, max: 150, noNaN: true }), fc.constantFrom(null, Number.NaN, Infinity, -Infinity)),
  port: fc.oneof(fc.constantFrom(...ports), fc.constantFrom(null, "never seen", "__proto__")), kind: fc.constantFrom("a", "b", "new", null),
});
function counted(rows: readonly Row[], of = profile): SegmentCounts {
  const accumulator = newAccumulator(of);
  const given = { x: rows.map((one) => one.x), port: rows.map((one) => one.port), kind: rows.map((one) => one.kind) };
  foldSegmented(accumulator, { columns: given, rows: rows.length, segments: segmentRowsOf(of, given, rows.length) });
  return toSegments(accumulator) ?? { layout: layout.stamp, of: {} };
}
function sumOf(parts: readonly SegmentCounts[], feature: string): CountSum {
  const sum = new CountSum();
  for (const part of parts) sum.add(Buffer.from(part.of[feature] ?? "", "base64"));
  return sum;
}

test.each([
  { name: "no tag", tag: undefined, chosen: undefined },
  { name: "an empty one", tag: " ", chosen: undefined },
  { name: "two inputs", tag: "kind, port", chosen: { inputs: ["kind", "port"], notes: [] } },
  { name: "one twice", tag: "port,port", chosen: { inputs: ["port"], notes: [] } },
  { name: "a number", tag: "x,port", chosen: { inputs: ["port"], notes: [`${segmentTag} names x, which is no categorical input of the baseline. It may name port, kind.`] } },
  { name: "a name that there is not", tag: "carrier", chosen: { inputs: [], notes: [`${segmentTag} names carrier, which is no categorical input of the baseline. It may name port, kind.`] } },
])("which inputs segment: $name (U1)", ({ tag, chosen }) => {
  const found = chooseSegments(tag, columns);
  expect(found === undefined ? undefined : { inputs: found.inputs, notes: found.notes }).toEqual(chosen);
});

test("the first three of four (U1)", () => {
  const four = ["a", "b", "c", "d"].map((name) => referenceOf(name, ["u", "v"]));
  expect(chooseSegments("a,b,c,d", four)).toMatchObject({ inputs: ["a", "b", "c"], notes: [expect.stringMatching(/names 4 inputs/)] });
});

describe("values and the rest (U1)", () => {
  test.each([
    { name: "the most frequent", text: "port:P00", place: 0 }, { name: "the fiftieth", text: "port:P49", place: 49 }, { name: "the rest", text: "port:other", place: 50 },
    { name: "one of the rest has no segment", text: "port:P50", place: null }, { name: "another input", text: "kind:b", place: 1 }, { name: "no input", text: "x:1", place: null },
  ])("$name", ({ text, place }) => expect(findSegment(layout, text)?.place ?? null).toBe(place));

  test("the rest has a name of its own where a label is called other", () => {
    const own = segmentLayout({ ...profileOf(3, [referenceOf("kind", ["other", "a", "b"])]), segments: { tag: "kind", inputs: ["kind"], notes: [] } });
    expect(own?.inputs[0]?.rest).toBe("(other)");
  });

  test("counters of another baseline have another stamp", () => {
    const other = segmentLayout({ ...profile, columns: [referenceOf("x", Array.from({ length: 100 }, (_, i) => i + 1)), ...columns.slice(1)] });
    expect(other?.stamp).not.toBe(layout.stamp);
  });
});

describe("counting (U2, U3)", () => {
  test("each segment holds what a fold of its own rows would, to the row", () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 120 }), (rows) => {
      const all = counted(rows);
      for (const [input, own] of [[byPort, "port"], [byKind, "kind"]] as const) {
        const sum = sumOf([all], input.feature);
        for (let place = 0; place <= input.values.length; place++) {
          const inside = rows.filter((one) => { const at = input.values.indexOf(one[own] ?? ""); return (at < 0 ? input.values.length : at) === place; });
          expect(rowsOfSegment(layout, sum, place)).toBe(inside.length);
          if (inside.length === 0) continue;
          const accumulator = newAccumulator(profile);
          foldRows(accumulator, { x: inside.map((one) => one.x), port: inside.map((one) => one.port), kind: inside.map((one) => one.kind) }, inside.length);
          const scratch = toColumns(accumulator).columns;
          for (const column of layout.columns) {
            const whole = scratch[column.column.name] ?? expect.fail();
            const bins = column.column.reference.counts.length;
            const fresh = Object.values(whole.fresh).reduce((total, count) => total + count, 0);
            expect(segmentCounters(layout, sum, { place, column })).toEqual({
              ...whole, bins: [...whole.bins.slice(0, bins - 1), whole.bins.slice(bins - 1).reduce((total, count) => total + count, 0)], fresh: fresh > 0 ? { "new labels": fresh } : {},
            });
          }
        }
      }
    }), check);
  });

  test("any split over replicas and flushes, in any order, gives the bytes of the whole stream (M3)", () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 80 }), fc.array(fc.nat(), { maxLength: 6 }), fc.nat(), (rows, cuts, turn) => {
      const ends = [...cuts.map((cut) => cut % (rows.length + 1)), 0, rows.length].sort((a, b) => a - b);
      const parts = ends.slice(1).map((end, i) => counted(rows.slice(ends[i], end)));
      const turned = [...parts.slice(turn % parts.length), ...parts.slice(0, turn % parts.length)];
      const windows = turned.map((segments) => ({ versionId: 1, model: "m", version: "1", environment: "production", widthSeconds: 10, startsAtMs: 30_000, counters: { formatVersion: 1 as const, requests: 0, errors: 0, rows: 0, latency: {}, columns: {} }, segments }));
      for (const { key, sum } of rollUpSegments(windows, new Map())) expect(sum.bytes().toString("base64")).toBe(counted(rows).of[key.feature]);
      const taken = sumOf([counted(rows)], "port");
      taken.add(Buffer.from(counted(rows).of["port"] ?? "", "base64"), -1);
      expect(taken.bytes()).toHaveLength(0);
    }), check);
  });

  test("a request without the input is in none of its segments, and in those of the others", () => {
    const accumulator = newAccumulator(profile);
    const given = { x: [1, 2], kind: ["a", "b"] };
    foldSegmented(accumulator, { columns: given, rows: 2, segments: segmentRowsOf(profile, given, 2) });
    expect(Object.keys(toSegments(accumulator)?.of ?? {})).toEqual(["kind"]);
  });

  test("a reference is its segment's rows of the baseline", () => {
    const rows: Row[] = Array.from({ length: 40 }, (_, i) => ({ x: i % 4 === 0 ? null : i, port: i < 30 ? "P00" : "P55", kind: "a" }));
    const sum = sumOf([counted(rows)], "port");
    const x = layout.columns[0] ?? expect.fail();
    expect([0, 1, 50].map((place) => segmentReference(layout, sum, { place, column: x }).reference)).toMatchObject([{ missing: 8 }, { missing: 0 }, { missing: 2 }]);
    expect(segmentName(byPort, 50)).toBe("other");
  });

  test("a profile without segments counts none", () => {
    const { segments: _segments, ...plain } = profile;
    expect(segmentRowsOf(plain, { port: ["P00"] }, 1)).toBeNull();
  });
});

test.each([[10, [60, 600, 3600, 86_400]], [5, [60, 600, 3600, 86_400]], [7, [7]], [120, [600, 3600, 86_400]]])("kept from the first roll-up on: base %d s (U4)", (base, widths) => expect(segmentWidths(base)).toEqual(widths));

test("bytes that end early are no counts", () => expect(() => new CountSum().add(Buffer.from([1]))).toThrow(RangeError));

const wide = { ...profileOf(100, Array.from({ length: 20 }, (_, i) => referenceOf(`c${i}`, ports))), segments: { tag: "", inputs: ["c0", "c1", "c2"], notes: [] } };
test.each([
  { name: "no segments: the whole alone", of: null, judged: 1, alpha: 0.14 / (72 * 20) },
  { name: "two inputs of 50 and 2 values, and their rests", of: layout, judged: 1 + 51 + 3, alpha: 0.14 / (72 * 20 * 55) },
  { name: "three of 50", of: segmentLayout(wide), judged: 154, alpha: 0.14 / (72 * 20 * 154) },
])("α by what is judged: $name (U5, V8)", ({ of, judged, alpha }) => {
  expect(populations(of)).toBe(judged);
  expect(alphaOf({ columns: 20, segments: populations(of), looksPerHour: 1 })).toBeCloseTo(alpha, 15);
});

test("quiet segments get no word, a moved one does, few rows none (U5, U7)", () => {
  const base: Row[] = Array.from({ length: 20_000 }, (_, i) => ({ x: (i >> 2) % 100, port: ports[i % 4] ?? "", kind: "a" }));
  const now: Row[] = base.slice(0, 8000).map((one, i) => (one.port === "P01" ? { ...one, x: (one.x ?? 0) / 3 } : one.port === "P02" && i > 500 ? { ...one, port: "P00" } : one));
  const sides = { live: sumOf([counted(now)], "port"), baseline: sumOf([counted(base)], "port") };
  const judged = judgeSegments(byPort, sides, { layout, alpha: alphaOf({ columns: 3, segments: populations(layout), looksPerHour: 1 }), hasVerdict: true, tells: () => true });
  const of = (name: string) => judged.find((one) => one.name === name)?.features.find((one) => one.feature === "x") ?? expect.fail();
  expect([of("P00").verdict, of("P01").verdict, of("P02").verdict, of("P03").verdict]).toEqual(["none", "alert", null, "none"]);
  expect(judged[0]?.features.map((one) => one.feature)).toEqual(["x", "kind"]);
});

test.each([
  { name: "the certain first", a: { psiLower: 0.2, psi: 0.3, rows: 1 }, b: { psiLower: 0.1, psi: 9, rows: 9 } },
  { name: "then the estimate", a: { psiLower: 0, psi: 0.3, rows: 1 }, b: { psiLower: 0, psi: 0.2, rows: 9 } },
  { name: "what is told before what is not", a: { psiLower: 0, psi: 0, rows: 200 }, b: { psiLower: null, psi: null, rows: 199 } },
  { name: "then the rows", a: { psiLower: null, psi: null, rows: 199 }, b: { psiLower: null, psi: null, rows: 3 } },
])("the worst first: $name (U7)", ({ a, b }) => expect([worstFirst(a, b) < 0, worstFirst(b, a) > 0]).toEqual([true, true]));

test.each([
  { name: "named ends are made up", ask: { fromMs: 61_000, toMs: 119_000, isNow: false, windowMs: 58_000 }, window: [60_000, 120_000] },
  { name: "a day until now", ask: { fromMs: null, toMs: 100_000_020, isNow: true, windowMs: 86_400_000 }, window: [13_620_000, 100_020_000] },
  { name: "the demo's day of two minutes", ask: { fromMs: null, toMs: 620_000, isNow: true, windowMs: 120_000 }, window: [480_000, 600_000] },
])("the window of a question: $name (U8)", ({ ask, window: [from, to] }) => expect(segmentWindow(ask, 60_000)).toEqual({ fromMs: from, toMs: to }));
