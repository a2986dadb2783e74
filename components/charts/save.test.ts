import { expect, test } from "vitest";
import { csvField, csvOf, fileName } from "./save.ts";

test.each([["a", "a"], ["a,b", '"a,b"'], ['say "x"', '"say ""x"""'], ["=1+1", "'=1+1"], ["-2", "'-2"], [-2, "-2"], [null, ""], ["two\nlines", '"two\nlines"']])("%j is the field %s", (value, field) => expect(csvField(value)).toBe(field));
test("rows end as the standard has it", () => expect(csvOf([["at", "PSI"], ["2026-03-02", 0.1]])).toBe("at,PSI\r\n2026-03-02,0.1\r\n"));
test.each([["Drift of flight-delay", "drift-of-flight-delay.png"], ["…", "chart.png"]])("%s is saved as %s", (words, name) => expect(fileName(words, "png")).toBe(name));
