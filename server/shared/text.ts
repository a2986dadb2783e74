import { SignalboxError } from "./errors.ts";

/** Deeper than any input of ours: what is deeper is not read. */
const deepest = 64;

/** Text that a database and a JSON document hold: neither U+0000 nor half of a surrogate pair. */
export const isPlainText = (text: string): boolean => text.isWellFormed() && !text.includes("\0");

/**
 * Looks through an input as it came, keys too, before anything reads it. It does not recurse: a hostile nesting ends
 * here.
 * @throws invalid_input naming the field that holds a character that is no text, or for an input nested too deep
 */
export function requirePlainText(raw: unknown): void {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: raw, path: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path, depth } = next;
    if (typeof value === "string" && !isPlainText(value)) throw refusal(path, "text without U+0000 and without half of a surrogate pair");
    if (typeof value !== "object" || value === null) continue;
    if (depth >= deepest) throw refusal(path, `nested at most ${deepest} deep`);
    for (const [key, member] of Object.entries(value)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (!isPlainText(key)) throw refusal(path, "names without U+0000 and without half of a surrogate pair");
      waiting.push({ value: member, path: at, depth: depth + 1 });
    }
  }
}

function refusal(path: string, message: string): SignalboxError {
  const where = path.toWellFormed().slice(0, 200);
  return new SignalboxError("invalid_input", where === "" ? `The input has to be ${message}.` : `${where}: ${message}.`, { fields: [{ path: where, message }] });
}
