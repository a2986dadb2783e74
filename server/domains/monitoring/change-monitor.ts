import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { closeAlerts } from "./alerts-close.ts";
import type { changeMonitorInput, monitorIdInput, MonitorView } from "./contract-alerts.ts";
import { getMonitor } from "./list-monitors.ts";
import { monitorNotFound } from "./monitor-views.ts";
import { checkMonitor } from "./rules/alerts/check-monitor.ts";
import { lockOpenAlertsOf } from "./store-alerts.ts";
import { lockMonitor, lockWatching, markMonitorRemoved, updateMonitor } from "./store-monitors.ts";

/** Changes what is named and leaves the rest; the next look goes by it. @throws not_found, invalid_input */
export async function changeMonitor(deps: Deps, actor: Actor, input: z.output<typeof changeMonitorInput>): Promise<MonitorView> {
  authorise(actor, "monitor.write");
  const id = Number(input.id);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const before = await lockMonitor(tx, id);
    if (before === null) throw monitorNotFound(input.id);
    const { model, modelId: _id, environment, ...terms } = before;
    const { id: _monitor, ...named } = input;
    const change = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
    const after = { ...terms, ...change };
    checkMonitor(after, { baseSeconds: deps.env.baseWindowSeconds, columns: null, task: null });
    await updateMonitor(tx, id, { terms: after, at });
    await record(tx, { actor, action: "monitor.changed", subject: input.id, detail: { model, environment, statistic: terms.statistic, subject: terms.subject, ...change }, at });
    await publish(tx, { type: "monitor.changed", subject: model, data: { model, environment }, at });
  });
  return getMonitor(deps, actor, { id: input.id });
}

/** Its open alerts end with it, and stay to be read. @throws not_found */
export async function removeMonitor(deps: Deps, actor: Actor, input: z.output<typeof monitorIdInput>): Promise<void> {
  authorise(actor, "monitor.write");
  const id = Number(input.id);
  const at = deps.clock.now();
  await deps.db.tx(async (tx) => {
    const before = await lockMonitor(tx, id);
    if (before === null) throw monitorNotFound(input.id);
    const { model, environment, modelId, ...terms } = before;
    await lockWatching(tx, { modelId, environment });
    await closeAlerts(deps, tx, { alerts: await lockOpenAlertsOf(tx, id), text: `${actor.name} removed the monitor.` });
    await markMonitorRemoved(tx, id, at);
    await record(tx, { actor, action: "monitor.removed", subject: input.id, detail: { model, environment, ...terms }, at });
    await publish(tx, { type: "monitor.changed", subject: model, data: { model, environment }, at });
  });
}
