/** The protobuf wire format (protobuf.dev, Encoding) without a schema: fields one by one, none read that is not asked for. */
export class WireProblem extends Error {}
/** The bytes may be right, but have more fields than are looked through. */
export class WalkTooLong extends Error {}

/** Bytes that the walk needs next, end excluded; the answer begins at `start` and may be longer. */
export type Ask = { start: number; end: number };
type Span = { start: number; end: number };
/** A field: a number of any fixed or variable width, or the span of its bytes. */
export type Field = Span & { number: number; kind: "number" | "bytes"; value: number };

const longestText = 4096;
const mostReads = 5_000_000;
/** Of all the texts together: they are kept until the walk ends. */
const mostTextBytes = 16 * 1024 * 1024;
/** No header is longer: a tag and a length, ten bytes each. */
const headerBytes = 20;

/** One answered stretch, kept until the walk leaves it. */
class Window {
  private start = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private reads = 0;
  private textBytes = 0;
  /** @throws WalkTooLong where the texts that were read are more than is kept */
  keep(length: number): void {
    this.textBytes += length;
    if (this.textBytes > mostTextBytes) throw new WalkTooLong();
  }
  /** Bytes [start, end), from what is at hand or asked for. */
  *span({ start, end }: Span): Generator<Ask, Uint8Array, Uint8Array> {
    this.reads += 1;
    if (this.reads > mostReads) throw new WalkTooLong();
    if (start < this.start || end > this.start + this.bytes.length) {
      this.bytes = yield { start, end };
      this.start = start;
      if (this.bytes.length < end - start) throw new WireProblem("it ends in the middle of a field");
    }
    return this.bytes.subarray(start - this.start, end - this.start);
  }
}

/** A variable-width integer; beyond 2⁵³ it loses its last digits, and a negative one is read as two's complement. */
function varint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let low = 0;
  let high = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined) throw new WireProblem("it ends in the middle of a number");
    if (index < 4) low += (byte & 0x7f) * 2 ** (7 * index);
    else high += (byte & 0x7f) * 2 ** (7 * (index - 4));
    if (byte < 0x80) {
      const value = low + high * 2 ** 28;
      return { value: index === 9 ? value - 2 ** 64 : value, next: from + index + 1 };
    }
  }
  throw new WireProblem("a number is longer than ten bytes");
}

/**
 * A reader of the fields of a message (or of the numbers of a packed list), one a call; null at the end.
 * @throws WireProblem where the bytes are none
 */
export function fieldsOf(message: Span, form: "fields" | "packed" = "fields"): () => Generator<Ask, Field | null, Uint8Array> {
  const window = windowOf(message);
  let at = message.start;
  return function* next() {
    if (at >= message.end) return null;
    const head = yield* window.span({ start: at, end: Math.min(message.end, at + headerBytes) });
    const tag = varint(head, 0);
    if (form === "packed") {
      const field: Field = { number: 0, kind: "number", value: tag.value, start: at, end: at + tag.next };
      at = field.end;
      return field;
    }
    const number = Math.floor(tag.value / 8);
    if (number < 1 || number > 536_870_911) throw new WireProblem("a field has no number");
    const field = bodyOf(head, { number, wire: tag.value % 8, from: tag.next, at });
    if (field.end > message.end) throw new WireProblem("a field is longer than what holds it");
    windows.set(field, window);
    at = field.end;
    return field;
  };
}

/** Fields inside a field share its window, so that small messages are read in one go. */
const windows = new WeakMap<Span, Window>();
const windowOf = (message: Span): Window => windows.get(message) ?? new Window();

function bodyOf(head: Uint8Array, { number, wire, from, at }: { number: number; wire: number; from: number; at: number }): Field {
  const fixed = (width: number): Field => ({ number, kind: "number", value: 0, start: at + from, end: at + from + width });
  switch (wire) {
    case 0: {
      const { value, next } = varint(head, from);
      return { number, kind: "number", value, start: at + from, end: at + next };
    }
    case 1: return fixed(8);
    case 2: {
      const { value: length, next } = varint(head, from);
      // Read as two's complement it would lead back to where the walk has been.
      if (length < 0) throw new WireProblem("a field is longer than what holds it");
      return { number, kind: "bytes", value: 0, start: at + next, end: at + next + length };
    }
    case 5: return fixed(4);
    default: throw new WireProblem("a field is of no known form");
  }
}

/** A field's bytes as UTF-8 text, cut where it is very long. @throws WireProblem when it is none */
export function* textOf(field: Field): Generator<Ask, string, Uint8Array> {
  if (field.kind !== "bytes") throw new WireProblem("a number stands where a text belongs");
  const window = windowOf(field);
  const bytes = yield* window.span({ start: field.start, end: Math.min(field.end, field.start + longestText) });
  window.keep(bytes.length);
  return new TextDecoder().decode(bytes).replaceAll("\0", "");
}
