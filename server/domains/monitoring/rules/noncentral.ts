/**
 * The noncentral chi-square distribution: the Poisson(λ/2) mixture of central ones with k + 2j degrees (Johnson, Kotz and
 * Balakrishnan, Continuous Univariate Distributions 2, 29.2), summed from its largest term outwards.
 */

/** ln Γ(a), a >= 0.5: Stirling's series after a shift above 15, where its 6 terms are exact to a double. */
function logGamma(a: number): number {
  let shifted = a;
  let product = 1;
  while (shifted < 15) product *= shifted++;
  const s = 1 / (shifted * shifted);
  const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * (691 / 360360)))))) / shifted;
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** y^a e^-y / Γ(a + 1). */
const poissonTerm = (a: number, y: number): number => (y === 0 ? (a === 0 ? 1 : 0) : Math.exp(a * Math.log(y) - y - logGamma(a + 1)));

/** The continued fraction of Γ(a, y) y^-a e^y, by Lentz's method; y over a + 1. */
function upperFraction(a: number, y: number): number {
  let b = y + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/** The regularised lower incomplete gamma function P(a, y): its series below a + 1, its continued fraction (Lentz) above. */
function gammaP(a: number, y: number): number {
  if (y <= 0) return 0;
  if (y < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; term > sum * 1e-17; n++) sum += term *= y / (a + n);
    return poissonTerm(a, y) * sum;
  }
  return 1 - poissonTerm(a, y) * a * upperFraction(a, y);
}

/** The regularised upper incomplete gamma function Q(a, y), to full relative precision in its tail too. */
function gammaQ(a: number, y: number): number {
  if (y < a + 1) return 1 - gammaP(a, y);
  return poissonTerm(a, y) * a * upperFraction(a, y);
}

/**
 * P(X > x) of the central chi-square distribution; relative error under 1e-12.
 * @param dof degrees of freedom, 1 or more
 */
export const chiSquareTail = (x: number, dof: number): number => (x <= 0 ? 1 : gammaQ(dof / 2, x / 2));

/** Above this noncentrality the mixture's thousands of terms buy nothing: Sankaran's transform is as good there. */
const largeNoncentrality = 50_000;

/** Φ(z), by the complementary error function's continued fraction and series. */
function normalCdf(z: number): number {
  const half = gammaP(0.5, (z * z) / 2) / 2;
  return z < 0 ? 0.5 - half : 0.5 + half;
}

/** P(X <= x) by Sankaran's power transform to the normal (Biometrika 50, 1963). */
function largeCdf(x: number, dof: number, noncentrality: number): number {
  const mean = dof + noncentrality;
  const h = 1 - (2 * mean * (dof + 3 * noncentrality)) / (3 * (dof + 2 * noncentrality) ** 2);
  const p = (dof + 2 * noncentrality) / (mean * mean);
  const m = (h - 1) * (1 - 3 * h);
  const centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p);
  return normalCdf(((x / mean) ** h - centre) / (h * Math.sqrt(2 * p) * (1 + 0.5 * m * p)));
}

/**
 * P(X <= x). Absolute error under 1e-11 up to a noncentrality of 50,000, 1e-5 beyond.
 * @param dof degrees of freedom, 1 or more @param noncentrality λ, 0 or more
 */
export function noncentralCdf(x: number, dof: number, noncentrality: number): number {
  if (x <= 0) return 0;
  if (noncentrality > largeNoncentrality) return largeCdf(x, dof, noncentrality);
  const y = x / 2;
  const rate = noncentrality / 2;
  const mode = Math.floor(rate);
  const startA = dof / 2 + mode;
  const startWeight = poissonTerm(mode, rate);
  const startP = gammaP(startA, y);
  const startStep = poissonTerm(startA, y);
  let sum = startWeight * startP;
  // Up: P(a + 1, y) = P(a, y) - y^a e^-y / Γ(a + 1).
  for (let j = mode, weight = startWeight, p = startP, step = startStep, a = startA; ; ) {
    p = Math.max(0, p - step);
    a++;
    step *= y / a;
    j++;
    weight *= rate / j;
    sum += weight * p;
    if (weight * p < 1e-18 || (weight < 1e-18 && j > rate)) break;
  }
  // Down: P(a - 1, y) = P(a, y) + y^(a-1) e^-y / Γ(a).
  for (let j = mode, weight = startWeight, p = startP, step = startStep, a = startA; j > 0; ) {
    step *= a / y;
    a--;
    p = Math.min(1, p + step);
    weight *= j / rate;
    j--;
    sum += weight * p;
    if (weight < 1e-18) break;
  }
  return Math.min(1, sum);
}

/** The root of a monotone function between two ends of different sign (false position, every third step a bisection). */
function rootBetween(f: (x: number) => number, ends: { low: number; high: number; absolute: number }): number {
  let { low, high } = ends;
  let fLow = f(low);
  let fHigh = f(high);
  for (let i = 0; i < 200 && high - low > Math.max(ends.absolute, 1e-11 * high); i++) {
    const secant = (low * fHigh - high * fLow) / (fHigh - fLow);
    const middle = i % 3 === 2 || !(secant > low && secant < high) ? (low + high) / 2 : secant;
    const fMiddle = f(middle);
    if (fMiddle === 0) return middle;
    if (fMiddle < 0 === fLow < 0) [low, fLow] = [middle, fMiddle];
    else [high, fHigh] = [middle, fMiddle];
  }
  return (low + high) / 2;
}

// Tail probabilities span decades; their logarithm is near a parabola, which false position likes.
const logit = (p: number): number => Math.log(Math.max(p, 1e-300)) - Math.log(Math.max(1 - p, 1e-300));

/**
 * The x with P(X <= x) = p.
 * @param p between 0 and 1, ends excluded
 */
export function noncentralQuantile(p: number, dof: number, noncentrality: number): number {
  const target = logit(p);
  const mean = dof + noncentrality;
  const sd = Math.sqrt(2 * (dof + 2 * noncentrality));
  const f = (x: number) => logit(noncentralCdf(x, dof, noncentrality)) - target;
  let low = Math.max(0, mean - 4 * sd);
  while (low > 0 && f(low) > 0) low = Math.max(0, low - 4 * sd);
  let high = mean + 5 * sd;
  while (f(high) < 0) high += 4 * sd;
  return rootBetween(f, { low, high, absolute: 1e-15 });
}

/**
 * The noncentrality under which x is the p quantile: the end of a one-sided confidence interval for λ. 0 when x lies
 * below that quantile even at λ = 0.
 */
export function noncentralityAt(x: number, dof: number, p: number): number {
  const target = logit(p);
  const f = (noncentrality: number) => target - logit(noncentralCdf(x, dof, noncentrality));
  if (f(0) >= 0) return 0;
  const sd = Math.sqrt(2 * (dof + 2 * x));
  let high = Math.max(1, x + 2 * sd);
  while (f(high) < 0) high += 4 * sd + 10;
  return rootBetween(f, { low: 0, high, absolute: 1e-7 });
}
