import { expect, test } from "vitest";
import { markLevels } from "./mark-levels.ts";

const chars = 20;
const cases = [
  { name: "one mark has its name to the right", marks: [{ x: 100, chars }], want: [{ x: 100, level: 0, toLeft: false, named: true }] },
  { name: "at the right edge the name goes left", marks: [{ x: 780, chars }], want: [{ x: 780, level: 0, toLeft: true, named: true }] },
  { name: "a near neighbour goes a level down", marks: [{ x: 100, chars }, { x: 120, chars }], want: [{ x: 100, level: 0, toLeft: false, named: true }, { x: 120, level: 1, toLeft: false, named: true }] },
  {
    name: "without room it is a circle only", marks: [{ x: 100, chars }, { x: 110, chars }, { x: 120, chars }],
    want: [{ x: 100, level: 0, toLeft: false, named: true }, { x: 110, level: 1, toLeft: false, named: true }, { x: 120, level: 0, toLeft: false, named: false }],
  },
];

test.each(cases)("$name", ({ marks, want }) => expect(markLevels(marks, 800)).toEqual(want));
