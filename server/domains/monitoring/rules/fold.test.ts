import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BaselineProfile, WindowCounters } from "../contract.ts";
import { binOf } from "./edges.ts";
import { foldRows, newAccumulator, toCounters, type ColumnValues } from "./fold.ts";
import { capLabels, labelHash, labelOf } from "./labels.ts";
import { addWindow, columnRows, emptyWindow, mergeAll, mergeColumns, mergeWindows, newSum, sumCounters } from "./merge.ts";

const edges = [-1, 0, 0.5, 2];
const profile: BaselineProfile = {
  formatVersion: 1, rows: 100, unmatchedColumns: [], missingColumns: [], notMonitored: [],
  columns: [
    { name: "x", role: "input", tensor: "x", index: 0, datatype: "FP64", clock: false, reference: { kind: "numeric", edges, counts: [1, 2, 3, 4, 5], missing: 0, infinite: 0, minimum: -2, maximum: 3 } },
    { name: "label", role: "input", tensor: "label", index: 0, datatype: "BYTES", clock: false, reference: { kind: "categorical", labels: ["a", "b", "3"], counts: [1, 1, 1], missing: 0 } },
  ],
};
const wholeProfile: BaselineProfile = { ...profile, columns: [{ ...profile.columns[1]!, datatype: "INT64", reference: { kind: "categorical", labels: ["0", "3", "-2", "9007199254740993"], counts: [1, 1, 1, 1], missing: 0 } }] };

const countersOf = (values: ColumnValues, name: "x" | "label" = "x", of = profile) => {
  const accumulator = newAccumulator(of);
  foldRows(accumulator, { [name]: values }, values.length);
  return toCounters(accumulator)[name] ?? expect.fail("no counters");
};
const none = { null: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0, fresh: {}, unseen: 0 };

describe("one column", () => {
  test("an edge belongs to the bin below it (E1)", () => expect([-1.5, -1, -0.5, 0, 0.1, 0.5, 2, 2.1].map((x) => binOf(edges, x))).toEqual([0, 0, 1, 1, 2, 2, 3, 4]));
  test("missing, not-a-number and infinite are apart (F1)", () => {
    expect(countersOf([1, NaN, Infinity, -Infinity, 0])).toEqual({ ...none, bins: [0, 1, 0, 1, 0], nan: 1, positiveInfinity: 1, negativeInfinity: 1 });
    expect(countersOf(Float32Array.of(0.1, NaN))).toEqual({ ...none, bins: [0, 0, 1, 0, 0], nan: 1 });
    expect(countersOf(BigInt64Array.of(5n, -3n))).toEqual({ ...none, bins: [1, 0, 0, 0, 1] });
  });
  test("labels: known, new, missing; booleans are words (F2, L1)", () => {
    expect(countersOf(["a", "new", null, "a", "3", "new"], "label")).toEqual({ ...none, bins: [2, 0, 1], null: 1, fresh: { new: 2 } });
    expect(countersOf([true, false, null], "label")).toEqual({ ...none, bins: [0, 0, 0], null: 1, fresh: { false: 1, true: 1 } });
  });
  test("whole numbers are decimal text, also past 2^53 (L1)", () => {
    expect(countersOf(BigInt64Array.of(0n, 3n, -2n, 9007199254740993n, 9007199254740992n), "label", wholeProfile)).toEqual({ ...none, bins: [1, 1, 1, 1], fresh: { "9007199254740992": 1 } });
    expect(countersOf(Int32Array.of(3, -2, 8), "label", wholeProfile)).toEqual({ ...none, bins: [0, 1, 1, 0], fresh: { "8": 1 } });
  });
  test("names that objects inherit are labels like others (F2)", () => {
    expect(Object.entries(countersOf(["__proto__", "constructor", "__proto__"], "label").fresh)).toEqual([["__proto__", 2], ["constructor", 1]]);
  });
  test("a column that the rows lack is not counted; too short a one is refused (F3)", () => {
    const accumulator = newAccumulator(profile);
    foldRows(accumulator, { x: [1] }, 1);
    expect(columnRows(toCounters(accumulator)["label"] ?? expect.fail())).toBe(0);
    expect(() => foldRows(accumulator, { x: [1] }, 2)).toThrow(/1 values for 2 rows/);
  });
});

describe("labels", () => {
  test("what a JSON column cannot hold is replaced, what is too long is cut (L2)", () => {
    expect(labelOf("a\u0000b\ud800")).toBe("a\u2400b\ufffd");
    const long = labelOf("é".repeat(5000));
    expect(long).toHaveLength(200 + 2 + labelHash("é".repeat(5000)).toString(16).length);
    expect(labelOf("é".repeat(4999) + "e")).not.toBe(long);
    expect(labelOf(-0)).toBe("0");
  });
  test("the hash is fixed for ever: counters of two releases must agree (L3)", () => {
    expect(["", "a", "ORD", "Zürich"].map(labelHash)).toEqual([3338908027751811, 7929297801672961, 7495290017171685, 7616162052535826]);
  });
  test("rows of a label that is cut are in unseen (L3)", () => {
    const counts = new Map([["a", 1], ["b", 2], ["c", 4], ["d", 8]]);
    const evicted = capLabels(counts, 2);
    expect(counts.size).toBe(2);
    expect(evicted + [...counts.values()].reduce((sum, count) => sum + count)).toBe(15);
  });
});

// ---- any split of a stream gives the same counters (M3) -----------------------------------------------------------------

