import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { AuditAction } from "../audit/contract.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { alertNotFound } from "./alert-views.ts";
import { memoryOf, remembered } from "./alerts-memory.ts";
import { tellAlert } from "./alerts-tell.ts";
import type { acknowledgeInput, AlertDetail, AlertEventKind, muteInput, noteInput } from "./contract-alerts.ts";
import { getAlert } from "./list-alerts.ts";
import { muted, whyNot, type AlertAct } from "./rules/alerts/state.ts";
import { addEvents, lockAlert, saveAlerts, saveOwner, type AlertRow } from "./store-alerts.ts";

type Done = { alert: AlertRow; kind: AlertEventKind; text: string | null; action: AuditAction; news: "acknowledged" | "changed" };

async function handle(deps: Deps, actor: Actor, of: { id: string; act: AlertAct; apply: (row: AlertRow, at: Date) => Done }): Promise<AlertDetail> {
  authorise(actor, "alert.handle");
  const at = deps.clock.now();
  await deps.db.tx(async (tx: Tx) => {
    const row = await lockAlert(tx, Number(of.id));
    if (row === null) throw alertNotFound(of.id);
    const refusal = whyNot(of.act, row);
    if (refusal !== null) throw new SignalboxError("wrong_state", refusal, { extra: { state: row.state } });
    const { alert, kind, text, action, news } = of.apply(row, at);
    if (row.state === "resolved") await saveOwner(tx, alert);
    else await saveAlerts(tx, [alert]);
    await addEvents(tx, [{ alertId: row.id, at, kind, actorId: actor.id, text }]);
    await record(tx, { actor, action, subject: of.id, detail: { model: row.model, environment: row.environment, subject: row.subject, statistic: row.statistic, ...(text === null ? {} : { text }), ...(kind === "muted" ? { until: alert.mutedUntil } : {}) }, at });
    await tellAlert(deps, tx, { alert, kind: news, by: actor.name });
  });
  return getAlert(deps, actor, { id: of.id });
}

/** Whoever acknowledges a firing alert owns it. @throws not_found, wrong_state */
export async function acknowledgeAlert(deps: Deps, actor: Actor, input: z.output<typeof acknowledgeInput>): Promise<AlertDetail> {
  return handle(deps, actor, {
    id: input.id, act: "acknowledge",
    apply: (row, at) => ({ alert: { ...row, acknowledgedAt: at, ownerId: actor.id }, kind: "acknowledged", text: input.comment ?? null, action: "alert.acknowledged", news: "acknowledged" }),
  });
}

/** Says nothing until then; null ends the mute. @throws not_found, wrong_state, invalid_input for a time that is past */
export async function muteAlert(deps: Deps, actor: Actor, input: z.output<typeof muteInput>): Promise<AlertDetail> {
  const until = input.until === null ? null : new Date(input.until);
  if (until !== null && until <= deps.clock.now()) throw new SignalboxError("invalid_input", "A mute ends later than now.", { fields: [{ path: "until", message: `later than ${deps.clock.now().toISOString()}` }] });
  return handle(deps, actor, {
    id: input.id, act: "mute",
    apply: (row, at) => ({
      alert: { ...row, ...remembered(muted(memoryOf(row), until?.getTime() ?? null, at.getTime())) },
      kind: until === null ? "unmuted" : "muted", text: null, action: until === null ? "alert.unmuted" : "alert.muted", news: "changed",
    }),
  });
}

/** A line on its timeline. @throws not_found */
export async function noteAlert(deps: Deps, actor: Actor, input: z.output<typeof noteInput>): Promise<AlertDetail> {
  return handle(deps, actor, { id: input.id, act: "note", apply: (row) => ({ alert: row, kind: "noted", text: input.text, action: "alert.noted", news: "changed" }) });
}
