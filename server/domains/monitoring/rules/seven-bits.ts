/** Whole numbers as 7-bit groups, the lowest first; those that others follow have the high bit. */
export function pushNumber(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
}

/** Reads such numbers one after another; `more` says whether one is left. */
export class NumberReader {
  private readonly bytes: Uint8Array;
  private at = 0;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  get more(): boolean {
    return this.at < this.bytes.length;
  }
  /** @throws RangeError where the bytes end in the middle of a number, or it is none that a double holds */
  next(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || unit > 2 ** 49) throw new RangeError("The counts end in the middle of a number.");
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }
}
