/**
 * A sum of doubles without rounding (SPEC Q3): mantissa · 2^exponent with a whole mantissa of any size. Adding, taking
 * out and merging in any order give the same value and the same text.
 */
export type ExactSum = { mantissa: bigint; exponent: number };
export const emptySum = (): ExactSum => ({ mantissa: 0n, exponent: 0 });

const double = new DataView(new ArrayBuffer(8));
const fraction = (1n << 52n) - 1n;

function plus(sum: ExactSum, mantissa: bigint, exponent: number): void {
  if (mantissa === 0n) return;
  if (sum.mantissa === 0n) {
    sum.mantissa = mantissa;
    sum.exponent = exponent;
    return;
  }
  if (exponent < sum.exponent) {
    sum.mantissa <<= BigInt(sum.exponent - exponent);
    sum.exponent = exponent;
  }
  sum.mantissa += mantissa << BigInt(exponent - sum.exponent);
}

/** A finite double as a whole mantissa and an exponent of two. */
function partsOf(value: number): { mantissa: bigint; exponent: number } {
  double.setFloat64(0, value);
  const bits = double.getBigUint64(0);
  const power = Number((bits >> 52n) & 0x7ffn);
  const size = power === 0 ? bits & fraction : (bits & fraction) | (1n << 52n);
  return { mantissa: bits >> 63n === 1n ? -size : size, exponent: Math.max(power, 1) - 1075 };
}

/** @param value finite; @param sign -1 takes out what was put in */
export function addTo(sum: ExactSum, value: number, sign: 1 | -1 = 1): void {
  const { mantissa, exponent } = partsOf(value);
  plus(sum, sign === 1 ? mantissa : -mantissa, exponent);
}

/** Adds the value's square, not rounded either. */
export function addSquareTo(sum: ExactSum, value: number, sign: 1 | -1 = 1): void {
  const { mantissa, exponent } = partsOf(value);
  plus(sum, sign === 1 ? mantissa * mantissa : -mantissa * mantissa, 2 * exponent);
}

export function addSum(into: ExactSum, other: ExactSum, sign: 1 | -1 = 1): void {
  plus(into, sign === 1 ? other.mantissa : -other.mantissa, other.exponent);
}

const dropZeros = (sum: ExactSum): ExactSum => {
  let { mantissa, exponent } = sum;
  if (mantissa === 0n) return emptySum();
  while ((mantissa & 0xffffffffn) === 0n) {
    mantissa >>= 32n;
    exponent += 32;
  }
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  return { mantissa, exponent };
};

/** "-1f@-52": hexadecimal mantissa, odd, and decimal exponent of two; "0" for nothing. One text a value. */
export function sumText(sum: ExactSum): string {
  const { mantissa, exponent } = dropZeros(sum);
  return mantissa === 0n ? "0" : `${mantissa.toString(16)}@${exponent}`;
}

/** @throws RangeError for what `sumText` does not write */
export function sumOf(text: string): ExactSum {
  if (text === "0") return emptySum();
  const parts = /^(-?)([0-9a-f]+)@(-?\d+)$/.exec(text);
  if (!parts) throw new RangeError(`No sum: ${text.slice(0, 40)}`);
  const size = BigInt(`0x${parts[2]}`);
  return { mantissa: parts[1] === "-" ? -size : size, exponent: Number(parts[3]) };
}

/** The nearest double. */
export function sumValue(sum: ExactSum): number {
  const { mantissa, exponent } = dropZeros(sum);
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString(2).length;
  const spare = Math.max(0, digits - 64);
  // A bit that stands for all that is cut keeps the rounding right.
  const cut = spare === 0 ? mantissa : ((mantissa >> BigInt(spare)) | 1n);
  const power = exponent + spare;
  return power < -1000 ? Number(cut) * 2 ** -1000 * 2 ** (power + 1000) : Number(cut) * 2 ** power;
}
