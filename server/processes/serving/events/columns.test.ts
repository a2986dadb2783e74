import { describe, expect, test } from "vitest";
import type { BaselineProfile, ReferenceColumn } from "../../../domains/monitoring/contract.ts";
import { NonFinite } from "../../../adapters/http/oip/index.ts";
import { LineRefusal } from "../lines.ts";
import { columnsOfEvent, readRows, readValues } from "./columns.ts";

const numeric = { kind: "numeric" as const, edges: [0], counts: [1, 1], missing: 0, infinite: 0, minimum: -1, maximum: 1 };
const column = (name: string, more: Partial<ReferenceColumn> = {}): ReferenceColumn => ({ name, role: "input", tensor: name, index: 0, datatype: "FP32", clock: false, reference: numeric, ...more });
const profileOf = (...columns: ReferenceColumn[]): BaselineProfile => ({ formatVersion: 1, rows: 2, columns, unmatchedColumns: [], missingColumns: [], notMonitored: [] });
/** An ONNX model of one wide tensor, as most are, and one of a tensor for each column. */
const wide = profileOf(column("a", { tensor: "x" }), column("b", { tensor: "x", index: 1 }), column("p", { role: "output", tensor: "p" }));
const flat = profileOf(column("a"), column("b"), column("city", { datatype: "BYTES" }), column("member", { datatype: "BOOL" }), column("n", { datatype: "INT32" }), column("p", { role: "output" }));
const none = { inputs: [], outputs: [] };

const values = (inputs: unknown, outputs?: unknown) => ({ inputs: readValues("inputs", inputs), outputs: readValues("outputs", outputs) });
const rows = (instances: unknown, predictions: unknown) => ({ inputs: readRows("inputs", instances), outputs: readRows("outputs", predictions) });
const tensor = (name: string, shape: number[], data: unknown[]) => ({ name, shape, datatype: "FP32", data });

describe("forms", () => {
  test.each<[string, BaselineProfile | null, Parameters<typeof columnsOfEvent>[1], { signed?: Parameters<typeof columnsOfEvent>[2]; rows: number; columns: object }]>([
    ["one row by column", wide, values({ a: 1, b: 2 }, { p: 0.5 }), { rows: 1, columns: { a: [1], b: [2], p: [0.5] } }],
    ["rows by column", wide, values({ a: [1, 2], b: [3, null] }, { p: [0.5, 0.25] }), { rows: 2, columns: { a: [1, 2], b: [3, null], p: [0.5, 0.25] } }],
    ["rows by tensor", wide, values({ x: [[1, 2], [3, 4]] }, { p: [[0.5], [0.25]] }), { rows: 2, columns: { a: [1, 3], b: [2, 4], p: [0.5, 0.25] } }],
    ["one row by tensor", wide, values({ x: [1, 2] }, { p: 0.5 }), { rows: 1, columns: { a: [1], b: [2], p: [0.5] } }],
    ["tensors, flat data", wide, values([tensor("x", [2, 2], [1, 2, 3, 4])], [tensor("p", [2, 1], [0.5, 0.25])]), { rows: 2, columns: { a: [1, 3], b: [2, 4], p: [0.5, 0.25] } }],
    ["tensors, nested data", wide, values([tensor("x", [2, 2], [[1, 2], [3, 4]])]), { rows: 2, columns: { a: [1, 3], b: [2, 4] } }],
    ["a tensor for each column of a wide model", wide, values([tensor("a", [2], [1, 2]), tensor("b", [2, 1], [3, 4])]), { rows: 2, columns: { a: [1, 2], b: [3, 4] } }],
    ["a wide tensor of another name, by the signature", flat, values([tensor("predict", [1, 3], [7, 8, 9])]), { signed: { inputs: ["b", "z", "a"], outputs: [] }, rows: 1, columns: { a: [9], b: [7] } }],
    ["instances by name", flat, rows([{ a: 1, city: "Köln" }, { a: 2 }], [0.5, 0.25]), { rows: 2, columns: { a: [1, 2], city: ["Köln", null], p: [0.5, 0.25] } }],
    ["instances by place", wide, rows([[1, 2], [3, 4]], [[0.5], [0.25]]), { rows: 2, columns: { a: [1, 3], b: [2, 4], p: [0.5, 0.25] } }],
    ["every type", flat, values({ a: 0.1, city: "x", member: 1, n: 3 }), { rows: 1, columns: { a: [Math.fround(0.1)], city: ["x"], member: [true], n: [3] } }],
    ["Python's NaN", flat, values({ a: new NonFinite(Number.NaN), b: new NonFinite(Number.POSITIVE_INFINITY) }), { rows: 1, columns: { a: [Number.NaN], b: [Infinity] } }],
    ["no profile: rows alone", null, values({ whatever: [1, 2, 3] }), { rows: 3, columns: {} }],
    ["what is not monitored is passed over", flat, values({ a: 1, other: "x", deep: [[1, 2]] }), { rows: 1, columns: { a: [1] } }],
  ])("%s", (...[, profile, given, { signed, ...expected }]) => {
    expect(columnsOfEvent(profile, given, signed ?? none)).toEqual(expected);
  });
});

describe("refusals", () => {
  const deep = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}1${"]".repeat(depth)}`);
  test.each<[string, () => unknown, string]>([
    ["no object", () => values("x"), "an object of values by name"],
    ["a value that is an object", () => values({ a: { b: 1 } }), "inputs.a is an object"],
    ["text for a number", () => columnsOfEvent(flat, values({ a: "1" }), none), `inputs.a is "1", a number wanted`],
    ["a fraction for a whole number", () => columnsOfEvent(flat, values({ n: 1.5 }), none), "a whole number wanted"],
    ["a number for text", () => columnsOfEvent(flat, values({ city: 1 }), none), "text wanted"],
    ["out of range", () => columnsOfEvent(flat, values({ a: 1e39 }), none), "out of range for FP32"],
    ["deep nesting", () => columnsOfEvent(flat, values({ a: deep(100_000) }), none), "a list, a number wanted"],
    ["a deep tensor", () => values([tensor("a", [1], [deep(100_000)])]).inputs.size > 0 && columnsOfEvent(flat, values([tensor("a", [1], [deep(100_000)])]), none), "a number wanted"],
    ["ragged rows", () => values({ a: [[1], [2, 3]] }), "differ in length"],
    ["columns of different rows", () => columnsOfEvent(flat, values({ a: [1, 2], b: 1 }), none), "differ in rows: 2 and 1"],
    ["no rows", () => columnsOfEvent(flat, values({ a: [] }), none), "no rows"],
    ["nothing known", () => columnsOfEvent(flat, values({ x: 1 }), none), "there are a, b, city, member, n, p"],
    ["nothing at all", () => columnsOfEvent(null, values(null), none), "no rows"],
    ["a tensor without data", () => values([{ name: "a", shape: [1], datatype: "FP32", parameters: { binary_data_size: 4 } }]), "no data in JSON"],
    ["a shape that is not the data's", () => values([tensor("a", [3], [1, 2])]), "2 elements, 3 wanted"],
    ["a name twice", () => values([tensor("a", [1], [1]), tensor("a", [1], [1])]), "twice"],
    ["prototype keys alone", () => columnsOfEvent(flat, values(JSON.parse(`{"__proto__": {"a": 1}}`)), none), "inputs.__proto__ is an object"],
    ["rows with and without names", () => rows([{ a: 1 }, [1]], [1, 2]), "some rows have names"],
  ])("%s", (_, work, said) => {
    expect(work).toThrow(LineRefusal);
    expect(work).toThrow(said);
  });
});
