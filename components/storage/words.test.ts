import { expect, test } from "vitest";
import { keptWords, widthName } from "./words.ts";

test.each([[5, "5 s"], [10, "10 s"], [60, "1 min"], [600, "10 min"], [3600, "1 hour"], [86_400, "1 day"]])("a width of %i s is %s", (seconds, words) => expect(widthName(seconds)).toBe(words));
test.each([[86_400, "24 hours"], [172_800, "2 days"], [129_600, "36 hours"], [34_560_000, "400 days"], [316_224_000, "10 years"]])("kept for %i s is %s", (seconds, words) => expect(keptWords(seconds)).toBe(words));