type Row = { x: number; label: string | null };
const row: fc.Arbitrary<Row> = fc.record({
  x: fc.oneof(fc.double({ min: -3, max: 4 }), fc.constantFrom(NaN, Infinity, -Infinity, ...edges)),
  label: fc.option(fc.oneof(fc.constantFrom("a", "b", "3"), fc.nat(60).map((n) => `new${n}`), fc.string()), { nil: null }),
});
/** Twelve, so that the streams of the test have many more new labels than are kept. */
const kept = 12;
const window = (rows: readonly Row[], cap: number): WindowCounters => {
  const accumulator = newAccumulator(profile, cap);
  foldRows(accumulator, { x: Float64Array.from(rows, ({ x }) => x), label: rows.map(({ label }) => label) }, rows.length);
  return { ...emptyWindow(), requests: rows.length, rows: rows.length, latency: Object.fromEntries(rows.map((_, i) => [String(i % 3), Math.ceil((rows.length - (i % 3)) / 3)])), columns: toCounters(accumulator) };
};
const bytes = (counters: WindowCounters) => JSON.stringify({ ...counters, latency: {} });

/** The reference: no increments, no cap on the way, one pass over the whole stream. */
function fromScratch(rows: readonly Row[], cap: number): { bins: number[]; fresh: Record<string, number>; unseen: number; missing: number } {
  const fresh = new Map<string, number>();
  const bins = [0, 0, 0];
  for (const { label } of rows) {
    if (label === null) continue;
    const bin = ["a", "b", "3"].indexOf(label);
    if (bin >= 0) bins[bin]!++;
    else fresh.set(labelOf(label), (fresh.get(labelOf(label)) ?? 0) + 1);
  }
  const ordered = [...fresh].sort(([a], [b]) => labelHash(a) - labelHash(b) || (a < b ? -1 : 1));
  return {
    bins, fresh: Object.fromEntries(ordered.slice(0, cap)), unseen: ordered.slice(cap).reduce((sum, [, count]) => sum + count, 0),
    missing: rows.filter(({ label }) => label === null).length,
  };
}

/** A step of a replica: count some rows, flush what was counted, or stop and start again (what was flushed is on its disk). */
const step = fc.record({ replica: fc.nat(2), rows: fc.array(row, { maxLength: 40 }), flush: fc.boolean(), restart: fc.boolean() });

describe("streams (M3)", () => {
  const check = { seed: 20_260_302, numRuns: 300 };
  test("any split over replicas, any flush order, repeats and a restart in the middle: bit-equal counters", () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), fc.infiniteStream(fc.nat(1000)), (steps, choices) => {
      const pick = (below: number) => (choices.next().value ?? 0) % below;
      const spools: WindowCounters[][] = [[], [], []];
      const open: Row[][] = [[], [], []];
      const all: Row[] = [];
      for (const { replica, rows, flush, restart } of steps) {
        open[replica]!.push(...rows);
        all.push(...rows);
        if (flush || restart) spools[replica]!.push(window(open[replica]!.splice(0), kept));
      }
      for (const [replica, rows] of open.entries()) spools[replica]!.push(window(rows, kept));

      const highest = [0, 0, 0];
      const sum = newSum(kept);
      while (spools.some((spool, replica) => highest[replica]! < spool.length)) {
        const replica = pick(3);
        // In order within its replica, and any delta before it may come again.
        const sequence = 1 + pick(Math.min(spools[replica]!.length, highest[replica]! + 1));
        if (sequence !== highest[replica]! + 1) continue;
        highest[replica] = sequence;
        addWindow(sum, JSON.parse(JSON.stringify(spools[replica]![sequence - 1])) as WindowCounters);
      }
      const whole = window(all, kept);
      expect(bytes(sumCounters(sum))).toBe(bytes(whole));
      const scratch = fromScratch(all, kept);
      const { bins, fresh, unseen, null: missing } = whole.columns["label"]!;
      expect({ bins, fresh, unseen, missing }).toEqual(scratch);
      expect(columnRows(whole.columns["label"]!)).toBe(all.length);
      expect(columnRows(whole.columns["x"]!)).toBe(all.length);
    }), check);
  });

  test("merging is associative and commutative, and the empty window is its zero (M1, M2)", () => {
    const counters = fc.array(row, { maxLength: 60 }).map((rows) => window(rows, 1000));
    fc.assert(fc.property(counters, counters, counters, (a, b, c) => {
      const left = mergeWindows(mergeWindows(a, b), c);
      expect(JSON.stringify(left)).toBe(JSON.stringify(mergeWindows(a, mergeWindows(b, c))));
      expect(JSON.stringify(left)).toBe(JSON.stringify(mergeAll([c, b, a])));
      expect(mergeWindows(a, emptyWindow())).toEqual(a);
      const [p, q, r] = [a, b, c].map((one) => one.columns["label"]!) as [typeof a.columns[string], typeof a.columns[string], typeof a.columns[string]];
      expect(mergeColumns(mergeColumns(p, q, 5), r, 5)).toEqual(mergeColumns(p, mergeColumns(q, r, 5), 5));
    }), check);
  });

  test("a thousand labels are kept of three thousand, whatever the order (L3)", () => {
    const rows = Array.from({ length: 6000 }, (_, i): Row => ({ x: 1, label: `id-${(i * 7919) % 3000}` }));
    const whole = window(rows, 1000);
    const parts = mergeAll([rows.slice(4000), rows.slice(0, 10), rows.slice(10, 4000)].map((part) => window(part, 1000)));
    expect(parts.columns).toEqual(whole.columns);
    expect(Object.keys(whole.columns["label"]!.fresh)).toHaveLength(1000);
    expect(whole.columns["label"]!.unseen).toBe(4000);
  });

  test("counters of two baselines are not added (M1)", () => {
    const short = window([], 1000);
    short.columns["x"]!.bins.pop();
    expect(() => mergeWindows(window([], 1000), short)).toThrow(/two baselines/);
  });
});
