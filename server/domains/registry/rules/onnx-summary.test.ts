import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OnnxSummary } from "../contract-version.ts";
import { summariseOnnx } from "./onnx-summary.ts";
import { WalkTooLong, WireProblem } from "./protobuf-walk.ts";

/** Answers the walk's questions from a buffer, `stretch` bytes at a time; @returns what it read too */
function walk(bytes: Uint8Array, stretch = 64): { summary: OnnxSummary; read: number } {
  const steps = summariseOnnx(bytes.length);
  let read = 0;
  let step = steps.next();
  while (!step.done) {
    const { start, end } = step.value;
    const answer = bytes.subarray(start, Math.max(end, start + stretch));
    read += answer.length;
    step = steps.next(answer);
  }
  return { summary: step.value, read };
}
const file = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url));
const seed = (path: string) => file(`prisma/seed/${path}/model/model.onnx`);

// The numbers are those of the onnx package of Python for the same files.
describe("the models of the demo", () => {
  test.each([
    ["flights/v1", { producer: "", opsets: ["ai.onnx 21", "ai.onnx.ml 3"], inputs: 5, nodes: 19, initializers: 6, parameters: 12, first: "ai.onnx.ml.LabelEncoder 4" }],
    ["flights/v3", { producer: "", opsets: ["ai.onnx 21", "ai.onnx.ml 3"], inputs: 13, nodes: 7, initializers: 1, parameters: 1, first: "ai.onnx.ml.LabelEncoder 4" }],
    ["small/car-mileage/v1", { producer: "skl2onnx 1.20.0", opsets: ["ai.onnx 21", "ai.onnx.ml 1"], inputs: 7, nodes: 6, initializers: 2, parameters: 3, first: "Concat 2" }],
    ["small/penguin-species/v2", { producer: "skl2onnx 1.20.0", opsets: ["ai.onnx 11", "ai.onnx.ml 1"], inputs: 6, nodes: 10, initializers: 2, parameters: 4, first: "Concat 3" }],
  ])("%s", (path, expected) => {
    const bytes = seed(path);
    const { summary, read } = walk(bytes);
    expect({
      producer: summary.producer, opsets: summary.opsets.map((opset) => `${opset.domain} ${opset.version}`), inputs: summary.inputs.length, nodes: summary.nodes,
      initializers: summary.initializers, parameters: summary.parameters, first: `${summary.operators[0]?.name} ${summary.operators[0]?.count}`,
    }).toEqual(expected);
    expect(read).toBeLessThan(Math.max(4096, bytes.length));
  });

  test("inputs and outputs have their names, types and shapes", () => {
    const { summary } = walk(seed("small/penguin-species/v2"));
    expect(summary.inputs.at(-1)).toEqual({ name: "sex", type: "string", shape: ["n", 1] });
    expect(summary.outputs).toEqual([{ name: "species", type: "string", shape: ["n", 1] }, { name: "probabilities", type: "float32", shape: ["n", 3] }]);
  });

  test("weights in a file beside it are said to be there", () => expect(walk(file("server/testing/fixtures/weighted.onnx")).summary).toMatchObject({ initializers: 1, parameters: 3, external: 1 }));
});

const tagged = (number: number, bytes: Uint8Array | number[]) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
const words = (text: string) => [...new TextEncoder().encode(text)];

test("a tensor's gigabytes are stepped over", () => {
  const gigabyte = 2 ** 30;
  const head = [...tagged(8, words("w")), 0x08, ...varint(16384), 0x08, ...varint(16384), ...varint(9 * 8 + 2), ...varint(gigabyte)];
  const tensor = head.length + gigabyte;
  const before = tagged(4, words("Add"));
  const graph = [...tagged(1, before), ...varint(5 * 8 + 2), ...varint(tensor), ...head];
  const graphLength = graph.length + gigabyte + tagged(2, words("g")).length;
  const prefix = [0x08, 10, ...varint(7 * 8 + 2), ...varint(graphLength), ...graph];
  const suffix = tagged(2, words("g"));
  const size = prefix.length + gigabyte + suffix.length;
  const steps = summariseOnnx(size);
  let asked = 0;
  let step = steps.next();
  while (!step.done) {
    const { start, end } = step.value;
    asked += end - start;
    step = steps.next(Uint8Array.from({ length: end - start }, (_, index) => (start + index < prefix.length ? prefix[start + index] : suffix[start + index - prefix.length - gigabyte]) ?? 0));
  }
  expect(step.value).toMatchObject({ irVersion: 10, graph: "g", nodes: 1, initializers: 1, parameters: 16384 * 16384 });
  expect(asked).toBeLessThan(1000);
});

test.each([
  ["an empty file", [], "it holds no graph"],
  ["a text", words("not a model at all"), "a field is of no known form"],
  ["a graph that is cut", seed("flights/v1").subarray(0, 500), "a field is longer than what holds it"],
  ["a Parquet file", words("PAR1\x15\x04"), "a field is longer than what holds it"],
  ["a length below nothing, which would lead back", [0x3a, ...Array.from({ length: 9 }, () => 0xf5), 0x01], "a field is longer than what holds it"],
  ["a message without a graph", [0x08, 10], "it holds no graph"],
])("%s is no model", (_case, bytes, reason) => { expect(() => walk(Uint8Array.from(bytes))).toThrow(reason); });

test("whatever the bytes are, it ends: with a summary or with what is wrong", () => {
  const real = seed("small/seattle-rain/v1");
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(real.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(real.length), (changes, length) => {
    const bytes = Uint8Array.from(real);
    for (const [at, value] of changes) bytes[at] = value;
    try {
      walk(bytes.subarray(0, length), 7);
    } catch (error) {
      expect(error).toBeInstanceOf(WireProblem);
    }
  }), { seed: 3, numRuns: 300 });
});

test("the size of a stretch changes nothing", () => {
  for (const stretch of [1, 20, 1000, 1_000_000]) expect(walk(seed("flights/v1"), stretch).summary).toEqual(walk(seed("flights/v1")).summary);
});

test("texts without end are not all kept", () => {
  const name = tagged(1, words("n".repeat(4000)));
  const input = Uint8Array.from(tagged(11, name));
  const inputs = 5000;
  const head = [...varint(7 * 8 + 2), ...varint(input.length * inputs)];
  const bytes = new Uint8Array(head.length + input.length * inputs);
  bytes.set(head);
  for (let index = 0; index < inputs; index += 1) bytes.set(input, head.length + index * input.length);
  expect(() => walk(bytes)).toThrow(WalkTooLong);
});
