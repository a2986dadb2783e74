import { expect, test } from "vitest";
import { expiresAt, frameShown, originsOf, panelWords, withTheme } from "./share-form.ts";

test("a theme goes into every place of the address", () => {
  expect(withTheme(`<iframe src="http://a/embed/x" title="x">`, "http://a/embed/x", "dark")).toBe(`<iframe src="http://a/embed/x?theme=dark" title="x">`);
  expect(withTheme("http://a/embed/x", "http://a/embed/x", "reader")).toBe("http://a/embed/x");
});

test("origins are read from lines, spaces and commas; what is none is sent on to be refused", () => {
  expect(originsOf("https://wiki.example.com/page, https://a.example.com\nnonsense")).toEqual(["https://wiki.example.com", "https://a.example.com", "nonsense"]);
  expect(originsOf("  ")).toEqual([]);
});

test("the console shows its own frame only where it is allowed", () => {
  expect(frameShown([], "http://localhost:3000")).toBe(true);
  expect(frameShown(["https://wiki.example.com"], "http://localhost:3000")).toBe(false);
});

test("an expiry is days from now", () => {
  expect(expiresAt("1", 0)).toBe("1970-01-02T00:00:00.000Z");
  expect(expiresAt("never", 0)).toBeUndefined();
});

test("a chart is named by what it shows", () => {
  expect(panelWords({ kind: "drift", model: "m", environment: "production", feature: "origin", range: "1h" })).toEqual({ text: "Drift of origin", note: "PSI of what serves in production, the last 1h" });
});
