import { expect, test } from "vitest";
import type { TensorSpec } from "../../../adapters/http/oip/index.ts";
import { rowWidthProblem } from "./row-width.ts";

const column = (name: string) => ({ name, type: "double", required: true, shape: null });
const tensor = (shape: number[] | null): TensorSpec => ({ name: "x", datatype: "FP32", shape });
const abc = { inputs: ["a", "b", "c"].map(column), outputs: [] };

test.each<[string, unknown, TensorSpec[], string | null]>([
  ["columns and one wide tensor", abc, [tensor([-1, 3])], null],
  ["columns and a tensor each", abc, [tensor([-1]), tensor([-1, 1]), tensor([-1])], null],
  ["another width", abc, [tensor([-1, 4])], "its rows are 4 wide, 3 wanted"],
  ["an open width there", abc, [tensor([-1, -1])], null],
  ["no shape there", abc, [tensor(null)], null],
  ["nothing known there", abc, [], null],
  ["a tensor signature", { inputs: [{ name: "0", shape: [-1, 3] }], outputs: [] }, [tensor([-1, 2])], "its rows are 2 wide, 3 wanted"],
  ["an open signature", { inputs: [{ name: "0", shape: [-1, -1] }], outputs: [] }, [tensor([-1, 2])], null],
  ["no signature", null, [tensor([-1, 4])], null],
])("%s", (...[, signature, inputs, problem]) => {
  expect(rowWidthProblem(signature, { inputs, outputs: [] })).toBe(problem);
});
