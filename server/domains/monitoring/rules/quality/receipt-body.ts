/**
 * What joining a label needs, in bytes (SPEC R1): of one request, its rows in order. Sealed it is the receipt; where it would be
 * too long it goes to the log, and the receipt carries all but the rows.
 */
import { qualityTasks, type QualityTask } from "../../contract-quality.ts";
import { isComparable, type ScoredRows } from "./score-counters.ts";

/** Rows whose scores travel in the receipt: every label repeats it, so n rows cost n² of this. */
export const inlineRows = 64;
/** Bytes of the rows' part at most, class names included. */
export const inlineBytes = 1024;

/** A request as it was answered. `row` i has sequence `sequence` + i among the rows of its version and incarnation. */
export type ReceiptHead = {
  /** Seconds since the epoch. */
  issuedAt: number;
  /** UUID. */
  replicaId: string;
  incarnation: number;
  versionId: number;
  environment: string;
  /** The base window that counted it, milliseconds. */
  startsAtMs: number;
  sequence: number;
  rows: number;
  /** Inputs by whose segments it was counted too. */
  segments: readonly string[];
};
/** Which segment counted each row, by input of the head; `layout` is the stamp of rules/segments/layout.ts. Null: the rows lack the input. */
export type ReceiptSegments = { layout: string; places: readonly (Uint8Array | null)[] };
/** `predicted`: null for a regression. `score`: null where the model gives none; NaN where it is compared with nothing. */
export type RowScore = { score: number | null; predicted: string | null };
/** `scores` null: nothing of this version is compared with labels. "log": the rows are in the log, under the receipt's own name. */
export type ReceiptBody = { head: ReceiptHead; rows: { task: QualityTask; of: RowScore[]; segments: ReceiptSegments | null } | "log" | null };

const format = 1;
const flags = { task: 3, withScores: 4, single: 8, log: 16, segments: 32 } as const;

class Writer {
  private buffer = Buffer.allocUnsafe(512);
  private at = 0;
  private room(bytes: number): number {
    if (this.at + bytes > this.buffer.length) {
      const larger = Buffer.allocUnsafe(2 * (this.at + bytes));
      this.buffer.copy(larger, 0, 0, this.at);
      this.buffer = larger;
    }
    const at = this.at;
    this.at += bytes;
    return at;
  }
  byte(value: number): void {
    const at = this.room(1);
    this.buffer.writeUInt8(value, at);
  }
  word(value: number): void {
    const at = this.room(4);
    this.buffer.writeUInt32LE(value, at);
  }
  long(value: number): void {
    const at = this.room(6);
    this.buffer.writeUIntLE(value, at, 6);
  }
  single(value: number): void {
    const at = this.room(4);
    this.buffer.writeFloatLE(value, at);
  }
  double(value: number): void {
    const at = this.room(8);
    this.buffer.writeDoubleLE(value, at);
  }
  hex(value: string, bytes: number): void {
    const at = this.room(bytes);
    this.buffer.write(value, at, bytes, "hex");
  }
  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    const at = this.room(2 + bytes);
    this.buffer.writeUInt16LE(bytes, at);
    this.buffer.write(value, at + 2, "utf8");
  }
  done(): Buffer { return Buffer.from(this.buffer.subarray(0, this.at)); }
}

class Reader {
  private readonly buffer: Buffer;
  private at = 0;
  constructor(buffer: Buffer) { this.buffer = buffer; }
  private next(bytes: number): number {
    const { at } = this;
    this.at += bytes;
    return at;
  }
  byte(): number { return this.buffer.readUInt8(this.next(1)); }
  word(): number { return this.buffer.readUInt32LE(this.next(4)); }
  long(): number { return this.buffer.readUIntLE(this.next(6), 6); }
  single(): number { return this.buffer.readFloatLE(this.next(4)); }
  double(): number { return this.buffer.readDoubleLE(this.next(8)); }
  hex(bytes: number): string {
    const at = this.next(bytes);
    return this.buffer.toString("hex", at, at + bytes);
  }
  text(): string {
    const bytes = this.buffer.readUInt16LE(this.next(2));
    const at = this.next(bytes);
    if (at + bytes > this.buffer.length) throw new RangeError("the text ends early");
    return this.buffer.toString("utf8", at, at + bytes);
  }
}

function writeHead(to: Writer, head: ReceiptHead, flag: number): void {
  to.byte(format);
  to.byte(flag);
  to.word(head.issuedAt);
  to.hex(head.replicaId.replaceAll("-", ""), 16);
  to.word(head.incarnation);
  to.word(head.versionId);
  to.text(head.environment);
  to.long(Math.round(head.startsAtMs / 1000));
  to.long(head.sequence);
  to.word(head.rows);
  to.byte(head.segments.length);
  for (const segment of head.segments) to.text(segment);
}

