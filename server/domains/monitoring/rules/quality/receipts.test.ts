import { expect, test } from "vitest";
import { labelValue, pageBytes, readPage, type LabelPage } from "./label-pages.ts";
import { fullBody, inlineBody, inlineBytes, readBody, type ReceiptHead } from "./receipt-body.ts";
import type { ScoredRows } from "./score-counters.ts";

const head = (rows: number): ReceiptHead => ({
  issuedAt: 1_772_445_600, replicaId: "0f8fad5b-d9cb-469f-a165-70867728950e", incarnation: 3, versionId: 41, environment: "production", startsAtMs: 1_772_445_600_000, sequence: 2 ** 40 + 7, rows, segments: ["origin=ORD"],
});
const binary = (scores: number[]): ScoredRows => ({ task: "binary", scores: Float64Array.from(scores), classes: Uint16Array.from(scores, (score) => (score >= 0.5 ? 1 : 0)), names: ["0", "1"], withScores: true });
const many = (length: number, name: (i: number) => string): ScoredRows => ({
  task: "multiclass", scores: Float64Array.from({ length }, () => 0.1), classes: Uint16Array.from({ length }, (_, i) => i), names: Array.from({ length }, (_, i) => name(i)), withScores: true,
});

test.each<[string, ScoredRows | null, number]>([
  ["single precision", binary([Math.fround(0.1), 0.5]), 2],
  ["double precision", binary([0.1, 1 / 3, NaN]), 3],
  ["classes alone", { ...many(3, String), withScores: false, scores: Float64Array.of(NaN, NaN, NaN) }, 3],
  ["more classes than a byte names", many(300, (i) => `class ${i}`), 300],
  ["an amount", { task: "regression", scores: Float64Array.of(-1e9), classes: null, names: [], withScores: true }, 1],
  ["nothing to compare", null, 5],
])("a body gives back its rows exactly (R1): %s", (_, scored, rows) => {
  const read = readBody(fullBody(head(rows), scored));
  expect(read.head).toEqual(head(rows));
  const own = read.rows === "log" ? expect.fail("in the log") : read.rows;
  expect(own?.task).toBe(scored?.task);
  expect(own?.of).toEqual(scored === null ? undefined : Array.from(scored.scores, (score, row) => ({ score: scored.withScores ? score : null, predicted: scored.classes === null ? null : scored.names[scored.classes[row] ?? 0] })));
});

test("which segments counted each row travels with it, and an input that the rows lack is none (R1, U6)", () => {
  const own = { ...head(3), segments: ["origin", "carrier"] };
  const segments = { layout: "stamp", places: [Uint8Array.of(0, 50, 7), null] };
  const whole = fullBody(own, binary([0.1, 0.2, 0.7]), segments);
  expect(readBody(whole)).toMatchObject({ head: own, rows: { segments } });
  for (let length = 0; length < whole.length; length++) expect(() => readBody(whole.subarray(0, length)), String(length)).toThrow(RangeError);
  expect(readBody(fullBody(own, binary([0.1, 0.2, 0.7])))).toMatchObject({ rows: { segments: null } });
});

test("a score that is no probability is carried as none (R1)", () => {
  const { rows } = readBody(fullBody(head(2), binary([1.5, 0.5])));
  expect(rows).toMatchObject({ of: [{ score: NaN }, { score: 0.5 }] });
});

test("many rows, or long names, are referred to the log, so that no receipt is long (R1)", () => {
  expect(inlineBody(head(64), binary(Array.from({ length: 64 }, (_, i) => i / 64)))).toMatchObject({ logged: false });
  for (const scored of [binary(Array.from({ length: 65 }, () => 0.5)), many(20, (i) => `${i}`.repeat(100))]) {
    const { body, logged } = inlineBody(head(scored.scores.length), scored);
    expect(logged).toBe(true);
    expect(body.length).toBeLessThan(inlineBytes);
    expect(readBody(body).rows).toBe("log");
  }
});

test("cut bytes are no body (R1)", () => {
  const whole = fullBody(head(2), binary([0.1, 0.2]));
  for (let length = 0; length < whole.length; length++) expect(() => readBody(whole.subarray(0, length)), String(length)).toThrow(RangeError);
});

test.each<[string, LabelPage, number]>([
  ["bits", new Map([[0, 0], [1, 1], [1023, 1], [512, 0]]), 257],
  ["classes", new Map<number, string>([[3, "Gentoo"], [9, "__proto__"]]), 31],
  ["amounts", new Map([[0, -1.5], [1, 0]]), 17],
  ["none", new Map(), 257],
])("a page gives back its labels (R2): %s", (_, page, bytes) => {
  expect(pageBytes(page).length).toBe(bytes);
  expect(readPage(pageBytes(page))).toEqual(page);
});

test.each([
  ["binary", 1, 1], ["binary", false, 0], ["binary", "1", 1], ["binary", "true", 1],
  ["multiclass", "Gentoo", "Gentoo"], ["multiclass", 3, "3"], ["multiclass", true, "true"], ["regression", -2.5, -2.5],
] as const)("%s takes %s", (task, given, label) => {
  expect(labelValue(task, given)).toEqual({ label });
});

test.each<[Parameters<typeof labelValue>[0], unknown]>([
  ["binary", 2], ["binary", "yes"], ["binary", null], ["binary", 0.5], ["binary", {}], ["multiclass", ""], ["multiclass", 1.5], ["multiclass", null], ["multiclass", ["a"]],
  ["regression", "3"], ["regression", NaN], ["regression", Infinity], ["regression", true], ["regression", 1e200],
])("%s refuses %s and says what it takes", (task, given) => {
  expect(labelValue(task, given)).toEqual({ wanted: expect.any(String) as string });
});
