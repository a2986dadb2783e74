import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { goldenCases, mulberry32, probit, rebuildSample } from "../../../testing/golden.ts";
import { addDistinct, distinctCount, distinctLabel, distinctNumber, distinctText, newDistinct } from "./distinct.ts";
import { ksInterval, sketchMean, sketchQuantile, wassersteinInterval, type Interval, type Sketched } from "./sketch-distance.ts";
import { addSketch, bucketsOf, countingOn, newSketch, readSketch, sketchText, sketchValue, type SketchScale } from "./sketch.ts";

const sorted = (values: Iterable<number>) => Float64Array.from(values).filter(Number.isFinite).sort();
const at = (ascending: Float64Array, q: number) => ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? NaN;
const deviation = (values: Float64Array) => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};
function scaleOf(reference: Float64Array): SketchScale {
  const iqr = at(reference, 0.75) - at(reference, 0.25);
  return { centre: at(reference, 0.5), scale: iqr || deviation(reference) || 1 };
}
function sketched(values: Float64Array, scale: SketchScale): Sketched {
  const sketch = newSketch();
  for (const x of values) sketchValue(sketch, x, countingOn(scale));
  return { sketch, minimum: values[0] ?? NaN, maximum: values.at(-1) ?? NaN };
}

/** Both distances on the raw rows: one walk over the two sorted samples. */
function onRows(a: Float64Array, b: Float64Array): { ks: number; wasserstein: number } {
  let [i, j, ks, wasserstein] = [0, 0, 0, 0];
  let before = NaN;
  while (i < a.length || j < b.length) {
    const x = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    if (before === before) wasserstein += Math.abs(i / a.length - j / b.length) * (x - before);
    while (a[i] === x) i++;
    while (b[j] === x) j++;
    ks = Math.max(ks, Math.abs(i / a.length - j / b.length));
    before = x;
  }
  return { ks, wasserstein };
}

const around = (interval: Interval, truth: number, rounding: number) => {
  expect(interval.lo).toBeLessThanOrEqual(truth + rounding);
  expect(interval.hi).toBeGreaterThanOrEqual(truth - rounding);
  expect(interval.value).toBeGreaterThanOrEqual(interval.lo);
  expect(interval.value).toBeLessThanOrEqual(interval.hi);
};

describe("golden cases: the certified interval holds the library's number (K5, K6)", () => {
  for (const golden of goldenCases) if (golden.type === "numeric") test(golden.id, () => {
    const [reference, current] = [sorted(rebuildSample(golden.reference)), sorted(rebuildSample(golden.current))];
    const scale = scaleOf(reference);
    const [f, g] = [sketched(reference, scale), sketched(current, scale)];
    const truth = onRows(reference, current);
    const span = Math.max(reference.at(-1) ?? 0, current.at(-1) ?? 0) - Math.min(reference[0] ?? 0, current[0] ?? 0);
    around(ksInterval(f, g, scale), truth.ks, 1e-12);
    around(wassersteinInterval(f, g, scale), truth.wasserstein, 1e-12 * span);
  });
});

describe("samples without atoms: the interval is narrow", () => {
  const draw = (seed: number, n: number, of: (u: number) => number) => {
    const source = mulberry32(seed);
    return sorted(Array.from({ length: n }, () => of(source.next().value)));
  };
  const shapes: Record<string, (u: number) => number> = {
    normal: probit, uniform: (u) => u, exponential: (u) => -Math.log(1 - u), lognormal: (u) => Math.exp(probit(u)),
    "two peaks": (u) => (u < 0.5 ? -1 + 0.3 * probit(2 * u) : 1 + 0.3 * probit(2 * u - 1)), "heavy tail": (u) => (1 - u) ** (-1 / 2.5),
  };
  const changes: Record<string, (x: number) => number> = { same: (x) => x, "a little up": (x) => x + 0.1, "half up": (x) => x + 0.5, "far up": (x) => x + 5, "very far up": (x) => x + 100, wider: (x) => 1.5 * x, narrower: (x) => 0.5 * x };
  for (const [shape, of] of Object.entries(shapes)) for (const [change, by] of Object.entries(changes)) test(`${shape}, ${change}`, () => {
    const [reference, current] = [draw(1, 20_000, of), draw(2, 10_000, (u) => by(of(u)))];
    const scale = scaleOf(reference);
    const [f, g] = [sketched(reference, scale), sketched(current, scale)];
    const truth = onRows(reference, current);
    const [ks, wasserstein] = [ksInterval(f, g, scale), wassersteinInterval(f, g, scale)];
    around(ks, truth.ks, 1e-12);
    around(wasserstein, truth.wasserstein, 1e-9);
    expect(ks.hi - ks.lo).toBeLessThanOrEqual(0.01);
    expect(wasserstein.hi - wasserstein.lo).toBeLessThanOrEqual(0.01 * deviation(reference));
  });
});

