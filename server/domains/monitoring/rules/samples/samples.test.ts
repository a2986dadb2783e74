import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { profileOf, referenceOf } from "../../../../testing/monitoring-builders.ts";
import { unusualKept, uniformKept, type SampledRow } from "../../contract-samples.ts";
import { chooserOf, priorityOf, Reservoir, sampleTerms, seedOf, type Drawing } from "./choose.ts";
import { firstOfAll, keepRows, rowsOfKind } from "./keep.ts";

const baseline = Array.from({ length: 1000 }, (_, i) => i / 10);
const profile = profileOf(1000, [
  referenceOf("x", baseline), referenceOf("zeros", baseline.map((x) => (x < 90 ? 0 : x))), referenceOf("city", baseline.map((x) => (x < 99 ? "Köln" : "Bonn"))),
  referenceOf("hour", baseline, { clock: true }), referenceOf("ssn", baseline.map((_, i) => `id ${i % 50}`)),
]);
const drawing = (name: string): Drawing => ({ seed: seedOf(name), name });
const open = sampleTerms({});

/** A row as a process would send it. */
const row = fc.integer({ min: 0, max: 400 }).map((id): SampledRow => ({ priority: (id * 7919) % 61, score: (id * 31) % 13, id: `r.${id}`, atMs: id, values: { x: id } }));
const rows = fc.array(row, { maxLength: 120 });
const bytes = (kept: readonly SampledRow[]) => JSON.stringify(kept);

describe("P2: what is kept merges", () => {
  test("associative, commutative, idempotent, with nothing as its zero", () => {
    fc.assert(fc.property(rows, rows, rows, (a, b, c) => {
      const whole = bytes(keepRows([...a, ...b, ...c]));
      expect(bytes(keepRows([...keepRows([...keepRows(a), ...keepRows(b)]), ...keepRows(c)]))).toBe(whole);
      expect(bytes(keepRows([...keepRows(c), ...keepRows([...b, ...a])]))).toBe(whole);
      expect(bytes(keepRows([...keepRows(a), ...keepRows([...a, ...b]), ...keepRows([...b, ...c]), ...keepRows(c)]))).toBe(whole);
      expect(bytes(keepRows(keepRows(a)))).toBe(bytes(keepRows(a)));
    }), { seed: 5, numRuns: 300 });
  });

  test("any split of a stream over flushes and forgetful processes keeps the same rows", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -50, max: 400, noNaN: true }), { minLength: 1, maxLength: 300 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), fc.array(fc.boolean(), { minLength: 1 }), (values, cuts, forgets) => {
      const chooser = chooserOf(profile, open);
      const offer = (reservoir: Reservoir, from: number, to: number) => reservoir.offer(chooser, { columns: { x: values.slice(from, to) }, rows: to - from, atMs: 0, place: from, predictionId: undefined }, drawing("a/1"));
      const one = new Reservoir();
      offer(one, 0, values.length);
      const sent: SampledRow[] = [];
      let reservoir = new Reservoir();
      for (let at = 0, turn = 0; at < values.length; turn++) {
        const to = Math.min(values.length, at + (cuts[turn % cuts.length] ?? 1));
        offer(reservoir, at, to);
        sent.push(...reservoir.take());
        if (forgets[turn % forgets.length]) reservoir = new Reservoir();
        at = to;
      }
      expect(bytes(keepRows(sent))).toBe(bytes(keepRows(one.take())));
    }), { seed: 6, numRuns: 100 });
  });
});

describe("P1: chance", () => {
  test("every row is as likely to be kept: chi-square over 2,000 seeded windows of 200 rows", () => {
    const [places, windows] = [200, 2000];
    const counts = new Float64Array(places);
    for (let window = 0; window < windows; window++) {
      const seed = seedOf(`replica ${window % 50}/1`);
      const first = Math.floor(window / 50) * places;
      const drawn = Array.from({ length: places }, (_, place): SampledRow => ({ priority: priorityOf(seed, first + place), score: 0, id: String(place), atMs: 0, values: {} }));
      for (const { id } of rowsOfKind(drawn, "uniform")) counts[Number(id)] = (counts[Number(id)] ?? 0) + 1;
    }
    const expected = (windows * uniformKept) / places;
    // Without replacement the counts vary less than Poisson's: by 1 - k/n.
    const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / (expected * (1 - uniformKept / places)), 0);
    // 199 degrees: the 0.1 % and 99.9 % quantiles.
    expect(chi2).toBeGreaterThan(142);
    expect(chi2).toBeLessThan(266);
  });

  test("no two of a process' rows have one priority, and replicas draw apart", () => {
    const drawn = (name: string) => Array.from({ length: 20_000 }, (_, place) => priorityOf(seedOf(name), place));
    expect(new Set([...drawn("a/1"), ...drawn("a/2"), ...drawn("b/1")]).size).toBe(60_000);
    expect(Math.max(...drawn("a/1"))).toBeLessThan(2 ** 53);
  });
});

