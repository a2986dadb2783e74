import { expect, test } from "vitest";
import { sparkPath } from "./spark.tsx";

const size = { width: 10, height: 10 };
test.each([
  ["nothing measured draws nothing", [null, null], ""],
  ["a level line lies in the middle", [2, 2], "M0.0 5.0L10.0 5.0"],
  ["a gap lifts the pen", [0, null, 1], "M0.0 8.5M10.0 1.5"],
] as const)("%s", (_name, points, path) => expect(sparkPath(points, size)).toBe(path));
