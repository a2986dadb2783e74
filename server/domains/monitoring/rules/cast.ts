/** Datatypes of the Open Inference Protocol v2 that a column can have; others are not monitored. */
const whole = ["UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64"] as const;
const real = ["FP16", "BF16", "FP32", "FP64"] as const;

export const isWhole = (datatype: string): boolean => (whole as readonly string[]).includes(datatype);
export const isReal = (datatype: string): boolean => (real as readonly string[]).includes(datatype);
export const isMonitored = (datatype: string): boolean => isWhole(datatype) || isReal(datatype) || datatype === "BYTES" || datatype === "BOOL";

/** IEEE 754 formats narrower than a double: bits of the fraction, smallest normal exponent, and what rounds to infinity. */
const formats = {
  FP16: { fractionBits: 10, minimumExponent: -14, overflow: 65520 },
  BF16: { fractionBits: 7, minimumExponent: -126, overflow: 2 ** 128 - 2 ** 119 },
  FP32: { fractionBits: 23, minimumExponent: -126, overflow: 2 ** 128 - 2 ** 103 },
} as const;

function roundTo(x: number, { fractionBits, minimumExponent, overflow }: (typeof formats)[keyof typeof formats]): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  if (Math.abs(x) >= overflow) return x > 0 ? Infinity : -Infinity;
  let exponent = Math.floor(Math.log2(Math.abs(x)));
  if (2 ** exponent > Math.abs(x)) exponent--;
  else if (2 ** (exponent + 1) <= Math.abs(x)) exponent++;
  const step = 2 ** (Math.max(exponent, minimumExponent) - fractionBits);
  const steps = x / step;
  const floor = Math.floor(steps);
  const rest = steps - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) * step;
}

/**
 * What a number is once it sits in a tensor of this datatype (SPEC C5): round half to even for floats, the fraction cut
 * for whole numbers. Never decreasing, so that a sorted column stays sorted.
 */
export function castTo(datatype: string): (x: number) => number {
  if (datatype === "FP32") return Math.fround;
  if (datatype === "FP16") return (x) => roundTo(x, formats.FP16);
  if (datatype === "BF16") return (x) => roundTo(x, formats.BF16);
  // Adding 0 makes -0 a 0: one label, not two.
  if (isWhole(datatype)) return (x) => Math.trunc(x) + 0;
  return (x) => x;
}

/** Magnitudes from here on are infinite in this datatype. */
export function overflowOf(datatype: string): number {
  return datatype === "FP16" || datatype === "BF16" || datatype === "FP32" ? formats[datatype].overflow : Infinity;
}
