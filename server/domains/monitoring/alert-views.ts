import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { mayDo, type Actor } from "../identity/contract.ts";
import { personNames } from "../identity/index.ts";
import type { AlertDetail, AlertView } from "./contract-alerts.ts";
import { whyNot, type AlertAct } from "./rules/alerts/state.ts";
import { standingSentence } from "./rules/alerts/words.ts";
import type { AlertRow, TimelineRow } from "./store-alerts.ts";

export const alertNotFound = (id: string | number) => new SignalboxError("not_found", `There is no alert ${id}.`);

const iso = (at: Date | null) => at?.toISOString() ?? null;

function viewOf(row: AlertRow, names: ReadonlyMap<string, string>): AlertView {
  return {
    id: String(row.id), monitorId: String(row.monitorId), model: row.model, environment: row.environment, version: String(row.version), subject: row.subject, statistic: row.statistic, severity: row.severity,
    threshold: row.threshold, windowSeconds: row.windowSeconds, forSeconds: row.forSeconds, state: row.state, since: row.since.toISOString(), value: row.value, firedAt: iso(row.firedAt), resolvedAt: iso(row.resolvedAt),
    lastBreachAt: iso(row.lastBreachAt), mutedUntil: iso(row.mutedUntil), acknowledgedAt: iso(row.acknowledgedAt), owner: row.ownerId === null ? null : { id: row.ownerId, name: names.get(row.ownerId) ?? row.ownerId },
    sentence: standingSentence(row, { state: row.state, numbers: row.latest }),
  };
}

export async function alertViews(deps: Deps, rows: readonly AlertRow[]): Promise<AlertView[]> {
  const names = await personNames(deps, rows.flatMap((row) => (row.ownerId === null ? [] : [row.ownerId])));
  return rows.map((row) => viewOf(row, names));
}

/** Why the person may not do it to the alert now; null when they may. */
export const refusalOf = (actor: Actor, act: AlertAct, row: AlertRow): string | null => (mayDo(actor, "alert.handle") ? whyNot(act, row) : "You may not handle alerts.");

export async function alertDetailOf(deps: Deps, actor: Actor, { row, timeline }: { row: AlertRow; timeline: readonly TimelineRow[] }): Promise<AlertDetail> {
  const names = await personNames(deps, [...timeline.map((event) => event.actorId), ...(row.ownerId === null ? [] : [row.ownerId])]);
  return {
    ...viewOf(row, names), frozen: row.frozen, latest: row.latest,
    timeline: timeline.map((event) => ({ at: event.at.toISOString(), kind: event.kind, by: names.get(event.actorId) ?? event.actorId, text: event.text })),
    may: { acknowledge: refusalOf(actor, "acknowledge", row), mute: refusalOf(actor, "mute", row), note: refusalOf(actor, "note", row) },
  };
}
