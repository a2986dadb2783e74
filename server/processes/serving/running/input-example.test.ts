import { expect, test } from "vitest";
import type { TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import { exampleInputs } from "./input-example.ts";

const matrix: TensorSpec[] = [{ name: "x", datatype: "FP32", shape: [-1, 3] }];
const columns: TensorSpec[] = [{ name: "city", datatype: "BYTES", shape: [-1, 1] }, { name: "visits", datatype: "INT64", shape: [-1] }];

test.each<[string, unknown, TensorSpec[], Record<string, [number[], unknown[]]> | null]>([
  ["a table for one matrix", { columns: ["a", "b", "c"], data: [[1, 2, 3], [4, 5, 6]] }, matrix, { x: [[1, 3], [1, 2, 3]] }],
  ["a table for one tensor a column", { columns: ["visits", "city"], data: [[7, "ORD"]] }, columns, { city: [[1, 1], ["ORD"]], visits: [[1], [7n]] }],
  ["the serving form of it", { dataframe_split: { columns: ["visits", "city"], data: [[7, "ORD"]] } }, columns, { city: [[1, 1], ["ORD"]], visits: [[1], [7n]] }],
  ["records", [{ city: "LGA", visits: 1 }, { city: "ORD", visits: 2 }], columns, { city: [[1, 1], ["LGA"]], visits: [[1], [1n]] }],
  ["a nested list", [[1, 2, 3], [4, 5, 6]], matrix, { x: [[1, 3], [1, 2, 3]] }],
  ["the same under inputs", { inputs: [[1, 2, 3]] }, matrix, { x: [[1, 3], [1, 2, 3]] }],
  ["tensors by name", { inputs: { city: [["ORD"], ["LGA"]], visits: [1, 2] } }, columns, { city: [[1, 1], ["ORD"]], visits: [[1], [1n]] }],
  ["tensors by name, without a word around them", { x: [[1, 2, 3]] }, matrix, { x: [[1, 3], [1, 2, 3]] }],
  ["another width", [[1, 2]], matrix, null],
  ["another name", { y: [[1, 2, 3]] }, matrix, null],
  ["texts for numbers", { columns: ["a", "b", "c"], data: [["1", "2", "3"]] }, matrix, null],
  ["no rows", { columns: ["a"], data: [] }, matrix, null],
  ["a text", "an example", matrix, null],
])("%s", (_name, ...[example, specs, wanted]) => {
  const inputs = exampleInputs(example, specs);
  expect(inputs && Object.fromEntries([...inputs].map(([name, { shape, data }]) => [name, [shape, Array.from(data as ArrayLike<unknown>)]]))).toEqual(wanted);
});
