/**
 * The life of one alert: (memory, evidence, now) → decision.
 *
 * Invariants: an alert fires once in its life; what was muted says nothing until the mute ends; no data and undecided
 * never end a firing alert; `resolved` is the end, a later breach is another alert. Case: a monitor with a minute to wait,
 * breached at 10:00:00 and 10:00:30 → pending, at 10:01:00 → firing.
 */
import type { AlertState } from "../../contract-alerts.ts";

/** What one look at the numbers says. `clear` of drift: the longest window's upper bound is under the level. */
export type EvidenceKind = "breach" | "clear" | "undecided" | "noData";

/** What is remembered between two looks. Times are milliseconds since the epoch. */
export type AlertMemory = {
  state: AlertState;
  /** Muted: what it would be otherwise. */
  under: Exclude<AlertState, "muted">;
  sinceMs: number;
  pendingSinceMs: number | null;
  firedAtMs: number | null;
  lastBreachMs: number | null;
  mutedUntilMs: number | null;
  lookedAtMs: number;
};

export type AlertTerms = {
  forSeconds: number;
  /** Without a breach for as long, clear evidence ends it. */
  quietSeconds: number;
  /** Without a breach for as long, anything but no data ends it. */
  endsAfterSeconds: number;
};

export type AlertEffect = "pending" | "fired" | "resolved" | "unmuted";
export type AlertDecision = { memory: AlertMemory; effects: AlertEffect[] };

export const newMemory = (nowMs: number): AlertMemory =>
  ({ state: "ok", under: "ok", sinceMs: nowMs, pendingSinceMs: null, firedAtMs: null, lastBreachMs: null, mutedUntilMs: null, lookedAtMs: Number.NEGATIVE_INFINITY });

type Standing = Pick<AlertMemory, "under" | "pendingSinceMs" | "firedAtMs" | "lastBreachMs">;

function breached(was: Standing, nowMs: number, terms: AlertTerms): Standing {
  const lastBreachMs = nowMs;
  if (was.under === "firing") return { ...was, lastBreachMs };
  const pendingSinceMs = was.under === "pending" && was.pendingSinceMs !== null ? was.pendingSinceMs : nowMs;
  return { ...was, under: nowMs - pendingSinceMs >= terms.forSeconds * 1000 ? "firing" : "pending", pendingSinceMs, lastBreachMs };
}

function afterFiring(was: Standing, look: { evidence: EvidenceKind; nowMs: number }, terms: AlertTerms): Standing {
  const quietMs = look.nowMs - (was.lastBreachMs ?? look.nowMs);
  const ends = look.evidence === "clear" ? quietMs >= terms.quietSeconds * 1000 || quietMs >= terms.endsAfterSeconds * 1000
    : look.evidence === "undecided" && quietMs >= terms.endsAfterSeconds * 1000;
  if (!ends) return was;
  // What came and went under a mute was never told of: there is nothing to resolve.
  return { ...was, under: was.firedAtMs === null ? "ok" : "resolved", pendingSinceMs: null };
}

/** Where the numbers alone lead, mutes aside. */
function standing(was: Standing, look: { evidence: EvidenceKind; nowMs: number }, terms: AlertTerms): Standing {
  if (look.evidence === "breach") return breached(was, look.nowMs, terms);
  if (was.under === "firing") return afterFiring(was, look, terms);
  // Too few rows to tell neither confirm nor refute what began: the wait goes on, and only a breach can end it in fire.
  if (look.evidence === "undecided" && was.under === "pending") return was;
  const under = look.evidence === "clear" ? "ok" : look.evidence;
  return { ...was, under, pendingSinceMs: null };
}

/**
 * The one decision on an alert. A look that is not later than the last one changes nothing: late rows count at the next.
 * @param look `nowMs`: the end of the window that the evidence is of
 */
export function decideAlert(memory: AlertMemory, look: { evidence: EvidenceKind; nowMs: number }, terms: AlertTerms): AlertDecision {
  if (look.nowMs <= memory.lookedAtMs || memory.state === "resolved") return { memory, effects: [] };
  const next = standing(memory, look, terms);
  const isMuted = memory.mutedUntilMs !== null && look.nowMs < memory.mutedUntilMs && next.under !== "resolved";
  const state: AlertState = isMuted ? "muted" : next.under;
  const effects: AlertEffect[] = [];
  if (memory.state === "muted" && !isMuted && state !== "resolved") effects.push("unmuted");
  if (state === "pending" && memory.under !== "pending") effects.push("pending");
  // What began to fire under a mute is told of when the mute ends, if it still does.
  const fires = state === "firing" && memory.firedAtMs === null;
  if (fires) effects.push("fired");
  if (state === "resolved") effects.push("resolved");
  const firedAtMs = fires ? look.nowMs : memory.firedAtMs;
  return {
    memory: { ...next, firedAtMs, state, mutedUntilMs: isMuted ? memory.mutedUntilMs : null, sinceMs: state === memory.state ? memory.sinceMs : look.nowMs, lookedAtMs: look.nowMs },
    effects,
  };
}

export type AlertAct = "acknowledge" | "mute" | "note";

/** May X be done in state S: the reason why not, or null. One table for the use-case, the button and the test. */
const refusals = {
  acknowledge: { ok: "Nothing fires here.", undecided: "Nothing fires here.", pending: "It does not fire yet.", firing: null, resolved: null, muted: null, noData: "Nothing fires here." },
  mute: { ok: null, undecided: null, pending: null, firing: null, resolved: "It is resolved: there is nothing to mute.", muted: null, noData: null },
  note: { ok: null, undecided: null, pending: null, firing: null, resolved: null, muted: null, noData: null },
} as const satisfies Record<AlertAct, Record<AlertState, string | null>>;

/** Why an act is not possible now; null when it is. An alert is acknowledged once, and only after it fired. */
export function whyNot(act: AlertAct, of: { state: AlertState; firedAt: unknown; acknowledgedAt: unknown }): string | null {
  const refusal = refusals[act][of.state];
  if (refusal !== null || act !== "acknowledge") return refusal;
  if (of.firedAt === null) return "It has not fired.";
  return of.acknowledgedAt === null ? null : "Somebody has acknowledged it.";
}

/** The memory after a person muted it until then, or ended the mute (null). Its next look says what it is. */
export function muted(memory: AlertMemory, untilMs: number | null, nowMs: number): AlertMemory {
  if (untilMs !== null) return { ...memory, state: "muted", mutedUntilMs: untilMs, sinceMs: memory.state === "muted" ? memory.sinceMs : nowMs };
  if (memory.state !== "muted") return memory;
  const under = memory.under === "firing" && memory.firedAtMs === null ? "pending" : memory.under;
  return { ...memory, state: under, under, mutedUntilMs: null, sinceMs: nowMs };
}
