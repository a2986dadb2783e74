import { expect, test } from "vitest";
import { Halves, SeenIds } from "./memory.ts";

const half = (kind: "request" | "response", value: string, bytes = 1) => ({ kind, bytes, value });
const limits = { forMs: 100, bytes: 10, count: 3 };

test("halves meet in either order, and a repeat of a waiting one is told apart", () => {
  const halves = new Halves<string>(limits);
  expect(halves.join("1", half("request", "a"), 0)).toBeNull();
  expect(halves.join("1", half("request", "a"), 1)).toBe("repeat");
  expect(halves.join("2", half("response", "b"), 2)).toBeNull();
  expect(halves.join("1", half("response", "c"), 3)).toBe("a");
  expect(halves.join("2", half("request", "d"), 4)).toBe("b");
  expect([halves.size, halves.unjoined]).toEqual([0, 0]);
});

test("what waits too long, or is too much, is given up and counted, the oldest first", () => {
  const halves = new Halves<string>(limits);
  halves.join("old", half("request", "a"), 0);
  expect(halves.join("old", half("response", "b"), 101)).toBeNull();
  expect(halves.unjoined).toBe(1);
  for (const id of ["1", "2", "3"]) halves.join(id, half("request", id), 102);
  expect([halves.size, halves.unjoined]).toEqual([3, 2]);
  halves.join("big", half("request", "x", 9), 103);
  expect([halves.size, halves.unjoined]).toEqual([2, 4]);
  halves.join("bigger", half("request", "x", 11), 104);
  expect([halves.size, halves.unjoined]).toEqual([0, 7]);
});

test("ids are remembered for as long as was promised, and memory is bounded", () => {
  const seen = new SeenIds(2);
  for (const id of ["1", "2", "3"]) seen.add(id);
  expect(["1", "2", "3", "4"].map((id) => seen.has(id))).toEqual([true, true, true, false]);
  for (const id of ["4", "5"]) seen.add(id);
  expect(["1", "3", "4", "5"].map((id) => seen.has(id))).toEqual([false, true, true, true]);
});
