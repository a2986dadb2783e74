import { expect, test } from "vitest";
import { SignalboxError } from "../../../shared/errors.ts";
import { placeToken, readPlace, type SortKey } from "./page-place.ts";

const keys: SortKey[] = [{ column: "v.updated_at", type: "time", ascending: false }, { column: "m.name", type: "text", ascending: true }];

test("a token brings back the place it was made at, whatever the name's letters", () => {
  expect(readPlace(placeToken(keys, [1_700_000_000_001, "Größe 象"]), keys)).toEqual({ after: [1_700_000_000_001, "Größe 象"] });
});

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64");
const cases: [string, string, unknown][] = [
  ["no token is the first row", "", { offset: 0 }],
  ["an offset, as other servers write it", base64({ offset: 50 }), { offset: 50 }],
  ["text that is no token", "some token", null],
  ["an offset below nothing", base64({ offset: -1 }), null],
  ["a token of another order", placeToken(keys.toReversed(), ["a", 1]), null],
  ["a key too few", placeToken(keys, [1]), null],
  ["a key of another type", placeToken(keys, ["a", "b"]), null],
  ["a time that no calendar holds", placeToken(keys, [Number.MAX_SAFE_INTEGER, "a"]), null],
  ["a key that no database holds", placeToken(keys, [1, "a\0"]), null],
];
test.each(cases)("%s", (_, token, expected) => {
  if (expected === null) expect(() => readPlace(token, keys)).toThrow(SignalboxError);
  else expect(readPlace(token, keys)).toEqual(expected);
});

test("a number that int4 does not hold", () => {
  const numbers: SortKey[] = [{ column: "v.version", type: "number", ascending: true }];
  expect(readPlace(placeToken(numbers, [2 ** 31 - 1]), numbers)).toEqual({ after: [2 ** 31 - 1] });
  expect(() => readPlace(placeToken(numbers, [2 ** 31]), numbers)).toThrow(SignalboxError);
});
