import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { systemActor } from "../identity/contract.ts";
import { tellAlert } from "./alerts-tell.ts";
import { addEvents, saveAlerts, type AlertRow } from "./store-alerts.ts";

/** Ends open alerts whose subject is gone; what had fired is told of as resolved. @param of `text` says why, on their timelines */
export async function closeAlerts(deps: Deps, tx: Tx, of: { alerts: readonly AlertRow[]; text: string }): Promise<void> {
  const at = deps.clock.now();
  const closed = of.alerts.map((alert): AlertRow => ({ ...alert, state: "resolved", under: "resolved", since: at, resolvedAt: at, mutedUntil: null }));
  await saveAlerts(tx, closed);
  await addEvents(tx, closed.map((alert) => ({ alertId: alert.id, at, kind: "resolved" as const, actorId: systemActor.id, text: of.text })));
  for (const alert of closed) if (alert.firedAt !== null) await tellAlert(deps, tx, { alert, kind: "resolved" });
}
