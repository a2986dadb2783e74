import { expect, test } from "vitest";
import { csvText } from "./csv.ts";

test.each([
  ["plain", "plain"],
  ["a comma, a \"quote\"", "\"a comma, a \"\"quote\"\"\""],
  ["two\r\nlines", "\"two\r\nlines\""],
  ["=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""],
  ["+1", "'+1"], ["-1", "'-1"], ["@a", "'@a"], ["\tx", "'\tx"],
  ["a=b", "a=b"],
  [null, ""],
])("%j", (value, written) => expect(csvText(["head"], [[value]])).toBe(`head\r\n${written}\r\n`));
