/**
 * NDJSON, as labels and events come: each line stands for itself, so that a bad one takes no good one with it. The body
 * is whole and inflated already (`readBody`), within its limit.
 */
import { isUtf8 } from "node:buffer";
import { OipRefusal, parseLenient } from "../../adapters/http/oip/index.ts";
import type { ErrorCode } from "../../shared/errors.ts";

export type Members = Record<string, unknown>;
export type RefusedLine = { line: number; code: ErrorCode; detail: string };
/** What both answer: `line` counts from 1. */
export type LinesAnswer = { accepted: number; duplicate: number; rejected: RefusedLine[] };

/** One line is refused; the others go on. */
export class LineRefusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
export const badLine = (detail: string) => new LineRefusal("invalid_input", detail);

const lineLimitBytes = 2 ** 20;
const linesLimit = 250_000;
/** Predictions share the thread: after so long they have their turn. */
const turnMs = 4;
const newline = 0x0a;

export const isMembers = (value: unknown): value is Members => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * One JSON object. The bare tokens NaN and Infinity, which Python writes, come as `NonFinite`; integers past 2^53 beside
 * them as bigint.
 * @throws LineRefusal
 */
export function parseMembers(bytes: Buffer): Members {
  if (!isUtf8(bytes)) throw badLine("It is not UTF-8.");
  const source = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    try {
      value = parseLenient(source);
    } catch (error) {
      throw badLine(`It is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.`);
    }
  }
  if (!isMembers(value)) throw badLine("It has to be one JSON object.");
  return value;
}

function* linesIn(body: Buffer): Generator<{ line: number; bytes: Buffer }> {
  let line = 0;
  for (let from = 0; from < body.length;) {
    const found = body.indexOf(newline, from);
    const to = found < 0 ? body.length : found;
    const bytes = body.subarray(from, body[to - 1] === 0x0d && to > from ? to - 1 : to);
    line += 1;
    from = to + 1;
    if (bytes.some((byte) => byte !== 0x20 && byte !== 0x09)) yield { line, bytes };
  }
}

/**
 * Hands over each line's object, in order; empty lines are passed over. `take` refuses its line by throwing LineRefusal.
 * @returns the refused lines, in order
 * @throws OipRefusal 413 for more lines than one body may have, before any is taken
 */
export async function eachLine(body: Buffer, take: (members: Members, line: number) => void | Promise<void>): Promise<RefusedLine[]> {
  let count = 0;
  for (let at = body.indexOf(newline); at >= 0; at = body.indexOf(newline, at + 1)) count += 1;
  if (count > linesLimit) throw new OipRefusal(413, `the body has more than ${linesLimit} lines: send it in parts`);
  const refused: RefusedLine[] = [];
  let turn = performance.now();
  for (const { line, bytes } of linesIn(body)) {
    try {
      if (bytes.length > lineLimitBytes) throw new LineRefusal("too_large", `It has ${bytes.length} bytes, ${lineLimitBytes} at most are taken.`);
      await take(parseMembers(bytes), line);
    } catch (error) {
      if (!(error instanceof LineRefusal)) throw error;
      refused.push({ line, code: error.code, detail: error.message });
    }
    if (performance.now() - turn < turnMs) continue;
    await new Promise((resolve) => { setImmediate(resolve); });
    turn = performance.now();
  }
  return refused;
}
