import { expect, test } from "vitest";
import { orderedParts } from "./upload-parts.ts";

const stored = [{ number: 2, sha256: "b" }, { number: 1, sha256: "a" }];
const given = (...parts: [number, string][]) => parts.map(([number, etag]) => ({ number, etag }));

test("parts are joined by their numbers, whatever order they are listed in", () => {
  expect(orderedParts(given([2, '"b"'], [1, 'W/"a"']), stored)).toEqual(["a", "b"]);
});

test.each([
  ["none", given(), "completed with the list of its parts"],
  ["one that was not sent", given([3, "c"]), "Part 3 was not sent."],
  ["one twice", given([1, "a"], [1, "a"]), "Part 1 is listed twice."],
  ["one that is another", given([1, "b"]), "Part 1 has another ETag"],
])("%s is refused", (_what, parts, said) => expect(() => orderedParts(parts, stored)).toThrow(said));
