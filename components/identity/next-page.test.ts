import { expect, test } from "vitest";
import { nextPage } from "./next-page.ts";

test.each([
  ["none", undefined, "/"],
  ["a page of ours", "/releases/4?x=1", "/releases/4?x=1"],
  ["another site", "https://elsewhere.example", "/"],
  ["another site without a scheme", "//elsewhere.example", "/"],
  ["another site by a backslash", "/\\elsewhere.example", "/"],
  ["a backslash later on", "/a\\b", "/"],
  ["a line break", "/a\nb", "/"],
  ["the sign-in page itself", "/sign-in?next=/x", "/"],
])("%s", (_name, given, wanted) => expect(nextPage(given)).toBe(wanted));
