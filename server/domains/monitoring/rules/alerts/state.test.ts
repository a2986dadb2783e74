import { describe, expect, test } from "vitest";
import { alertStates } from "../../contract-alerts.ts";
import { decideAlert, muted, newMemory, whyNot, type AlertEffect, type AlertMemory, type AlertTerms, type EvidenceKind } from "./state.ts";

const terms: AlertTerms = { forSeconds: 0, quietSeconds: 300, endsAfterSeconds: 86_400 };
/** [second, evidence, state after it, effects] */
type Step = [at: number, evidence: EvidenceKind, state: AlertMemory["state"], effects?: AlertEffect[]];

function walk(steps: readonly Step[], of: AlertTerms, start: AlertMemory = newMemory(0)): AlertMemory {
  return steps.reduce((memory, [at, evidence, state, effects = []]) => {
    const decision = decideAlert(memory, { evidence, nowMs: at * 1000 }, of);
    expect([at, decision.memory.state, decision.effects]).toEqual([at, state, effects]);
    return decision.memory;
  }, start);
}

describe("an alert's life", () => {
  const cases: [string, Partial<AlertTerms>, Step[]][] = [
    ["quiet numbers", {}, [[30, "clear", "ok"], [60, "clear", "ok"]]],
    ["too few rows to tell", {}, [[30, "undecided", "undecided"], [60, "clear", "ok"]]],
    ["nothing was counted", {}, [[30, "noData", "noData"], [60, "undecided", "undecided"]]],
    ["a breach fires at once", {}, [[30, "breach", "firing", ["fired"]], [60, "breach", "firing"]]],
    ["a breach has to last", { forSeconds: 60 }, [[30, "breach", "pending", ["pending"]], [60, "breach", "pending"], [90, "breach", "firing", ["fired"]]]],
    ["a breach that does not last", { forSeconds: 60 }, [[30, "breach", "pending", ["pending"]], [60, "clear", "ok"], [90, "breach", "pending", ["pending"]], [120, "breach", "pending"]]],
    ["too few rows do not end the wait, and do not fire", { forSeconds: 60 }, [[30, "breach", "pending", ["pending"]], [90, "undecided", "pending"], [120, "breach", "firing", ["fired"]]]],
    ["a gap ends the wait", { forSeconds: 60 }, [[30, "breach", "pending", ["pending"]], [60, "noData", "noData"], [120, "breach", "pending", ["pending"]]]],
    ["flapping is one alert", {}, [[30, "breach", "firing", ["fired"]], [60, "clear", "firing"], [90, "breach", "firing"], [360, "clear", "firing"], [390, "clear", "resolved", ["resolved"]]]],
    ["drift ends as soon as the long window is clear", { quietSeconds: 0 }, [[30, "breach", "firing", ["fired"]], [60, "undecided", "firing"], [90, "clear", "resolved", ["resolved"]]]],
    ["a day without a breach ends it, undecided or not", {}, [[30, "breach", "firing", ["fired"]], [86_400, "undecided", "firing"], [86_430, "undecided", "resolved", ["resolved"]]]],
    ["no data is no recovery", {}, [[30, "breach", "firing", ["fired"]], [200_000, "noData", "firing"]]],
    ["resolved is the end", {}, [[30, "breach", "firing", ["fired"]], [400, "clear", "resolved", ["resolved"]], [430, "breach", "resolved"]]],
    ["a look of the past changes nothing", {}, [[60, "breach", "firing", ["fired"]], [60, "clear", "firing"], [30, "clear", "firing"]]],
    ["late rows turn a later look", { forSeconds: 30 }, [[30, "undecided", "undecided"], [60, "breach", "pending", ["pending"]], [90, "breach", "firing", ["fired"]]]],
  ];
  for (const [name, own, steps] of cases) test(name, () => { walk(steps, { ...terms, ...own }); });
});

describe("mutes", () => {
  const mutedAt = (steps: Step[], untilS: number, atS: number) => muted(walk(steps, terms), untilS * 1000, atS * 1000);
  test("a firing alert is silent until the mute ends, and is not told of twice", () => {
    const memory = mutedAt([[30, "breach", "firing", ["fired"]]], 600, 40);
    walk([[60, "breach", "muted"], [599, "breach", "muted"], [600, "breach", "firing", ["unmuted"]]], terms, memory);
  });
  test("what begins under a mute is told of when it ends", () => {
    walk([[60, "breach", "muted"], [600, "breach", "firing", ["unmuted", "fired"]]], terms, mutedAt([[30, "clear", "ok"]], 600, 40));
  });
  test("what came and went under a mute was nothing", () => {
    walk([[60, "breach", "muted"], [400, "clear", "muted"], [600, "clear", "ok", ["unmuted"]]], terms, mutedAt([[30, "clear", "ok"]], 600, 40));
  });
  test("a muted alert that recovers is resolved", () => {
    walk([[400, "clear", "resolved", ["resolved"]]], terms, mutedAt([[30, "breach", "firing", ["fired"]]], 600, 40));
  });
  test("a mute that a person ends", () => {
    const fired = muted(mutedAt([[30, "breach", "firing", ["fired"]]], 600, 40), null, 50_000);
    expect([fired.state, fired.mutedUntilMs]).toEqual(["firing", null]);
    const began = muted(walk([[60, "breach", "muted"]], terms, mutedAt([[30, "clear", "ok"]], 600, 40)), null, 70_000);
    expect(began.state).toBe("pending");
    walk([[90, "breach", "firing", ["fired"]]], terms, began);
    expect(muted(newMemory(0), null, 1)).toEqual(newMemory(0));
  });
});

test("who may do what in which state", () => {
  const may = (act: "acknowledge" | "mute" | "note", firedAt: unknown = 1, acknowledgedAt: unknown = null) => alertStates.filter((state) => whyNot(act, { state, firedAt, acknowledgedAt }) === null);
  expect(may("acknowledge")).toEqual(["firing", "resolved", "muted"]);
  expect(may("acknowledge", null)).toEqual([]);
  expect(may("acknowledge", 1, 2)).toEqual([]);
  expect(may("mute")).toEqual(alertStates.filter((state) => state !== "resolved"));
  expect(may("note")).toEqual([...alertStates]);
});
