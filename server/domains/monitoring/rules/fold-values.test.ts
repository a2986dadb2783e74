import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileOf, referenceOf } from "../../../testing/monitoring-builders.ts";
import type { NumericReference } from "../contract.ts";
import { distinctNumber, distinctText, newDistinct } from "./distinct.ts";
import { foldRows, newAccumulator, toColumns, type ColumnValues } from "./fold.ts";
import { labelOf } from "./labels.ts";
import { NumberReader } from "./seven-bits.ts";
import { pageBuckets, pages } from "./sketch.ts";

/** What a column counts, said without a fast path: every number by its definition in the SPEC, every time anew. */
type Plain = { bins: number[]; even: number[]; sketch: Record<number, number>; distinct: string; minimum: number | null; maximum: number | null; nan: number; positiveInfinity: number; negativeInfinity: number; null: number };

const blocks = 4;
const cells = pages * pageBuckets;

/** K2: sign, page, and the place inside the page from 0 to 1. */
function placeOf(z: number): { below: boolean; page: number; place: number } {
  const size = Math.abs(z);
  const inner = 1 + 2 * size;
  if (inner < 2) return { below: z < 0, page: 0, place: inner - 1 };
  let page = size < 0.5 ? 0 : 1;
  while (page < pages && size >= 2 ** (page - 1)) page++;
  if (page >= pages) return { below: z < 0, page: pages - 1, place: 1 - 2 ** -20 };
  return { below: z < 0, page, place: size / 2 ** (page - 2) - 1 };
}

function plain({ edges, sketch, even }: NumericReference, values: readonly (number | null)[]): Plain {
  if (!sketch || !even) return expect.fail("the reference has a sketch");
  const finite = values.filter((x): x is number => x !== null && Number.isFinite(x));
  const counts: Record<number, number> = {};
  const add = (index: number, value: number) => { if (value > 0) counts[index] = (counts[index] ?? 0) + value; };
  const distinct = newDistinct();
  for (const x of finite) {
    const { below, page, place } = placeOf((x - sketch.centre) * (1 / sketch.scale));
    add((below ? 0 : cells) + page * pageBuckets + Math.floor(place * pageBuckets), 1);
    const inBlocks = place * blocks;
    add(2 * cells + ((below ? 0 : pages) + page) * blocks + Math.floor(inBlocks), Math.floor((inBlocks % 1) * 65_536));
    distinctNumber(distinct, x);
  }
  const outside = even.edges.length - 1;
  const evenBin = (x: number) => (!(x >= (even.edges[0] ?? 0)) || x > (even.edges[outside] ?? 0) ? outside : Math.min(outside - 1, even.edges.filter((edge) => edge <= x).length - 1));
  const tally = (bins: number, of: (x: number) => number) => Array.from({ length: bins }, (_, bin) => finite.filter((x) => of(x) === bin).length);
  return {
    bins: tally(edges.length + 1, (x) => edges.filter((edge) => edge < x).length), even: tally(even.edges.length, evenBin), sketch: counts, distinct: distinctText(distinct),
    minimum: finite.length > 0 ? Math.min(...finite) + 0 : null, maximum: finite.length > 0 ? Math.max(...finite) + 0 : null,
    nan: values.filter((x) => Number.isNaN(x)).length, positiveInfinity: values.filter((x) => x === Infinity).length, negativeInfinity: values.filter((x) => x === -Infinity).length, null: values.filter((x) => x === null).length,
  };
}

function sketchNumbers(text: string): Record<number, number> {
  const numbers = new NumberReader(Buffer.from(text, "base64"));
  const found: Record<number, number> = {};
  for (let index = -1; numbers.more;) {
    index += 1 + numbers.next();
    found[index] = numbers.next();
  }
  return found;
}

const baselines: Record<string, number[]> = {
  "an atom at 0": [...Array.from({ length: 300 }, () => 0), ...Array.from({ length: 700 }, (_, i) => Math.tan((i - 350) / 250))],
  "whole numbers": Array.from({ length: 1000 }, (_, i) => (i * 37) % 60),
  "one value": Array.from({ length: 50 }, () => 3.5),
  "a far outlier": [...Array.from({ length: 500 }, (_, i) => i / 500), 1e12],
  "almost nothing": Array.from({ length: 100 }, (_, i) => i * 5e-324),
  "almost everything": [-Number.MAX_VALUE, -1e300, -1, 0, 1, 1e300, Number.MAX_VALUE],
};

const hostile = [NaN, Infinity, -Infinity, -0, 0, 5e-324, -5e-324, 2 ** -1022, Number.MAX_VALUE, -Number.MAX_VALUE, 0.5 - 2 ** -54, 2 ** 64, 1e308];
const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);
/** The doubles beside x. */
function neighbours(x: number): number[] {
  double[0] = x;
  const own = bits[0] ?? 0n;
  return [own - 1n, own + 1n].map((at) => { bits[0] = at; return double[0] ?? x; }).filter(Number.isFinite);
}

