/** Counts of which most are 0: as bytes the (step of the index, count) of those that are not, so that equal counts have equal bytes and merging is addition. */
import { NumberReader, pushNumber } from "../seven-bits.ts";

/** Three inputs of 51 segments on a thousand columns stay below. */
const mostIndexes = 2 ** 24;

function* pairsOf(bytes: Uint8Array): Generator<[index: number, count: number]> {
  const numbers = new NumberReader(bytes);
  for (let index = -1; numbers.more;) {
    index += 1 + numbers.next();
    if (index >= mostIndexes) throw new RangeError(`The counts name a place ${index}.`);
    yield [index, numbers.next()];
  }
}

/** A running sum of counts. Owned by whoever made it. */
export class CountSum {
  private counts = new Float64Array(256);

  at(index: number): number {
    return this.counts[index] ?? 0;
  }

  count(index: number, count: number): void {
    if (index >= this.counts.length) {
      const larger = new Float64Array(2 * (index + 1));
      larger.set(this.counts);
      this.counts = larger;
    }
    this.counts[index] = (this.counts[index] ?? 0) + count;
  }

  /** Adds what bytes hold, or with -1 takes it out. @throws RangeError for bytes that are no counts */
  add(bytes: Uint8Array, sign: 1 | -1 = 1): void {
    for (const [index, count] of pairsOf(bytes)) this.count(index, sign * count);
  }

  bytes(): Buffer {
    const bytes: number[] = [];
    let last = -1;
    for (let index = 0; index < this.counts.length; index++) {
      const count = this.counts[index] ?? 0;
      if (count === 0) continue;
      pushNumber(bytes, index - last - 1);
      pushNumber(bytes, count);
      last = index;
    }
    return Buffer.from(bytes);
  }
}
