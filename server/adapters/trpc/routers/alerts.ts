import { z } from "zod";
import { acknowledgeInput, alertDetail, alertIdInput, alertView, changeMonitorInput, createMonitorInput, firingCountView, listAlertsInput, listMonitorsInput, monitorIdInput, monitorView, muteInput, noteInput } from "#server/domains/monitoring/contract-alerts.ts";
import { acknowledgeAlert, changeMonitor, createMonitor, firingCount, getAlert, listAlerts, listMonitors, muteAlert, noteAlert, removeMonitor } from "#server/domains/monitoring/index.ts";
import { procedureFor, router } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("monitoring.read");
const write = procedureFor("monitor.write");
const act = procedureFor("alert.handle");

export const monitorsRouter = router({
  list: read.input(listMonitorsInput).output(page(monitorView)).query(({ ctx, input }) => listMonitors(ctx.deps, ctx.actor, input)),
  create: write.input(createMonitorInput).output(monitorView).mutation(({ ctx, input }) => createMonitor(ctx.deps, ctx.actor, input)),
  change: write.input(changeMonitorInput).output(monitorView).mutation(({ ctx, input }) => changeMonitor(ctx.deps, ctx.actor, input)),
  remove: write.input(monitorIdInput).mutation(({ ctx, input }) => removeMonitor(ctx.deps, ctx.actor, input)),
});

export const alertsRouter = router({
  list: read.input(listAlertsInput).output(page(alertView)).query(({ ctx, input }) => listAlerts(ctx.deps, ctx.actor, input)),
  get: read.input(alertIdInput).output(alertDetail).query(({ ctx, input }) => getAlert(ctx.deps, ctx.actor, input)),
  firing: read.output(firingCountView).query(({ ctx }) => firingCount(ctx.deps, ctx.actor)),
  acknowledge: act.input(acknowledgeInput).output(alertDetail).mutation(({ ctx, input }) => acknowledgeAlert(ctx.deps, ctx.actor, input)),
  mute: act.input(muteInput).output(alertDetail).mutation(({ ctx, input }) => muteAlert(ctx.deps, ctx.actor, input)),
  note: act.input(noteInput).output(alertDetail).mutation(({ ctx, input }) => noteAlert(ctx.deps, ctx.actor, input)),
});
