/**
 * JSON as inference clients write it. `JSON.parse` goes first; this reader is for what it refuses or spoils:
 * - tritonclient writes the bare tokens NaN, Infinity and -Infinity: they become `NonFinite`, so that a literal that
 *   overflows a double (1e400) is still told apart;
 * - integers beyond 2^53 lose digits in a double: they become bigint.
 */
export class NonFinite {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

const nan = new NonFinite(Number.NaN);
const infinity = new NonFinite(Number.POSITIVE_INFINITY);
const negativeInfinity = new NonFinite(Number.NEGATIVE_INFINITY);
const deepest = 200;
const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
/** As far as its end: `JSON.parse` says whether what is inside is right. */
const text = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const words: readonly (readonly [string, unknown])[] = [["true", true], ["false", false], ["null", null], ["NaN", nan], ["Infinity", infinity], ["-Infinity", negativeInfinity]];

class Reader {
  private at = 0;
  private readonly source: string;
  constructor(source: string) {
    this.source = source;
  }

  whole(): unknown {
    const value = this.value(0);
    this.skip();
    if (this.at !== this.source.length) throw this.wrong();
    return value;
  }

  private wrong(): SyntaxError {
    return new SyntaxError(`unexpected ${this.at < this.source.length ? JSON.stringify(this.source[this.at]) : "end"} at position ${this.at}`);
  }

  private skip(): void {
    space.lastIndex = this.at;
    space.test(this.source);
    this.at = space.lastIndex;
  }

  private take(character: string): boolean {
    this.skip();
    if (this.source[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private string(): string {
    text.lastIndex = this.at;
    const match = text.exec(this.source);
    if (!match) throw this.wrong();
    this.at = text.lastIndex;
    return JSON.parse(match[0]) as string;
  }

  private list(depth: number): unknown[] {
    const items: unknown[] = [];
    if (this.take("]")) return items;
    do items.push(this.value(depth + 1)); while (this.take(","));
    if (!this.take("]")) throw this.wrong();
    return items;
  }

  private members(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    if (this.take("}")) return {};
    do {
      this.skip();
      const key = this.string();
      if (!this.take(":")) throw this.wrong();
      members.push([key, this.value(depth + 1)]);
    } while (this.take(","));
    if (!this.take("}")) throw this.wrong();
    return Object.fromEntries(members);
  }

  private value(depth: number): unknown {
    if (depth > deepest) throw new SyntaxError(`nested deeper than ${deepest}`);
    if (this.take("[")) return this.list(depth);
    if (this.take("{")) return this.members(depth);
    if (this.source[this.at] === '"') return this.string();
    for (const [word, value] of words) {
      if (!this.source.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    number.lastIndex = this.at;
    const match = number.exec(this.source);
    if (!match) throw this.wrong();
    this.at = number.lastIndex;
    const plain = Number(match[0]);
    return match[1] === undefined && match[2] === undefined && !Number.isSafeInteger(plain) ? BigInt(match[0]) : plain;
  }
}

/** @throws SyntaxError where it is not even this kind of JSON */
export const parseLenient = (source: string): unknown => new Reader(source).whole();

/** True when `JSON.parse` may have lost an integer's digits. */
export const holdsLongNumbers = (source: string): boolean => /\d{16}/.test(source);
