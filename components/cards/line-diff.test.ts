import fc from "fast-check";
import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

const signs = { same: " ", added: "+", removed: "-" } as const;
const drawn = (before: string, after: string) => lineDiff(before, after).map((line) => signs[line.kind] + line.text);
test.each([
  ["nothing changed", "a\nb", "a\nb", [" a", " b"]],
  ["a line more", "a\nc", "a\nb\nc", [" a", "+b", " c"]],
  ["a line less", "a\nb\nc", "a\nc", [" a", "-b", " c"]],
  ["a line changed", "a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]],
  ["all new", "", "a", ["-", "+a"]],
  ["moved", "a\nb\nc", "b\nc\na", ["-a", " b", " c", "+a"]],
  ["a repeated line", "a\na", "a\na\na", [" a", " a", "+a"]],
] as const)("%s", (...[, before, after, lines]) => expect(drawn(before, after)).toEqual(lines));
test("both texts can be read back from it", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 30 }).map((lines) => lines.join("\n"));
  fc.assert(fc.property(text, text, (before, after) => {
    const lines = lineDiff(before, after);
    expect(lines.filter((line) => line.kind !== "added").map((line) => line.text).join("\n")).toBe(before);
    expect(lines.filter((line) => line.kind !== "removed").map((line) => line.text).join("\n")).toBe(after);
  }), { seed: 5 });
});