/** Names that these rows were given, each once. */
function namesOf({ names }: ScoredRows, classes: Uint16Array): { places: Uint16Array; used: string[] } {
  const used: string[] = [];
  const known: (number | undefined)[] = [];
  const places = new Uint16Array(classes.length);
  for (let row = 0; row < classes.length; row++) {
    const index = classes[row] as number;
    let place = known[index];
    if (place === undefined) {
      known[index] = place = used.length;
      used.push(names[index] ?? "");
    }
    places[row] = place;
  }
  return { places, used };
}

/** What the byte of a row says that lacks the input. */
const noPlace = 255;

type Answered = { scored: ScoredRows; segments: ReceiptSegments | null };

function areSingle(scores: Float64Array): boolean {
  for (const score of scores) if (!Object.is(Math.fround(score), score)) return false;
  return true;
}

function withRows(head: ReceiptHead, { scored, segments }: Answered): Buffer {
  const to = new Writer();
  const single = areSingle(scored.scores);
  writeHead(to, head, qualityTasks.indexOf(scored.task) + 1 + (scored.withScores ? flags.withScores : 0) + (single ? flags.single : 0) + (segments === null ? 0 : flags.segments));
  if (scored.classes !== null) {
    const { places, used } = namesOf(scored, scored.classes);
    to.byte(used.length > 255 ? 0 : used.length);
    if (used.length > 255) to.word(used.length);
    for (const name of used) to.text(name);
    for (const place of places) {
      if (used.length > 255) to.word(place);
      else to.byte(place);
    }
  }
  if (scored.withScores) for (let row = 0; row < head.rows; row++) {
    const score = isComparable(scored, row) ? scored.scores[row] ?? NaN : NaN;
    if (single) to.single(score);
    else to.double(score);
  }
  if (segments !== null) {
    to.text(segments.layout);
    for (const places of segments.places) for (let row = 0; row < head.rows; row++) to.byte(places?.[row] ?? noPlace);
  }
  return to.done();
}

function bare(head: ReceiptHead, flag: number): Buffer {
  const to = new Writer();
  writeHead(to, head, flag);
  return to.done();
}

/** The whole of it, for the log. */
export const fullBody = (head: ReceiptHead, scored: ScoredRows | null, segments: ReceiptSegments | null = null): Buffer => (scored === null ? bare(head, 0) : withRows(head, { scored, segments }));

/** What the receipt carries; `logged`: the rows are too many for it. */
export function inlineBody(head: ReceiptHead, scored: ScoredRows | null, segments: ReceiptSegments | null = null): { body: Buffer; logged: boolean } {
  if (scored === null) return { body: bare(head, 0), logged: false };
  const body = head.rows <= inlineRows ? withRows(head, { scored, segments }) : null;
  return body !== null && body.length <= inlineBytes ? { body, logged: false } : { body: bare(head, flags.log), logged: true };
}

const uuidOf = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

function readSegments(from: Reader, head: ReceiptHead): ReceiptSegments {
  const layout = from.text();
  const places = head.segments.map(() => {
    const own = Uint8Array.from({ length: head.rows }, () => from.byte());
    return own.some((place) => place !== noPlace) ? own : null;
  });
  return { layout, places };
}

/** @throws RangeError for bytes that are no body of this format */
export function readBody(bytes: Buffer): ReceiptBody {
  const from = new Reader(bytes);
  if (from.byte() !== format) throw new RangeError("another format");
  const flag = from.byte();
  const head: ReceiptHead = {
    issuedAt: from.word(), replicaId: uuidOf(from.hex(16)), incarnation: from.word(), versionId: from.word(), environment: from.text(), startsAtMs: from.long() * 1000, sequence: from.long(), rows: from.word(),
    segments: Array.from({ length: from.byte() }, () => from.text()),
  };
  if (flag & flags.log) return { head, rows: "log" };
  const task = qualityTasks[(flag & flags.task) - 1];
  if (task === undefined) return { head, rows: null };
  let predicted: (string | null)[] = [];
  if (task !== "regression") {
    const short = from.byte();
    const used = Array.from({ length: short || from.word() }, () => from.text());
    predicted = Array.from({ length: head.rows }, () => used[short ? from.byte() : from.word()] ?? "");
  }
  const scores = Array.from({ length: head.rows }, () => ((flag & flags.withScores) === 0 ? null : flag & flags.single ? from.single() : from.double()));
  const segments = flag & flags.segments ? readSegments(from, head) : null;
  return { head, rows: { task, of: scores.map((score, row) => ({ score, predicted: predicted[row] ?? null })), segments } };
}
