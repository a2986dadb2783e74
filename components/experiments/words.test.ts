import { expect, test } from "vitest";
import { countUpTo, metricText, tookText } from "./words.ts";

const startedAt = "2026-03-02T10:00:00.000Z";
const now = Date.parse(startedAt) + 600_000;

test.each([
  ["a number", 0.70612, "0.706"], ["missing", undefined, "–"], ["none", "NaN", "NaN"],
  ["infinite", Number.MAX_VALUE, "∞"], ["infinite below", -Number.MAX_VALUE, "−∞"], ["tiny", 0.00002, "2.0e-5"],
] as const)("a metric that is %s", (_case, value, text) => expect(metricText(value)).toBe(text));

test.each([
  ["ended", { status: "FINISHED", endedAt: "2026-03-02T10:02:00.000Z" }, "2 min"],
  ["at once", { status: "FINISHED", endedAt: startedAt }, "under 1 s"],
  ["running", { status: "RUNNING", endedAt: null }, "10 min so far"],
  ["stopped without an end", { status: "KILLED", endedAt: null }, "–"],
  ["ended before it began", { status: "FINISHED", endedAt: "2026-03-02T09:00:00.000Z" }, "–"],
] as const)("a run that %s", (_case, run, text) => expect(tookText({ startedAt, ...run }, now)).toBe(text));

test("a count is exact below its limit", () => expect([countUpTo(1_234, 100_000), countUpTo(100_000, 100_000)]).toEqual(["1,234", "100,000 or more"]));
