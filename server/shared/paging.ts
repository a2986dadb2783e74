import { SignalboxError } from "./errors.ts";
import { isPlainText } from "./text.ts";

/** One page of a list; `nextCursor` is null on the last. */
export type Page<T> = { items: T[]; nextCursor: string | null };

/** An opaque cursor over the sort key of the last row seen. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(key)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** What a list puts into its cursors: ids and sequences are whole and not negative, texts are what a database holds. */
const isPart = (part: unknown): part is string | number | null =>
  part === null || (typeof part === "string" && isPlainText(part)) || (typeof part === "number" && Number.isSafeInteger(part) && part >= 0);

/**
 * The sort key inside a cursor of `length` parts.
 * @throws invalid_input when the cursor is not one that a list answered
 */
export function decodeCursor(cursor: string, length: number): (string | number | null)[] {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const key: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(key) && key.length === length && key.every(isPart)) return key;
  } catch {
    // falls through to the one refusal below
  }
  throw notAnswered();
}

const notAnswered = () => new SignalboxError("invalid_input", "The cursor is not one that this list answered. Leave it out to start at the first page.", {
  fields: [{ path: "cursor", message: "take nextCursor of the page before" }],
});

/** A cursor's part that is a sequence (bigint), or null for the first page. @throws invalid_input for a text */
export function asSequence(part: string | number | null): number | null {
  if (typeof part === "string") throw notAnswered();
  return part;
}

/** A cursor's part that is an id (int4). @throws invalid_input for a text, null and what the column does not hold */
export function asId(part: string | number | null | undefined): number {
  if (typeof part !== "number" || part > 2_147_483_647) throw notAnswered();
  return part;
}

/** Cuts `limit + 1` fetched rows into a page. */
export function toPage<Row, Item>(rows: Row[], limit: number, view: { item: (row: Row) => Item; key: (row: Row) => readonly (string | number | null)[] }): Page<Item> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(view.item), nextCursor: rows.length > limit && last !== undefined ? encodeCursor(view.key(last)) : null };
}
