import { describe, expect, test } from "vitest";
import { fieldOf, placeOf, servedFileHref, servedHref, servedQuery, timeOfField, timeOfPlace } from "./query.ts";

const from = (text: string) => { const query = new URLSearchParams(text); return (key: string) => query.get(key) ?? undefined; };
const line = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-03T00:00:00.000Z" };

test.each([
  ["nothing asked: production, now", "", "/serving/at?environment=production"],
  ["an environment, a time and a model", "environment=staging&time=2026-03-02T10:00:00Z&model=a%2Fb", "/serving/at?environment=staging&time=2026-03-02T10%3A00%3A00.000Z&model=a%2Fb"],
  ["a time in another zone", "time=2026-03-02T10:00:00%2B02:00", "/serving/at?environment=production&time=2026-03-02T08%3A00%3A00.000Z"],
  ["words that are no time and no environment", "time=soon&environment=moon", "/serving/at?environment=production"],
])("%s", (_name, given, wanted) => expect(servedHref(servedQuery(from(given)))).toBe(wanted));

test("the file is of the same moment", () => {
  expect(servedFileHref(servedQuery(from("time=2026-03-02T10:00:00Z&cursor=x")))).toBe("/api/v1/environments/production/at?format=csv&time=2026-03-02T10%3A00%3A00.000Z");
});

describe("the line", () => {
  test.each([["2026-03-01T00:00:00.000Z", 0], ["2026-03-02T00:00:00.000Z", 0.5], ["2026-03-03T00:00:00.000Z", 1], ["2027-01-01T00:00:00.000Z", 1], ["2020-01-01T00:00:00.000Z", 0]])("%s stands at %d", (iso, place) => expect(placeOf(iso, line)).toBe(place));
  test.each([[0, line.from], [0.5, "2026-03-02T00:00:00.000Z"], [1, null]])("%d is %s", (place, iso) => expect(timeOfPlace(place, line)).toBe(iso));
  test("without a history is now", () => expect(placeOf(line.from, { from: line.from, to: line.from })).toBe(1));
});

test.each([["2026-03-02T10:00:07.000Z", "2026-03-02T10:00:07"]])("a field holds %s as %s", (iso, text) => {
  expect([fieldOf(iso), timeOfField(text), timeOfField("2026-03-02T10:00"), timeOfField("2026-03")]).toEqual([text, iso, "2026-03-02T10:00:00.000Z", null]);
});