describe("what a sketch tells of one sample (K1, K7)", () => {
  const values = sorted(Array.from({ length: 5000 }, (_, i) => Math.exp(probit((i + 0.5) / 5000))));
  const scale = scaleOf(values);
  const own = sketched(values, scale);
  test("the mean", () => expect(sketchMean(own.sketch, scale)).toBeCloseTo(values.reduce((sum, x) => sum + x, 0) / 5000, 4));
  test("quantiles lie in their interval", () => {
    for (const q of [0, 0.01, 0.25, 0.5, 0.9, 0.999, 1]) around(sketchQuantile(own, q, scale) ?? expect.fail(), at(values, q), 1e-12);
  });
  test("extremes, huge, tiny and equal values have a bucket", () => {
    const odd = sorted([-Number.MAX_VALUE, -1, -0, 0, 5e-324, 1e-300, 0.5 - 2 ** -54, 0.5, 2 ** 64, Number.MAX_VALUE]);
    expect(bucketsOf(sketched(odd, { centre: 0, scale: 1 }).sketch).reduce((sum, bucket) => sum + bucket.rows, 0)).toBe(10);
  });
  test("the last double under a page's end is in the page's last bucket (K2)", () => {
    const [bucket] = bucketsOf(sketched(Float64Array.of(0.5 - 2 ** -54), { centre: 0, scale: 1 }).sketch);
    expect(bucket).toEqual({ low: 127 / 256, high: 0.5, rows: 1 });
  });
  test("no row, no number", () => {
    expect(sketchMean(newSketch(), scale)).toBeNull();
    expect(sketchQuantile({ sketch: newSketch(), minimum: NaN, maximum: NaN }, 0.5, scale)).toBeNull();
    expect(sketchText(newSketch())).toBe("");
  });
});

describe("merging (K3, H1)", () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ min: -3, max: 3, noNaN: true }));
  test("any split, any order: the text of the whole stream", () => {
    fc.assert(fc.property(fc.array(value, { maxLength: 60 }), fc.array(fc.nat(4), { minLength: 60, maxLength: 60 }), (values, places) => {
      const parts = Array.from({ length: 5 }, () => ({ sketch: newSketch(), distinct: newDistinct() }));
      const whole = { sketch: newSketch(), distinct: newDistinct() };
      const scale = countingOn({ centre: 0.25, scale: 0.5 });
      for (const [i, x] of values.entries()) for (const one of [whole, parts[places[i] ?? 0] ?? whole]) {
        sketchValue(one.sketch, x, scale);
        distinctNumber(one.distinct, x);
      }
      const merged = { sketch: newSketch(), distinct: newDistinct() };
      for (const part of parts.toReversed()) {
        addSketch(merged.sketch, sketchText(part.sketch));
        addDistinct(merged.distinct, distinctText(part.distinct));
      }
      expect(sketchText(merged.sketch)).toBe(sketchText(whole.sketch));
      expect(sketchText(readSketch(sketchText(whole.sketch)))).toBe(sketchText(whole.sketch));
      for (const part of parts.slice(1)) addSketch(merged.sketch, sketchText(part.sketch), -1);
      expect(sketchText(merged.sketch)).toBe(sketchText(parts[0]!.sketch));
      expect(distinctText(merged.distinct)).toBe(distinctText(whole.distinct));
    }), { seed: 20_260_302, numRuns: 300 });
  });
  test("text that is none is refused", () => {
    expect(() => readSketch(Buffer.from([128]).toString("base64"))).toThrow(/middle of a number/);
    expect(() => readSketch(Buffer.from([255, 255, 255, 127, 1]).toString("base64"))).toThrow(/bucket that there is not/);
    expect(() => addDistinct(newDistinct(), "zz1")).toThrow(/register/);
    expect(() => addDistinct(newDistinct(), "0")).toThrow(/length/);
  });
});

describe("distinct values (H1)", () => {
  for (const n of [0, 1, 2, 10, 300, 1000, 20_000, 500_000]) test(`${n} different numbers, each three times`, () => {
    const distinct = newDistinct();
    for (let again = 0; again < 3; again++) for (let i = 0; i < n; i++) distinctNumber(distinct, i * 0.37);
    expect(Math.abs(distinctCount(distinct) - n)).toBeLessThanOrEqual(Math.max(n < 100 ? 0.05 * n : 0, 0.1 * n));
  });
  test("labels", () => {
    const distinct = newDistinct();
    for (let i = 0; i < 30_000; i++) distinctLabel(distinct, `customer-${i % 5000}`);
    expect(Math.abs(distinctCount(distinct) - 5000)).toBeLessThanOrEqual(500);
  });
});
