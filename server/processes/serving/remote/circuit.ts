/**
 * Whether requests go to a backend. Pure: (state, what happened, now) → state. Closed, they go; after some failures, or
 * one that says that nobody is there, it opens and they are refused at once; after a rest, or once a probe finds it
 * ready, one request goes as a trial and decides.
 */
type Closed = { kind: "closed"; failures: number; sinceMs: number };
type Open = { kind: "open"; reason: string; sinceMs: number; restMs: number; retryAtMs: number };
type Trial = { kind: "trial"; reason: string; sinceMs: number; restMs: number; begunMs: number };
export type Circuit = Closed | Open | Trial;
/** `away`: nobody is there; another try at once cannot help. */
export type Outcome = { ok: true } | { ok: false; reason: string; away: boolean };

const failuresToOpen = 3;
const firstRestMs = 500;
const longestRestMs = 5000;
/** A trial that nobody told the end of is given up. */
const trialMs = 10_000;

export const closed = (nowMs: number): Circuit => ({ kind: "closed", failures: 0, sinceMs: nowMs });

const opened = (before: Circuit, reason: string, { nowMs, restMs }: { nowMs: number; restMs: number }): Circuit => ({
  kind: "open", reason, sinceMs: before.kind === "closed" ? nowMs : before.sinceMs, restMs, retryAtMs: nowMs + restMs,
});

/** May a request go now? A refused one leaves the state as it is. */
export function admit(state: Circuit, nowMs: number): { state: Circuit; admitted: boolean } {
  switch (state.kind) {
    case "closed": return { state, admitted: true };
    case "open": {
      if (nowMs < state.retryAtMs) return { state, admitted: false };
      const { reason, sinceMs, restMs } = state;
      return { state: { kind: "trial", reason, sinceMs, restMs, begunMs: nowMs }, admitted: true };
    }
    case "trial": return nowMs - state.begunMs < trialMs ? { state, admitted: false } : { state: { ...state, begunMs: nowMs }, admitted: true };
  }
}

/** After a request that went. */
export function after(state: Circuit, outcome: Outcome, nowMs: number): Circuit {
  if (outcome.ok) return state.kind === "closed" ? { ...state, failures: 0 } : closed(nowMs);
  switch (state.kind) {
    case "closed": {
      const failures = state.failures + 1;
      return outcome.away || failures >= failuresToOpen ? opened(state, outcome.reason, { nowMs, restMs: firstRestMs }) : { ...state, failures };
    }
    case "trial": return opened(state, outcome.reason, { nowMs, restMs: Math.min(longestRestMs, state.restMs * 2) });
    case "open": return state;
  }
}

/** After a probe: a ready backend gets its trial at once; one that is not ready counts as a failed request. */
export function probed(state: Circuit, outcome: Outcome, nowMs: number): Circuit {
  switch (state.kind) {
    case "closed": return outcome.ok ? state : after(state, outcome, nowMs);
    case "open": return outcome.ok ? { ...state, retryAtMs: Math.min(state.retryAtMs, nowMs) } : { ...state, reason: outcome.reason };
    case "trial": return state;
  }
}
