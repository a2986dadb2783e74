/** Linear scales and ticks for charts: pure, the same in the browser and in a picture made by the server. */
export type Scale = (value: number) => number;
export type Extent = readonly [low: number, high: number];

/** Maps `domain` onto `range`, straight beyond both ends; a domain without width maps to the middle of the range. */
export function linearScale(domain: Extent, range: Extent): Scale {
  const [d0, d1] = domain;
  const [r0, r1] = range;
  if (d0 === d1) return () => (r0 + r1) / 2;
  return (value) => r0 + ((value - d0) / (d1 - d0)) * (r1 - r0);
}

/** The step of 1, 2, 2.5 or 5 times a power of ten that gives at most about `count` intervals over `span`. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0) || !(count > 0)) return 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Digits after the point that tell multiples of `step` apart. */
export function decimalsOf(step: number): number {
  for (let digits = 0; digits < 12; digits += 1) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, scaled)) return digits;
  }
  return 12;
}

/** Multiples of a nice step that cover [low, high]: the domain is widened outward to the first and last of them. */
export function niceTicks(extent: Extent, count = 5): { domain: Extent; ticks: number[]; step: number } {
  const low = Math.min(...extent);
  const high = Math.max(...extent);
  const step = niceStep(high > low ? high - low : Math.abs(high) || 1, count);
  const digits = decimalsOf(step);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(digits)));
  return { domain: [ticks[0] ?? low, ticks.at(-1) ?? high], ticks, step };
}

/** A tick as text: as many decimals as its step needs, thousands as k, millions as M. */
export function tickLabel(value: number, step: number): string {
  const size = Math.max(Math.abs(value), step);
  for (const [unit, sign] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]] as const) {
    const divisor = sign === "k" ? 1000 : unit;
    if (size >= unit) return value === 0 ? "0" : `${(value / divisor).toFixed(decimalsOf(step / divisor))}${sign}`;
  }
  return value.toFixed(decimalsOf(step));
}

/** Lowest and highest of the finite values; null when there is none. */
export function extentOf(values: Iterable<number | null>): Extent | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
