import { describe, expect, test } from "vitest";
import type { ReferenceColumn } from "../contract.ts";
import { alphaOf, hasVerdict } from "./alerts/budget.ts";
import { lampAfter } from "./alerts/lamp-hour.ts";
import { referenceOfSlots, slotCount, slotIn, slotWeights } from "./slots.ts";

const at = (text: string) => Date.parse(text);
const hour = 3_600_000;

describe("hours of the week (V10)", () => {
  const cases: [string, string, string, number][] = [
    ["Monday midnight", "UTC", "2001-01-01T00:00:00Z", 0],
    ["Sunday's last hour", "UTC", "2001-01-07T23:59:59Z", 167],
    ["before the epoch", "UTC", "1969-12-29T05:00:00Z", 5],
    ["New York in winter", "America/New_York", "2001-01-01T05:30:00Z", 0],
    ["New York in summer", "America/New_York", "2001-07-02T04:30:00Z", 0],
    ["Kathmandu, a quarter off", "Asia/Kathmandu", "2001-01-01T00:14:00Z", 5],
    ["Kathmandu, the next quarter", "Asia/Kathmandu", "2001-01-01T00:15:00Z", 6],
  ];
  for (const [name, zone, time, slot] of cases) test(name, () => expect(slotIn(zone)(at(time))).toBe(slot));
  test("no zone", () => expect(() => slotIn("Moon/Base")).toThrow(RangeError));

  const utc = slotIn("UTC");
  const weights = (from: string, hours: number) => Object.fromEntries([...slotWeights({ fromMs: at(from), toMs: at(from) + hours * hour }, utc).entries()].filter(([, weight]) => weight > 0));
  test("a whole hour is its slot", () => expect(weights("2001-01-01T05:00:00Z", 1)).toEqual({ 5: 1 }));
  test("an hour across two slots", () => expect(weights("2001-01-01T05:15:00Z", 1)).toEqual({ 5: 0.75, 6: 0.25 }));
  test("a trailing day across two weekdays", () => {
    const own = weights("2001-01-01T05:30:00Z", 24);
    expect([Object.keys(own).length, own[5], own[6], own[28], own[29]]).toEqual([25, 0.5, 1, 1, 0.5]);
  });
  test("from a week on, all", () => expect(Object.values(weights("2001-01-01T05:30:00Z", 168))).toEqual(Array.from({ length: slotCount }, () => 1)));

  test("the counts of a window's own slots, missing and infinite too", () => {
    const reference: ReferenceColumn["reference"] = { kind: "numeric", edges: [1], counts: [10, 20], missing: 3, infinite: 2, minimum: 0, maximum: 2 };
    const counts = Array.from({ length: slotCount * 4 }, () => 0);
    counts.splice(5 * 4, 4, 4, 8, 2, 2);
    counts.splice(6 * 4, 4, 6, 12, 1, 0);
    expect(referenceOfSlots(reference, counts, slotWeights({ fromMs: at("2001-01-01T05:30:00Z"), toMs: at("2001-01-01T07:00:00Z") }, utc))).toMatchObject({ counts: [8, 16], missing: 2, infinite: 1 });
    const labels: ReferenceColumn["reference"] = { kind: "categorical", labels: ["a"], counts: [9], missing: 1 };
    const own = Array.from({ length: slotCount * 2 }, () => 0);
    own.splice(5 * 2, 2, 9, 1);
    expect(referenceOfSlots(labels, own, slotWeights({ fromMs: at("2001-01-02T05:00:00Z"), toMs: at("2001-01-02T06:00:00Z") }, utc))).toMatchObject({ counts: [0], missing: 0 });
  });
});

test("α is shared among columns, segments and looks, and never above 1e-4 (V8)", () => {
  expect(alphaOf({ columns: 5, segments: 1, looksPerHour: 1 })).toBe(1e-4);
  expect(alphaOf({ columns: 20, segments: 1, looksPerHour: 1 })).toBeCloseTo(0.14 / 1440, 12);
  expect(alphaOf({ columns: 20, segments: 50, looksPerHour: 1 })).toBeCloseTo(0.14 / 72_000, 12);
  expect(alphaOf({ columns: 5, segments: 1, looksPerHour: 120 })).toBeCloseTo(1e-4 / 120, 15);
});

test("which widths have a verdict (V9)", () => {
  const days = { hours: false, daySeconds: 86_400, driftWindowSeconds: 7200 };
  expect([3600, 7200, 21_600, 86_400, 172_800].map((width) => hasVerdict(width, days))).toEqual([false, true, false, true, true]);
  expect(hasVerdict(3600, { ...days, hours: true })).toBe(true);
});

test("a lamp changes once a closed hour (V7)", () => {
  const look = (minute: number, lamp: "steady" | "alert" | "unknown" | "clock") => ({ lamp, asOfMs: minute * 60_000 });
  expect([
    lampAfter({ lamp: undefined, asOfMs: undefined }, look(10, "steady"), 3600), lampAfter(look(10, "steady"), look(11, "alert"), 3600), lampAfter(look(59, "steady"), look(60, "alert"), 3600),
    lampAfter(look(10, "unknown"), look(11, "steady"), 3600), lampAfter(look(10, "alert"), look(11, "unknown"), 3600), lampAfter(look(10, "steady"), look(11, "clock"), 3600),
  ]).toEqual(["steady", "steady", "alert", "steady", "alert", "clock"]);
});
