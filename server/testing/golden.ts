/**
 * The golden drift cases: reads the file and rebuilds its samples from their recipes (`SPEC.md`, section G, says how a
 * sample is drawn). `fingerprint` is checked before a rebuilt sample is used.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

type Part =
  | { kind: "special"; n: number; value: "NaN" | "null" | "+inf" | "-inf" }
  | { kind: "repeat"; pairs: [number, number][] }
  | ({ kind: string; n: number; u: "grid" | { seed: number }; decimals: number; clamp?: [number, number]; times?: number } & Record<string, unknown>);
type NumericSample = { parts: Part[]; fingerprint: { n: number; finite: number; missing: number; posInf: number; negInf: number; sha256OfFiniteFloat64LE: string } };
type CategoricalSample = { counts: Record<string, number>; nulls: number };
export type GoldenDistances = {
  psi: Record<"none" | "epsilon" | "plus1", number | "Infinity">;
  jsDistanceBase2: number;
  jsDivergenceBase2: number;
  hellinger: number;
  tvd: number;
  lInfinity: number;
  chi2?: { statistic: number; dof: number; p: number };
};
/** What a library gave: a number, a word such as "nan", or its error. */
type Given = number | string | { error: string };
export type FrozenBins = GoldenDistances & { edges: number[]; reference: number[]; current: number[] };
export type NumericCase = { id: string; type: "numeric"; dtype: "float64" | "int64"; note: string; reference: NumericSample; current: NumericSample; expect: {
  frozen: { "q10.inverted_cdf": FrozenBins };
  scipy: { ksD: number; wasserstein: number };
  numpy: { referenceMean: number; referenceStd: number; referenceUnique: number; doaneOfReference: { bins: number; reference: number[]; current: number[]; currentOutside: number } };
  evidently: { wasserstein: number };
  nannyml: { jensen_shannon: Given; hellinger: Given; kolmogorov_smirnov: number; wasserstein: Given };
} };
export type CategoricalCase = { id: string; type: "categorical"; note: string; reference: CategoricalSample; current: CategoricalSample; expect: {
  counts: GoldenDistances;
  evidently: { psi: number; jensenshannon: number; hellinger: number; tvd: number; chisquare: Given };
  nannyml: { jensen_shannon: Given; hellinger: number; l_infinity: number; chi2: number };
  tfdv: { jsDivergence: number; lInfinity: number };
} };

const file = new URL("../domains/monitoring/rules/golden/drift-golden.json", import.meta.url);
export const goldenCases = (JSON.parse(readFileSync(file, "utf8")) as { cases: (NumericCase | CategoricalCase)[] }).cases;

/** Uniforms of the seed, each in the open interval from 0 to 1. */
export function* mulberry32(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  }
}

/** P(Z > z) for z >= 0: the error function's series for small z, its continued fraction for large. */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 80; k++) sum += term *= (2 * x * x) / (2 * k + 1);
    return 0.5 * (1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum);
  }
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (x + fraction);
  return (0.5 * Math.exp(-x * x)) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** The inverse normal: a rational start (Abramowitz and Stegun 26.2.23), polished by Halley's step to a double. */
export function probit(u: number): number {
  if (u > 0.5) return -probit(1 - u);
  const t = Math.sqrt(-2 * Math.log(u));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let i = 0; i < 4; i++) {
    const step = (upperTail(z) - u) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
    z += step / (1 - (z * step) / 2);
  }
  return -z;
}

