import { expect, test } from "vitest";
import type { BaselineProfile } from "../../domains/monitoring/contract.ts";
import { columnsOf, type SeenTensor } from "./columns.ts";

const column = (name: string, tensor: string, index: number): BaselineProfile["columns"][number] => ({ name, role: "input", tensor, index, datatype: "FP32", clock: false, reference: { kind: "numeric", edges: [], counts: [1], missing: 0, infinite: 0, minimum: null, maximum: null } });
const profile = (...columns: BaselineProfile["columns"]): BaselineProfile => ({ formatVersion: 1, rows: 1, columns, unmatchedColumns: [], missingColumns: [], notMonitored: [] });
const seen = (tensors: Record<string, SeenTensor>) => ({ inputs: new Map(Object.entries(tensors)), outputs: new Map<string, SeenTensor>() });
const plain = (columns: Record<string, ArrayLike<unknown>>) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]));

test.each<[string, SeenTensor, BaselineProfile, Record<string, unknown[]>]>([
  ["a vector is one column", { datatype: "FP32", shape: [2], data: Float32Array.of(1, 2) }, profile(column("x", "t", 0)), { x: [1, 2] }],
  ["a matrix is a column for each position", { datatype: "FP32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, profile(column("b", "t", 1), column("c", "t", 2)), { b: [2, 5], c: [3, 6] }],
  ["texts too", { datatype: "BYTES", shape: [2, 2], data: ["a", "b", "c", "d"] }, profile(column("x", "t", 1)), { x: ["b", "d"] }],
  ["booleans are words", { datatype: "BOOL", shape: [2, 1], data: Uint8Array.of(1, 0) }, profile(column("x", "t", 0)), { x: [true, false] }],
  ["nulls are told apart from NaN", { datatype: "FP32", shape: [2, 2], data: Float32Array.of(NaN, 1, NaN, 2), nulls: [2] }, profile(column("x", "t", 0), column("y", "t", 1)), { x: [NaN, null], y: [1, 2] }],
  ["higher ranks are not monitored", { datatype: "FP32", shape: [2, 1, 1], data: Float32Array.of(1, 2) }, profile(column("x", "t", 0)), {}],
  ["a tensor with other rows is not", { datatype: "FP32", shape: [3], data: Float32Array.of(1, 2, 3) }, profile(column("x", "t", 0)), {}],
  ["a position beyond its width is not", { datatype: "FP32", shape: [2, 1], data: Float32Array.of(1, 2) }, profile(column("x", "t", 1)), {}],
  ["64-bit integers keep their digits", { datatype: "INT64", shape: [2, 2], data: BigInt64Array.of(1n, 2n, 3n, 9007199254740993n) }, profile(column("x", "t", 1)), { x: [2n, 9007199254740993n] }],
])("%s", (_name, ...[tensor, baseline, columns]) => expect(plain(columnsOf(baseline, seen({ t: tensor }), 2))).toEqual(columns));

test("an output of an input's name is another column", () => {
  const tensor = (value: number): SeenTensor => ({ datatype: "FP32", shape: [1], data: Float32Array.of(value) });
  const columns = columnsOf(profile(column("in", "t", 0), { ...column("out", "t", 0), role: "output" }), { inputs: new Map([["t", tensor(1)]]), outputs: new Map([["t", tensor(2)]]) }, 1);
  expect(plain(columns)).toEqual({ in: [1], out: [2] });
});
