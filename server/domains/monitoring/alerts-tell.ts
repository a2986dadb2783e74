import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { publish, type Hook } from "../../platform/outbox.ts";
import { paths } from "../../shared/paths.ts";
import type { AlertAction } from "../webhooks/contract.ts";
import { alertMoved } from "../webhooks/index.ts";
import { alertSentence, slackBody } from "./rules/alerts/words.ts";
import type { AlertRow } from "./store-alerts.ts";
import { queueMail } from "./store-mail.ts";

const iso = (at: Date | null) => at?.toISOString() ?? null;

function hookOf(deps: Deps, alert: AlertRow, { action, text }: { action: AlertAction; text: string }): Hook {
  const url = deps.env.publicUrl + paths.alert(alert.id);
  return alertMoved(action, {
    alertId: alert.id, model: alert.model, environment: alert.environment, version: alert.version, subject: alert.subject, statistic: alert.statistic, severity: alert.severity, state: alert.state, value: alert.value,
    threshold: alert.threshold, windowSeconds: alert.windowSeconds, firedAt: iso(alert.firedAt), text, url,
  }, slackBody({ text, url, title: `Alert ${alert.id}` }));
}

/**
 * Leaves the news of an alert in the same transaction: for open pages always, for webhooks and by mail once when it fires
 * and once when that is over.
 * @param news `kind` "changed" is for open pages alone
 */
export async function tellAlert(deps: Deps, tx: Tx, { alert, kind, by }: { alert: AlertRow; kind: "fired" | "resolved" | "acknowledged" | "changed"; by?: string }): Promise<void> {
  const at = deps.clock.now();
  const event = { type: "alert.changed" as const, subject: String(alert.id), data: { model: alert.model, environment: alert.environment, state: alert.state }, at };
  if (kind === "changed") return publish(tx, event);
  if (kind === "acknowledged") return publish(tx, { ...event, hook: hookOf(deps, alert, { action: "ACKNOWLEDGED", text: `${by ?? "Somebody"} takes the alert ${alert.id} of ${alert.model}.` }) });
  const text = alertSentence(alert, { kind, numbers: kind === "fired" ? alert.frozen : alert.latest });
  await publish(tx, { ...event, hook: hookOf(deps, alert, { action: kind === "fired" ? "FIRING" : "RESOLVED", text }) });
  if (deps.env.smtp !== null) {
    const subject = `[${alert.severity}] ${alert.model}: ${alert.subject === "*" ? alert.statistic : alert.subject} ${kind === "fired" ? "fires" : "is resolved"}`;
    await queueMail(tx, { messageId: `<alert-${alert.id}-${kind}-${deps.ids.uuid()}@signalbox>`, alertId: alert.id, recipients: deps.env.smtp.recipients, subject, body: `${text}\n\n${deps.env.publicUrl}${paths.alert(alert.id)}\n`, at });
  }
}
