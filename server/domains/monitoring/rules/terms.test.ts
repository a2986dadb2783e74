import { describe, expect, test } from "vitest";
import { defaultTerms, type WindowTerms } from "../contract-storage.ts";
import { allStored, answerable, coveredRange, goneBy, goneFrom, goneRecord, grainOf, keptSeconds, termsInDisorder, type Gone, type Stored } from "./terms.ts";
import { decompose, foldWidths, planSegments, queryWidths, windowEnds } from "./windows.ts";

const day = 86_400_000;
const at = (text: string) => Date.parse(`${text}Z`);
const widths = foldWidths(10);
const none: Gone = new Map();

describe("what is gone", () => {
  test.each<{ name: string; now: string; before?: Gone; terms?: Partial<WindowTerms>; width: number; from: string }>([
    { name: "whole days, so that a term keeps up to a day more", now: "2026-03-10T12:00:00", width: 10, from: "2026-03-08T00:00:00" },
    { name: "at midnight", now: "2026-03-10T00:00:00", width: 10, from: "2026-03-08T00:00:00" },
    { name: "minutes by their own term", now: "2026-03-20T12:00:00", width: 60, from: "2026-03-06T00:00:00" },
    { name: "ten minutes by their own", now: "2026-03-20T12:00:00", terms: { tenMinuteDays: 10 }, width: 600, from: "2026-03-10T00:00:00" },
    { name: "what is gone stays gone when a term grows", now: "2026-03-10T12:00:00", before: new Map([[10, at("2026-03-09T00:00:00")]]), terms: { baseHours: 720 }, width: 10, from: "2026-03-09T00:00:00" },
  ])("$name", ({ now, before = none, terms = {}, width, from }) => {
    const gone = goneBy({ ...defaultTerms, ...terms }, { widths, readable: queryWidths(10), before }, at(now));
    expect(new Date(gone.get(width) ?? 0).toISOString()).toBe(new Date(at(from)).toISOString());
  });
  test("a base that no roll-up can tell is kept as long as days", () => {
    const gone = goneBy(defaultTerms, { widths: foldWidths(7), readable: queryWidths(7), before: none }, at("2026-03-10T12:00:00"));
    expect(gone.get(7)).toBe(gone.get(86_400));
  });
  test("a setting holds it as it is", () => {
    const gone = goneBy(defaultTerms, { widths, readable: widths, before: none }, at("2026-03-10T12:00:00"));
    expect(goneFrom(JSON.parse(JSON.stringify(goneRecord(gone))))).toEqual(gone);
    expect([goneFrom(undefined), goneFrom(null), goneFrom({ 10: "x" })]).toEqual([none, none, none]);
  });
  test.each([
    { terms: defaultTerms, wrong: [] },
    { terms: { ...defaultTerms, minuteDays: 1 }, wrong: ["minuteDays"] },
    { terms: { ...defaultTerms, tenMinuteDays: 500 }, wrong: ["hourDays"] },
  ])("terms in disorder: $wrong", ({ terms, wrong }) => expect(termsInDisorder(terms)).toEqual(wrong));
  test.each([[5, 172_800], [10, 172_800], [60, 1_209_600], [600, 5_184_000], [3600, 34_560_000], [86_400, 316_224_000]])("windows of %i s are kept %i s", (width, kept) => expect(keptSeconds(defaultTerms, width)).toBe(kept));
});

/** Base gone before the 8th, minutes before the 1st, the rest all there. */
const stored: Stored = { widths, gone: new Map([[10, at("2026-03-08T00:00:00")], [60, at("2026-03-01T00:00:00")]]) };

describe("what can still be told exactly", () => {
  test.each([
    { name: "steps of ten seconds only where base windows are left", windowSeconds: 600, stepSeconds: 10, from: "2026-03-07T23:00:00", first: "2026-03-08T00:10:00" },
    { name: "steps of a minute where minutes are", windowSeconds: 600, stepSeconds: 60, from: "2026-02-28T23:00:00", first: "2026-03-01T00:10:00" },
    { name: "hours as far back as ten minutes", windowSeconds: 3600, stepSeconds: 600, from: "2026-02-28T23:00:00", first: "2026-02-28T23:10:00" },
    { name: "aligned windows of ten seconds", windowSeconds: 10, stepSeconds: null, from: "2026-03-07T23:59:00", first: "2026-03-08T00:00:10" },
  ])("$name", ({ windowSeconds, stepSeconds, from, first }) => {
    const ends = windowEnds({ fromMs: at(from), toMs: at(from) + 2 * day, windowSeconds, stepSeconds });
    const left = answerable(ends, windowSeconds, stored);
    expect(new Date(left.firstMs).toISOString()).toBe(new Date(at(first)).toISOString());
    expect(left.firstMs + (left.count - 1) * left.everyMs).toBe(ends.firstMs + (ends.count - 1) * ends.everyMs);
    for (const segment of planSegments(left, windowSeconds, stored)) expect(segment.fromMs).toBeGreaterThanOrEqual(stored.gone.get(segment.widthSeconds) ?? 0);
  });
  test("without anything gone every end is", () => {
    const ends = windowEnds({ fromMs: 0, toMs: day, windowSeconds: 600, stepSeconds: 10 });
    expect(answerable(ends, 600, allStored(widths))).toEqual(ends);
  });
  test("the grain reaches back furthest, and of equals is the widest", () => {
    expect(grainOf(600_000, 3600, allStored(widths))).toBe(600);
    expect(grainOf(600_000, 3600, stored)).toBe(600);
    expect(grainOf(600_000, 3600, { widths, gone: new Map([[600, at("2026-03-09T00:00:00")]]) })).toBe(60);
  });
  test("a sum over what is gone is made up to what is left", () => {
    const asked = { fromMs: at("2026-02-27T10:03:20"), toMs: at("2026-03-05T10:03:20") };
    const covered = coveredRange(asked.fromMs, asked.toMs, stored);
    expect([covered.fromMs, covered.toMs]).toEqual([at("2026-02-27T10:00:00"), at("2026-03-05T10:04:00")]);
    const segments = decompose(covered.fromMs, covered.toMs, stored);
    expect(segments.reduce((sum, segment) => sum + segment.toMs - segment.fromMs, 0)).toBe(covered.toMs - covered.fromMs);
  });
});

test.each([{ drift: 86_400, rows: 800 }, { drift: 3600, rows: 8800 }])("a year of windows of $drift s reads at most $rows stored windows", ({ drift, rows }) => {
  const fromMs = at("2025-03-10T12:00:00");
  const ends = windowEnds({ fromMs, toMs: fromMs + 365 * day, windowSeconds: drift, stepSeconds: 172_800 });
  const read = planSegments(ends, drift, stored).reduce((sum, segment) => sum + (segment.toMs - segment.fromMs) / (segment.widthSeconds * 1000), 0);
  expect(read).toBeLessThan(rows);
});
