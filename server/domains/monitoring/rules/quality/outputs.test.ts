import { expect, test } from "vitest";
import type { TensorSpec } from "../columns.ts";
import { planOutputs, type SaidOfOutputs } from "./outputs.ts";

const float = (name: string, width: number | null): TensorSpec => ({ name, datatype: "FP32", shape: width === null ? [null] : [null, width] });
const label = (datatype: string): TensorSpec => ({ name: "label", datatype, shape: [null] });
const range = (minimum: number, maximum: number): SaidOfOutputs["baseline"] => [{ name: "y", role: "output", tensor: "y", index: 0, datatype: "FP32", clock: false, reference: { kind: "numeric", edges: [], counts: [1], missing: 0, infinite: 0, minimum, maximum } }];

type Case = { outputs: TensorSpec[]; tags?: Record<string, string>; baseline?: SaidOfOutputs["baseline"]; want: unknown };
test.each<[string, Case]>([
  ["two probabilities", { outputs: [label("INT64"), float("p", 2)], want: { task: "binary", score: { name: "p[1]", index: 1 }, threshold: 0.5 } }],
  ["a threshold", { outputs: [float("p", 2)], tags: { "signalbox.threshold": ".1" }, want: { threshold: 0.1 } }],
  ["the tagged score", { outputs: [float("p", 2)], tags: { "signalbox.score": "p[0]" }, want: { score: { index: 0 } } }],
  ["one probability beside a class", { outputs: [label("BYTES"), float("y", 1)], want: { task: "binary", score: { name: "y" } } }],
  ["one number, told", { outputs: [float("y", 1)], tags: { "signalbox.task": "regression" }, want: { task: "regression", score: { name: "y" } } }],
  ["one number whose baseline is in [0, 1]", { outputs: [float("y", null)], baseline: range(0, 1), want: { task: "binary" } }],
  ["one number whose baseline is an amount", { outputs: [float("y", null)], baseline: range(-3, 90), want: { task: "regression" } }],
  ["classes with names", { outputs: [label("BYTES"), float("p", 3)], want: { task: "multiclass", label: { tensor: "label" }, scores: { tensor: "p", classes: ["0", "1", "2"] } } }],
  ["classes by their highest probability", { outputs: [float("p", 3)], want: { task: "multiclass", label: null } }],
  ["classes alone", { outputs: [label("INT64")], want: { task: "multiclass", scores: null } }],
])("%s", (_, { outputs, tags = {}, baseline = null, want }) => {
  expect(planOutputs({ outputs, tags, baseline, signature: null })).toMatchObject({ plan: want, problem: null });
});

test.each<[string, Omit<Case, "want">, RegExp]>([
  ["one number without a word", { outputs: [float("y", 1)] }, /probability or an amount.*signalbox\.task/],
  ["two numbers", { outputs: [float("a", 1), float("b", 1)] }, /signalbox\.task and signalbox\.score/],
  ["a score that is not there", { outputs: [float("p", 2)], tags: { "signalbox.score": "q" } }, /names q.*p\[0\], p\[1\]/],
  ["another task", { outputs: [float("p", 2)], tags: { "signalbox.task": "ranking" } }, /binary, multiclass or regression/],
  ["a threshold that is none", { outputs: [float("p", 2)], tags: { "signalbox.threshold": "high" } }, /from 0 to 1/],
  ["nothing monitored", { outputs: [{ name: "m", datatype: "FP32", shape: [null, 3, 3] }] }, /no output/],
])("not known: %s", (_, { outputs, tags = {}, baseline = null }, problem) => {
  expect(planOutputs({ outputs, tags, baseline, signature: null })).toEqual({ plan: null, problem: expect.stringMatching(problem) as string });
});
