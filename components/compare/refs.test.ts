import { describe, expect, test } from "vitest";
import { asReference, namesOf, withoutRef, withRef } from "./refs.ts";

describe("the versions of a comparison", () => {
  test.each([
    { name: "one more at the end", is: withRef(["a:1"], "a:2"), expected: ["a:1", "a:2"] },
    { name: "one that is there stays where it is", is: withRef(["a:1", "a:2"], "a:1"), expected: ["a:1", "a:2"] },
    { name: "a ninth is not taken", is: withRef(["1", "2", "3", "4", "5", "6", "7", "8"], "9"), expected: ["1", "2", "3", "4", "5", "6", "7", "8"] },
    { name: "one less", is: withoutRef(["a:1", "a:2"], "a:1"), expected: ["a:2"] },
    { name: "another reference, the rest in order", is: asReference(["a:1", "a:2", "a:3"], "a:3"), expected: ["a:3", "a:1", "a:2"] },
  ])("$name", ({ is, expected }) => expect(is).toEqual(expected));
  test("names are short while all are of one model", () => {
    expect([...namesOf(["m:1", "m:2"]).values()]).toEqual(["v1", "v2"]);
    expect([...namesOf(["m:1", "n:2"]).values()]).toEqual(["m v1", "n v2"]);
  });
});