describe("the loops count what the SPEC says (E1, F1, K2, H1, N2)", () => {
  for (const [name, baseline] of Object.entries(baselines)) test(name, () => {
    const column = referenceOf("x", baseline);
    const profile = profileOf(baseline.length, [column]);
    const { reference } = column;
    if (reference.kind !== "numeric") return expect.fail("a numeric column");
    const cuts = [...reference.edges, ...(reference.even?.edges ?? [])].flatMap((edge) => [edge, ...neighbours(edge)]);
    const counted = (batches: { values: ColumnValues; rows: number }[]): Plain => {
      const accumulator = newAccumulator(profile);
      for (const { values, rows } of batches) foldRows(accumulator, { x: values }, rows);
      const { columns: { x }, sketches } = toColumns(accumulator);
      const own = sketches?.["x"];
      if (!x || !own) return expect.fail("counters of x");
      const { counts, even, distinct, minimum, maximum } = own;
      return { bins: x.bins, even, sketch: sketchNumbers(counts), distinct, minimum, maximum, nan: x.nan, positiveInfinity: x.positiveInfinity, negativeInfinity: x.negativeInfinity, null: x.null };
    };
    const value = fc.oneof(fc.double(), fc.double({ min: -4, max: 70 }), fc.constantFrom(...hostile), fc.constantFrom(...cuts, ...baseline));
    fc.assert(fc.property(fc.array(value, { maxLength: 80 }), (values) => {
      const expected = plain(reference, values);
      expect(counted([{ values: Float64Array.from(values), rows: values.length }])).toEqual(expected);
      expect(counted([{ values, rows: values.length }])).toEqual(expected);
      expect(counted(values.map((x) => ({ values: Float64Array.of(x), rows: 1 })))).toEqual(expected);
      const rounded = values.map((x) => Math.fround(x));
      expect(counted([{ values: Float32Array.from(values), rows: values.length }])).toEqual(plain(reference, rounded));
      const withGaps = values.map((x, i) => (i % 3 === 0 ? null : x));
      expect(counted([{ values: withGaps, rows: values.length }])).toEqual(plain(reference, withGaps));
    }), { seed: 20_261_124, numRuns: 100 });
  });

  test("more edges than are compared one by one", () => {
    const edges = Array.from({ length: 60 }, (_, i) => i * i);
    const column = referenceOf("x", edges);
    const profile = profileOf(60, [{ ...column, reference: { kind: "numeric", edges, counts: edges.map(() => 1), missing: 0, infinite: 0, minimum: 0, maximum: 3481 } }]);
    const accumulator = newAccumulator(profile);
    const values = edges.flatMap((edge) => [edge, ...neighbours(edge)]);
    foldRows(accumulator, { x: Float64Array.from(values) }, values.length);
    expect(toColumns(accumulator).columns["x"]?.bins).toEqual(Array.from({ length: 61 }, (_, bin) => values.filter((x) => edges.filter((edge) => edge < x).length === bin).length));
  });
});

describe("labels are counted by their text (F2, L1, L2)", () => {
  const labels = ["a", "0", "-7", "true", "9007199254740993", "1e21", labelOf("x".repeat(400)), labelOf("a\u0000b")];
  const profile = profileOf(8, [referenceOf("label", labels), referenceOf("__proto__", ["a", "b"]), referenceOf("constructor", ["a", "b"])]);
  const own = profile.columns[0]?.reference;
  const value = fc.oneof(fc.constantFrom<string | number | boolean>(...labels, "x".repeat(400), "a\u0000b", "\ud800", "b", 0, -0, -7, 1e21, 7.5, true, false, 2 ** 53), fc.string());

  test("in any form", () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const accumulator = newAccumulator(profile);
      foldRows(accumulator, { label: values }, values.length);
      if (own?.kind !== "categorical") return expect.fail("a categorical column");
      const texts = values.map(labelOf);
      const fresh = texts.filter((text) => !own.labels.includes(text));
      const { bins, fresh: found } = toColumns(accumulator).columns["label"] ?? expect.fail("counters");
      expect(bins).toEqual(own.labels.map((label) => texts.filter((text) => text === label).length));
      expect(found).toEqual(Object.fromEntries([...new Set(fresh)].map((text) => [text, fresh.filter((one) => one === text).length])));
    }), { seed: 20_261_124, numRuns: 200 });
  });
  test("64 bits of whole numbers", () => {
    const accumulator = newAccumulator(profile);
    foldRows(accumulator, { label: BigInt64Array.of(0n, -7n, 9007199254740993n, 9007199254740992n, 5n) }, 5);
    const { bins, fresh } = toColumns(accumulator).columns["label"] ?? expect.fail("counters");
    if (own?.kind !== "categorical") return expect.fail("a categorical column");
    expect(Object.fromEntries(own.labels.map((label, bin) => [label, bins[bin]]))).toMatchObject({ "0": 1, "-7": 1, "9007199254740993": 1 });
    expect(fresh).toEqual({ "5": 1, "9007199254740992": 1 });
  });
  test("a column that is called as what every object has is not there unless it came", () => {
    const accumulator = newAccumulator(profile);
    foldRows(accumulator, { label: ["a"] }, 1);
    foldRows(accumulator, Object.fromEntries([["constructor", ["b"]]]), 1);
    const { columns } = toColumns(accumulator);
    expect(columns["constructor"]?.bins).toEqual([0, 1]);
    expect(Object.entries(columns).find(([name]) => name === "__proto__")?.[1].bins).toEqual([0, 0]);
  });
});
