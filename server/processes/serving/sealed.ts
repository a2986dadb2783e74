/** Lines that carry their checksum: a file whose bytes were cut or changed tells which of its lines are still whole. */
import { crc32 } from "node:zlib";

/** @param lines of one line each */
export const sealLines = (lines: readonly string[]): string => lines.map((line) => `${crc32(line)} ${line}\n`).join("");

function openLine(line: string | undefined): string | null {
  const [, crc, text] = /^(\d{1,10}) (.*)$/s.exec(line ?? "") ?? [];
  return text !== undefined && crc32(text) === Number(crc) ? text : null;
}

/** The first `count` lines, each null where it is not as it was written. */
export function openLines(content: string, count: number): (string | null)[] {
  const lines = content.split("\n", count);
  return Array.from({ length: count }, (_, at) => openLine(lines[at]));
}
