import { expect, test } from "vitest";
import type { TensorSpec } from "../../../adapters/http/oip/datatypes.ts";
import { signatureProblem, type SignedInput } from "./check-signature.ts";

const tensor = (name: string, shape: number[] | null): TensorSpec => ({ name, datatype: "FP32", shape });
const columns = (count: number, optional = 0): SignedInput[] => Array.from({ length: count + optional }, (_, at) => ({ name: `c${at}`, required: at < count, shape: null }));

test.each<[string, SignedInput[], TensorSpec[], string | null]>([
  ["no signature", [], [tensor("x", [-1, 3])], null],
  ["a matrix of the table's columns", columns(3), [tensor("x", [-1, 3])], null],
  ["a tensor a column", columns(2), [tensor("a", [-1, 1]), tensor("b", [-1])], null],
  ["an open width", columns(9), [tensor("x", [-1, -1])], null],
  ["a column that may be left out", columns(2, 1), [tensor("x", [-1, 2])], null],
  ["too few columns", columns(2), [tensor("x", [-1, 3])], "2 input columns, the model takes 3"],
  ["too many", columns(4), [tensor("a", [-1, 1]), tensor("b", [-1, 2])], "4 input columns, the model takes 3"],
  ["a tensor by its name", [{ name: "x", shape: [-1, 3] }], [tensor("x", [-1, 3])], null],
  ["one tensor by another name", [{ name: "0", shape: [-1, 3] }], [tensor("x", [-1, 3])], null],
  ["of another width", [{ name: "0", shape: [-1, 4] }], [tensor("x", [-1, 3])], "[-1,4], the model takes [-1,3]"],
  ["of another rank", [{ name: "x", shape: [-1, 3, 3] }], [tensor("x", [-1, 3])], "the model takes [-1,3]"],
  ["more tensors than it has", [{ name: "a", shape: [-1] }, { name: "b", shape: [-1] }], [tensor("a", [-1])], "2 input tensors, the model takes 1"],
])("%s", (_name, ...[signed, specs, said]) => {
  const problem = signatureProblem(signed, specs);
  if (said === null) expect(problem).toBeNull();
  else expect(problem).toContain(said);
});