type Quantile = (parameter: (name: string) => number, u: number) => number;
const quantiles: Record<string, Quantile> = {
  normal: (p, u) => p("loc") + p("scale") * probit(u),
  lognormal: (p, u) => Math.exp(p("mu") + p("sigma") * probit(u)),
  sigmoidNormal: (p, u) => 1 / (1 + Math.exp(-(p("loc") + p("scale") * probit(u)))),
  t2: (p, u) => p("loc") + (p("scale") * (2 * u - 1)) / Math.sqrt(2 * u * (1 - u)),
  cauchy: (p, u) => p("loc") + p("scale") * Math.tan(Math.PI * (u - 0.5)),
  pareto: (p, u) => p("scale") * (1 - u) ** (-1 / p("alpha")),
  exponential: (p, u) => -Math.log(1 - u) * p("scale"),
  uniform: (p, u) => p("lo") + (p("hi") - p("lo")) * u,
  power: (p, u) => u ** p("exponent"),
  geometric: (p, u) => Math.floor(Math.log(1 - u) / Math.log(1 - p("p"))),
};
const specials = { NaN: NaN, null: NaN, "+inf": Infinity, "-inf": -Infinity };

const isRepeat = (part: Part): part is Extract<Part, { kind: "repeat" }> => part.kind === "repeat";

function* drawn(part: Part): Generator<number> {
  if (isRepeat(part)) {
    for (const [value, count] of part.pairs) for (let i = 0; i < count; i++) yield value;
    return;
  }
  if (!("u" in part)) {
    for (let i = 0; i < part.n; i++) yield specials[part.value];
    return;
  }
  const quantile = quantiles[part.kind];
  if (quantile === undefined) throw new Error(`No quantile function for ${part.kind}`);
  const parameter = (name: string) => Number(Object.entries(part).find(([key]) => key === name)?.[1]);
  const uniforms = part.u === "grid" ? null : mulberry32(part.u.seed);
  const scale = 10 ** part.decimals;
  for (let i = 0; i < part.n; i++) {
    let x = quantile(parameter, uniforms === null ? (i + 0.5) / part.n : uniforms.next().value);
    if (part.clamp) x = Math.min(Math.max(x, part.clamp[0]), part.clamp[1]);
    yield (Math.floor(x * scale + 0.5) / scale) * (part.times ?? 1);
  }
}

/**
 * The sample's rows; missing ones are NaN.
 * @throws Error when the finite rows are not those of the fingerprint
 */
export function rebuildSample(sample: NumericSample): Float64Array {
  const rows = Float64Array.from(sample.parts.flatMap((part) => [...drawn(part)]));
  const finite = rows.filter(Number.isFinite);
  const digest = createHash("sha256").update(new Uint8Array(finite.buffer)).digest("hex");
  if (digest !== sample.fingerprint.sha256OfFiniteFloat64LE) throw new Error(`The sample was not rebuilt: ${digest}`);
  return rows;
}

type Scores = { score: { parts: Part[] }; outcome: { seed: number; intercept: number; slope: number; curve: number }; fingerprint: NumericSample["fingerprint"] };
type Binned = { rocAuc: number; rocAucHalfWidth: number; averagePrecision: number; logLoss: number; brier: number };
export type PerformanceCase = { id: string; threshold: number; reference: Scores; analysis: Scores; expect: {
  nannyml: { isotonicCalibrationUsed: boolean; "isotonicAt0_0.05_1": number[]; estimated: Record<string, number>; samplingError: Record<string, number>; realised: Record<string, number> };
  exact: { positives: number; rocAuc: number; averagePrecision: number; logLoss: number; brier: number; ece10: number };
  binned: Record<string, Binned>;
  cbpeUncalibrated: { exact: { accuracy: number; f1: number; rocAuc: number } } & Record<string, { rocAuc: number }>;
} };
export const performanceCases = (JSON.parse(readFileSync(file, "utf8")) as { performance: PerformanceCase[] }).performance;

/** A performance case's scores with their outcomes: 1 when v < intercept + slope·s + curve·s², v drawn from the outcome's seed. */
export function rebuildScores({ score, outcome, fingerprint }: Scores): { score: number; outcome: 0 | 1 }[] {
  const uniforms = mulberry32(outcome.seed);
  return [...rebuildSample({ parts: score.parts, fingerprint })].map((s) => ({ score: s, outcome: uniforms.next().value < outcome.intercept + outcome.slope * s + outcome.curve * s * s ? 1 : 0 }));
}
