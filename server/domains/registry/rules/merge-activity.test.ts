import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeActivity, type ActivityPlace } from "./merge-activity.ts";

const at = (seconds: number) => new Date(seconds * 1000);
const act = (seq: number, seconds: number) => ({ seq, at: at(seconds) });
const move = (id: number, seconds: number) => ({ id, at: at(seconds) });
const none: ActivityPlace = { act: null, move: null };

test.each([
  ["nothing", [], [], [], null],
  ["by time", [act(9, 30), act(8, 10)], [move(5, 20)], ["a9", "m5", "a8"], null],
  ["an act above the move it caused", [act(9, 30)], [move(5, 30)], ["a9", "m5"], null],
  ["a page that ends", [act(9, 40), act(8, 30), act(7, 20)], [move(5, 35), move(4, 25)], ["a9", "m5", "a8"], { act: 8, move: 5 }],
  ["exactly a page", [act(9, 40), act(8, 30)], [move(5, 35)], ["a9", "m5", "a8"], null],
  ["moves alone", [], [move(5, 4), move(4, 3), move(3, 2), move(2, 1)], ["m5", "m4", "m3"], { act: null, move: 3 }],
] as const)("%s", (...[, acts, moves, ids, next]) => {
  const page = mergeActivity(acts, moves, { limit: 3, from: none });
  expect([page.items.map((item) => ("seq" in item ? `a${item.seq}` : `m${item.id}`)), page.next]).toEqual([ids, next]);
});

test("every page size gives the same list", () => {
  const stream = fc.array(fc.nat(20), { maxLength: 12 }).map((times) => times.toSorted((a, b) => b - a));
  fc.assert(fc.property(stream, stream, fc.integer({ min: 1, max: 5 }), (actTimes, moveTimes, limit) => {
    const acts = actTimes.map((time, index) => act(100 - index, time));
    const moves = moveTimes.map((time, index) => move(100 - index, time));
    const seen: unknown[] = [];
    for (let place: ActivityPlace | null = none; place !== null;) {
      const from: ActivityPlace = place;
      const page = mergeActivity(acts.filter((one) => one.seq < (from.act ?? Infinity)).slice(0, limit + 1), moves.filter((one) => one.id < (from.move ?? Infinity)).slice(0, limit + 1), { limit, from });
      seen.push(...page.items);
      place = page.next;
    }
    expect(seen).toEqual(mergeActivity(acts, moves, { limit: 100, from: none }).items);
  }), { seed: 8 });
});
