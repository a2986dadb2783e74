import { SignalboxError } from "../../../shared/errors.ts";
import { earliestMs, latestMs } from "../../../shared/instant-range.ts";
import { isPlainText } from "../../../shared/text.ts";

/** What a list is ordered by, in turn. */
export type SortKey = { column: string; type: "text" | "time" | "number"; ascending: boolean };

/** Where a page starts: behind the row with these keys, or so many rows in (a token that a client made itself). */
export type Place = { after: (string | number)[] } | { offset: number };

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const signature = (keys: readonly SortKey[]) => keys.map((key) => (key.ascending ? "+" : "-") + key.column).join();

/** Only what a row may hold: PostgreSQL fails on a number that int4 does not hold, and on a time that no calendar does. */
function isKey(value: unknown, key: SortKey | undefined): boolean {
  if (key?.type === "text") return typeof value === "string" && isPlainText(value);
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return false;
  return key?.type === "time" ? value >= earliestMs && value < latestMs : Math.abs(value) <= 2_147_483_647;
}

/** An opaque token: the last row's keys, and what they are keys of. */
export function placeToken(keys: readonly SortKey[], after: readonly (string | number)[]): string {
  return base64({ by: signature(keys), after });
}

/** The token of a place itself. */
export const offsetToken = (place: Place): string => base64(place);

/**
 * Where a token says the page starts; "" is the first row.
 * @throws invalid_input in MLflow's words, also for a token of another order
 */
export function readPlace(token: string, keys: readonly SortKey[]): Place {
  if (token === "") return { offset: 0 };
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64").toString("utf8"));
    if (typeof parsed === "object" && parsed !== null) {
      if ("offset" in parsed && Number.isSafeInteger(Number(parsed.offset)) && Number(parsed.offset) >= 0) return { offset: Number(parsed.offset) };
      const after = "after" in parsed && "by" in parsed && parsed.by === signature(keys) ? parsed.after : null;
      if (Array.isArray(after) && after.length === keys.length && after.every((value, index) => isKey(value, keys[index]))) return { after: after as (string | number)[] };
    }
  } catch {
    // the one refusal below
  }
  throw new SignalboxError("invalid_input", "Invalid page token, could not base64-decode");
}
