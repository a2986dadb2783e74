import { describe, expect, test } from "vitest";
import { pickByKey, pickByWeight } from "./pick.ts";

const choices = (weights: Record<string, number>) => Object.entries(weights).map(([name, weight]) => ({ name, weight }));
const keys = Array.from({ length: 20_000 }, (_, at) => `customer-${at}`);
const sides = (weights: Record<string, number>) => keys.map((key) => pickByKey(choices(weights), key)?.name);
const share = (list: readonly unknown[], of: unknown) => list.filter((one) => one === of).length / list.length;
/** Share of the keys that moved, by from and to. */
function moves(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const [from, to] = [sides(before), sides(after)];
  const counts: Record<string, number> = {};
  for (const [at, side] of from.entries()) if (side !== to[at]) counts[`${side}>${to[at]}`] = (counts[`${side}>${to[at]}`] ?? 0) + 1 / keys.length;
  return counts;
}

test("a draw falls by weight", () => {
  expect([0, 0.5, 0.899, 0.9, 0.999].map((draw) => pickByWeight(choices({ a: 90, b: 10 }), draw)?.name)).toEqual(["a", "a", "a", "b", "b"]);
  expect(pickByWeight([], 0.5)).toBeUndefined();
});

describe("a key", () => {
  test("is always on the same side, whatever the order of the choices", () => {
    expect(keys.slice(0, 500).map((key) => pickByKey(choices({ b: 30, a: 70 }), key)?.name)).toEqual(sides({ a: 70, b: 30 }).slice(0, 500));
  });
  test.each([[{ a: 90, b: 10 }], [{ a: 50, b: 50 }], [{ a: 1, b: 99 }], [{ a: 60, b: 30, c: 10 }], [{ a: 100, b: 0 }]])("falls by weight: %o", (weights) => {
    const drawn = sides(weights);
    for (const [name, weight] of Object.entries(weights)) expect(Math.abs(share(drawn, name) - weight / 100)).toBeLessThan(0.012);
  });
  test.each<[string, Record<string, number>, Record<string, number>, Record<string, number>]>([
    ["ten more for b move ten from a", { a: 90, b: 10 }, { a: 80, b: 20 }, { "a>b": 0.1 }],
    ["all for b", { a: 90, b: 10 }, { a: 0, b: 100 }, { "a>b": 0.9 }],
    ["a third one takes its share of each", { a: 50, b: 50 }, { a: 40, b: 40, c: 20 }, { "a>c": 0.1, "b>c": 0.1 }],
    ["the same weights in other numbers", { a: 90, b: 10 }, { a: 9, b: 1 }, {}],
  ])("moves only where it must: %s", (_name, ...[before, after, wanted]) => {
    const moved = moves(before, after);
    expect(Object.keys(moved).sort()).toEqual(Object.keys(wanted));
    for (const [way, part] of Object.entries(wanted)) expect(Math.abs((moved[way] ?? 0) - part)).toBeLessThan(0.012);
  });
});
