import { expect, test } from "vitest";
import { admit, after, type Circuit, closed, type Outcome, probed } from "./circuit.ts";

const ok: Outcome = { ok: true };
const slow: Outcome = { ok: false, reason: "slow", away: false };
const away: Outcome = { ok: false, reason: "away", away: true };
type Step = ["request", Outcome] | ["refused"] | ["probe", Outcome] | ["wait", number];

/** Runs the steps from a closed circuit at 0. @returns the state at their end */
function run(steps: readonly Step[]): Circuit {
  let state = closed(0);
  let nowMs = 0;
  for (const [what, with_] of steps) {
    if (what === "wait") nowMs += with_ as number;
    else if (what === "probe") state = probed(state, with_ as Outcome, nowMs);
    else {
      const { admitted, state: next } = admit(state, nowMs);
      expect(admitted, JSON.stringify(state)).toBe(what === "request");
      state = admitted ? after(next, with_ as Outcome, nowMs) : next;
    }
  }
  return state;
}

test.each<[string, Step[], Partial<Circuit>]>([
  ["answers keep it closed", [["request", ok], ["request", ok]], { kind: "closed", failures: 0 }],
  ["two failures are borne", [["request", slow], ["request", slow]], { kind: "closed", failures: 2 }],
  ["an answer forgives them", [["request", slow], ["request", slow], ["request", ok], ["request", slow]], { kind: "closed", failures: 1 }],
  ["three open it", [["request", slow], ["request", slow], ["request", slow], ["refused"]], { kind: "open", reason: "slow", retryAtMs: 500 }],
  ["nobody there opens it at once", [["request", away], ["refused"]], { kind: "open", reason: "away" }],
  ["after a rest one request is the trial", [["request", away], ["wait", 500], ["request", ok], ["request", ok]], { kind: "closed" }],
  ["a failed trial doubles the rest", [["request", away], ["wait", 500], ["request", away], ["wait", 999], ["refused"], ["wait", 1], ["request", away]], { kind: "open", restMs: 2000, sinceMs: 0 }],
  ["the rest has a limit", [["request", away], ...Array.from({ length: 8 }, (): Step[] => [["wait", 5000], ["request", away]]).flat()], { kind: "open", restMs: 5000 }],
  ["a ready probe brings the trial forward", [["request", away], ["wait", 10], ["refused"], ["probe", ok], ["request", ok]], { kind: "closed", sinceMs: 10 }],
  ["a ready probe is no trial", [["request", away], ["probe", ok]], { kind: "open" }],
  ["a probe that finds nobody opens it", [["probe", away], ["refused"]], { kind: "open", reason: "away" }],
  ["one late probe does not", [["probe", slow], ["request", ok]], { kind: "closed", failures: 0 }],
  ["probes do not put the trial off", [["request", away], ["wait", 400], ["probe", away], ["wait", 100], ["request", ok]], { kind: "closed" }],
])("%s", (_, steps, expected) => {
  expect(run(steps)).toMatchObject(expected);
});

test("while a trial runs others are refused, and a lost one is given up", () => {
  const trial = admit(run([["request", away], ["wait", 500]]), 500);
  expect(trial).toMatchObject({ admitted: true, state: { kind: "trial" } });
  expect(admit(trial.state, 600).admitted).toBe(false);
  expect(admit(trial.state, 10_500).admitted).toBe(true);
});
