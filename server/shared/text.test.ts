import { expect, test } from "vitest";
import { decodeCursor, encodeCursor } from "./paging.ts";
import { instant } from "./instant.ts";
import { requirePlainText } from "./text.ts";

test.each([
  ["NUL in a field", { title: "a\0b" }, "title"],
  ["half of a surrogate pair", { title: "a\ud800b" }, "title"],
  ["deep inside", { panel: { list: ["fine", { name: "\0" }] } }, "panel.list.1.name"],
  ["in a key", { panel: { "a\0": 1 } }, "panel"],
  ["the whole input", "\0", ""],
])("%s is refused and named", (_what, input, path) => {
  expect(() => requirePlainText(input)).toThrowError(expect.objectContaining({ code: "invalid_input", fields: [expect.objectContaining({ path })] }));
});

test("a nesting that would end a recursive reader is refused", () => {
  expect(() => requirePlainText(JSON.parse(`{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`))).toThrow(/nested at most/);
});

test.each([[{}], [undefined], [{ a: "Grüße 🚦", b: [1, null, true], __proto__: null }]])("plain input passes: %j", (input) => {
  expect(() => requirePlainText(input)).not.toThrow();
});

test.each([[["a\0"]], [[1e308]], [[1.5]], [[-1]], [[2 ** 53]]])("a cursor that no list answered is refused: %j", (key) => {
  expect(() => decodeCursor(encodeCursor(key), 1)).toThrow(/cursor/);
});

test.each([
  ["0000-01-01T00:00:00Z", false], ["0000-01-01T00:00:00+23:59", false], ["0001-01-01T00:00:00Z", true], ["2026-11-23T15:00:00+02:00", true],
  ["9000-01-01T00:00:00Z", false], ["9999-12-31T23:59:59-23:59", false], ["2026-02-30T00:00:00Z", false],
])("an instant has a year that stays a year: %s %s", (text, fits) => {
  expect(instant.safeParse(text).success).toBe(fits);
});
