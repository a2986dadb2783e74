import { acknowledgeInput, alertDetail, alertIdInput, alertView, changeMonitorInput, createMonitorInput, listAlertsInput, listMonitorsInput, monitorIdInput, monitorView, muteInput, noteInput } from "#server/domains/monitoring/contract-alerts.ts";
import { acknowledgeAlert, changeMonitor, createMonitor, getAlert, getMonitor, listAlerts, listMonitors, muteAlert, noteAlert, removeMonitor } from "#server/domains/monitoring/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

export const alertRoutes = [
  route({
    method: "GET", path: "monitors", operationId: "listMonitors", summary: "What is watched", right: "monitoring.read", status: 200,
    input: listMonitorsInput, output: listOf(monitorView), run: ({ deps, actor }, input) => listMonitors(deps, actor, input),
  }),
  route({
    method: "POST", path: "monitors", operationId: "createMonitor", summary: "Watch a statistic of a model", right: "monitor.write", status: 201,
    input: createMonitorInput, output: monitorView, run: ({ deps, actor }, input) => createMonitor(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitors/{id}", operationId: "getMonitor", summary: "One monitor", right: "monitoring.read", status: 200,
    input: monitorIdInput, output: monitorView, run: ({ deps, actor }, input) => getMonitor(deps, actor, input),
  }),
  route({
    method: "PATCH", path: "monitors/{id}", operationId: "changeMonitor", summary: "Change a monitor's limit, window, wait or severity", right: "monitor.write", status: 200,
    input: changeMonitorInput, output: monitorView, run: ({ deps, actor }, input) => changeMonitor(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "monitors/{id}", operationId: "removeMonitor", summary: "Stop watching; its alerts stay to be read", right: "monitor.write", status: 204,
    input: monitorIdInput, output: null, run: ({ deps, actor }, input) => removeMonitor(deps, actor, input),
  }),
  route({
    method: "GET", path: "alerts", operationId: "listAlerts", summary: "Alerts, the one that changed last first", right: "monitoring.read", status: 200,
    input: listAlertsInput, output: listOf(alertView), run: ({ deps, actor }, input) => listAlerts(deps, actor, input),
  }),
  route({
    method: "GET", path: "alerts/{id}", operationId: "getAlert", summary: "One alert with its numbers and timeline", right: "monitoring.read", status: 200,
    input: alertIdInput, output: alertDetail, run: ({ deps, actor }, input) => getAlert(deps, actor, input),
  }),
  route({
    method: "POST", path: "alerts/{id}/acknowledge", operationId: "acknowledgeAlert", summary: "Take a firing alert", right: "alert.handle", status: 200,
    input: acknowledgeInput, output: alertDetail, run: ({ deps, actor }, input) => acknowledgeAlert(deps, actor, input),
  }),
  route({
    method: "POST", path: "alerts/{id}/mute", operationId: "muteAlert", summary: "Say nothing until then; null ends the mute", right: "alert.handle", status: 200,
    input: muteInput, output: alertDetail, run: ({ deps, actor }, input) => muteAlert(deps, actor, input),
  }),
  route({
    method: "POST", path: "alerts/{id}/note", operationId: "noteAlert", summary: "Write on an alert's timeline", right: "alert.handle", status: 200,
    input: noteInput, output: alertDetail, run: ({ deps, actor }, input) => noteAlert(deps, actor, input),
  }),
];
