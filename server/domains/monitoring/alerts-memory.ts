/** Alerts between their rows and the rule that decides on them. */
import { systemActor } from "../identity/contract.ts";
import type { AlertNumbers } from "./contract-alerts.ts";
import type { MonitorTerms } from "./rules/alerts/check-monitor.ts";
import type { Numbers } from "./rules/alerts/evidence.ts";
import { newMemory, type AlertDecision, type AlertMemory } from "./rules/alerts/state.ts";
import type { AlertChange, AlertRow, TimelineRow } from "./store-alerts.ts";

const ms = (at: Date | string | null): number | null => (at === null ? null : new Date(at).getTime());
const date = (at: number | null): Date | null => (at === null ? null : new Date(at));

export function memoryOf(row: AlertRow): AlertMemory {
  return {
    state: row.state, under: row.under, sinceMs: row.since.getTime(), pendingSinceMs: ms(row.pendingSince), firedAtMs: ms(row.firedAt), lastBreachMs: ms(row.lastBreachAt),
    mutedUntilMs: ms(row.mutedUntil), lookedAtMs: row.lookedAt.getTime(),
  };
}

/** The row's part that a memory gives. */
export function remembered(memory: AlertMemory): Pick<AlertRow, "state" | "under" | "since" | "pendingSince" | "firedAt" | "resolvedAt" | "lastBreachAt" | "mutedUntil" | "lookedAt"> {
  return {
    state: memory.state, under: memory.under, since: new Date(memory.sinceMs), pendingSince: date(memory.pendingSinceMs), firedAt: date(memory.firedAtMs), resolvedAt: memory.state === "resolved" ? new Date(memory.sinceMs) : null,
    lastBreachAt: date(memory.lastBreachMs), mutedUntil: date(memory.mutedUntilMs), lookedAt: new Date(memory.lookedAtMs),
  };
}

export const freshMemory = (atMs: number): AlertMemory => newMemory(atMs);

export function keptNumbers(numbers: Numbers, toMs: number): AlertNumbers {
  const { rungs, ...own } = numbers;
  return { ...own, from: new Date(toMs - own.windowSeconds * 1000).toISOString(), to: new Date(toMs).toISOString(), rungs: rungs.map(({ baselineRows: _rows, ...rung }) => rung) };
}

type Of = { monitor: MonitorTerms & { id: number }; subject: string; place: { modelId: number; environment: string; version: number }; row: AlertRow | undefined };

/** What to write of an alert after a look; null when nothing that is kept has changed. */
export function changeOf(of: Of, decision: AlertDecision, numbers: AlertNumbers): AlertChange | null {
  const { monitor, row, place } = of;
  const { memory, effects } = decision;
  const watched = memory.state === "firing" || memory.state === "pending" || memory.state === "muted";
  const sameTerms = row !== undefined && row.threshold === monitor.threshold && row.windowSeconds === monitor.windowSeconds && row.severity === monitor.severity && row.forSeconds === monitor.forSeconds;
  if (row !== undefined && row.state === memory.state && !watched && effects.length === 0 && sameTerms) return null;
  return {
    id: row?.id ?? null, monitorId: monitor.id, ...place, subject: of.subject, statistic: monitor.statistic, severity: monitor.severity, threshold: monitor.threshold, windowSeconds: monitor.windowSeconds, forSeconds: monitor.forSeconds,
    ...remembered(memory), value: numbers.value, latest: numbers, frozen: effects.includes("fired") ? numbers : row?.frozen ?? null,
    acknowledgedAt: row?.acknowledgedAt ?? null, ownerId: row?.ownerId ?? null,
  };
}

/** The timeline's rows of a decision. */
export const eventsOf = (alertId: number, decision: AlertDecision, { at, text }: { at: Date; text: string }): TimelineRow[] =>
  decision.effects.map((kind) => ({ alertId, at, kind, actorId: systemActor.id, text: kind === "fired" || kind === "resolved" ? text : null }));