describe("P3: unusual", () => {
  const usual = { x: 50, zeros: 0, city: "Köln", hour: 5, ssn: "id 7" };
  const scored = (given: Partial<Record<string, number | string | null>>, terms = open) => {
    const reservoir = new Reservoir();
    const values = { ...usual, ...given };
    reservoir.offer(chooserOf(profile, terms), { columns: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])) as Record<string, string[]>, rows: 1, atMs: 0, place: 0, predictionId: "p" }, drawing("a/1"));
    return reservoir.take()[0];
  };
  test.each<[string, Parameters<typeof scored>[0], [string, string] | null]>([
    ["a usual row", {}, null],
    ["a number beyond all of the baseline", { x: 500 }, ["x", "beyond"]],
    ["below it", { x: -3 }, ["x", "beyond"]],
    ["far out", { x: 99.85 }, ["x", "tail"]],
    ["an atom is usual", { zeros: 0 }, null],
    ["a label that the baseline never had", { city: "Ulm" }, ["city", "new"]],
    ["a seldom one", { city: "Bonn" }, ["city", "rare"]],
    ["missing where nothing was", { x: null }, ["x", "missing"]],
    ["not a number", { x: NaN }, ["x", "missing"]],
    ["infinite", { x: -Infinity }, ["x", "infinite"]],
    ["a clock is no reason", { hour: 5000 }, null],
  ])("%s", (_, given, why) => {
    const found = scored(given);
    expect(found?.reasons?.map(({ column, what }) => [column, what]) ?? []).toEqual(why === null ? [] : [why]);
    expect((found?.score ?? 0) > 0).toBe(why !== null);
  });

  test("the ten most unusual of a stream are kept, ties by priority, and a row is copied only when it is kept", () => {
    const reservoir = new Reservoir();
    const chooser = chooserOf(profile, open);
    const far = new Set([17, 400, 1999, 5, 1200, 1300, 1400, 1500, 1600, 1700]);
    let copies = 0;
    for (let place = 0; place < 2000; place++) {
      const values = { ...usual, ...(far.has(place) ? { city: `new ${place}` } : {}) };
      const columns = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]])) as Record<string, string[]>;
      reservoir.offer(chooser, { columns, rows: 1, atMs: place, place, predictionId: undefined }, drawing("a/1"));
      copies += reservoir.take().length;
    }
    const again = new Reservoir();
    for (const place of far) again.offer(chooser, { columns: { city: [`new ${place}`] }, rows: 1, atMs: place, place, predictionId: undefined }, drawing("a/1"));
    expect(rowsOfKind(again.take(), "unusual").map(({ atMs }) => atMs).toSorted((a, b) => a - b)).toEqual([...far].toSorted((a, b) => a - b));
    // k(1 + ln(n/k)) rows enter a uniform sample of k.
    expect(copies).toBeLessThan(2 * (uniformKept * (1 + Math.log(2000 / uniformKept)) + unusualKept));
  });
});

describe("P4: sensitive", () => {
  const secret = "SECRET-4711";
  test.each([
    { name: "by the version", version: "hour, ssn", model: "" },
    { name: "by the model", version: "", model: "ssn" },
    { name: "by its tensor", version: "person", model: "" },
  ])("$name: neither value nor reason nor score", ({ version, model }) => {
    const own = profileOf(1000, profile.columns.map((column) => (column.name === "ssn" ? { ...column, tensor: "person" } : column)));
    const reservoir = new Reservoir();
    reservoir.offer(chooserOf(own, sampleTerms({ "signalbox.sensitive_features": version }, { "signalbox.sensitive_features": model })), { columns: { x: [50], ssn: [secret] }, rows: 1, atMs: 0, place: 0, predictionId: "p" }, drawing("a/1"));
    const [kept] = reservoir.take();
    expect(kept).toMatchObject({ score: 0, predictionId: "p", values: { x: 50 } });
    expect(bytes([kept as SampledRow])).not.toContain(secret);
  });

  test("ids may be marked too, and either tag switches off", () => {
    const reservoir = new Reservoir();
    reservoir.offer(chooserOf(profile, sampleTerms({ "signalbox.sensitive_features": "prediction_id" })), { columns: { x: [50] }, rows: 1, atMs: 0, place: 0, predictionId: secret }, drawing("a/1"));
    expect(bytes(reservoir.take())).not.toContain(secret);
    expect([sampleTerms({}, {}).on, sampleTerms({ "signalbox.samples": "off" }, {}).on, sampleTerms({}, { "signalbox.samples": "off" }).on]).toEqual([true, false, false]);
  });
});

test("P5: windows together tell what one window of all their rows would", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 }), (sizes) => {
    let place = 0;
    const all = sizes.map((size) => Array.from({ length: size }, (): SampledRow => ({ priority: priorityOf(seedOf("a/1"), place), score: (place * 37) % 101, id: String(place), atMs: place++, values: {} })));
    for (const kind of ["uniform", "unusual"] as const) {
      const told = firstOfAll(all.map((window) => keepRows(window)), kind);
      expect(told).toEqual(rowsOfKind(all.flat(), kind, told.length));
      expect(told.length).toBeGreaterThanOrEqual(rowsOfKind(all.flat(), kind).length);
    }
  }), { seed: 7, numRuns: 200 });
});

test("P6: values as they were sent, within the row's bytes", () => {
  const many = profileOf(1000, Array.from({ length: 400 }, (_, i) => referenceOf(`column ${i}`, [1, 2, 3], { datatype: "FP32" })));
  const reservoir = new Reservoir();
  const columns = Object.fromEntries(many.columns.map(({ name }) => [name, Float32Array.of(0.1)]));
  reservoir.offer(chooserOf(many, open), { columns, rows: 1, atMs: 0, place: 0, predictionId: undefined }, drawing("a/1"));
  const [kept] = reservoir.take();
  expect(kept?.values["column 0"]).toBe(0.1);
  expect(Buffer.byteLength(JSON.stringify(kept?.values))).toBeLessThan(4200);
  expect(kept?.left).toBe(400 - Object.keys(kept?.values ?? {}).length);
});
