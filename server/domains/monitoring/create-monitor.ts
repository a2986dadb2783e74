import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { statisticTerms, type createMonitorInput, type MonitorView } from "./contract-alerts.ts";
import { getMonitor } from "./list-monitors.ts";
import type { QualityTask } from "./contract-quality.ts";
import { plannedOutputs } from "./quality-sums.ts";
import { checkMonitor, type MonitorTerms } from "./rules/alerts/check-monitor.ts";
import { loadTarget } from "./store.ts";
import { environmentExists, insertMonitor, modelIdOf } from "./store-monitors.ts";
import { driftWindowOf, readProfile } from "./target.ts";

type Known = { columns: string[] | null; task: QualityTask | null; driftWindowSeconds: number };

/** What the version that serves has; no columns where nothing serves, or it has no baseline yet; no task where it is not known. */
export async function knownOf(deps: Deps, of: { model: string; environment: string }): Promise<Known> {
  const target = await loadTarget(deps.db, { ...of, version: null });
  const profile = target?.state === "ready" ? readProfile(target.profile) : null;
  const planned = target === null || target.version_id === null ? null : await plannedOutputs(deps, { versionId: target.version_id, profile });
  return { task: planned?.plan?.task ?? null, columns: profile?.columns.map((column) => column.name) ?? null, driftWindowSeconds: driftWindowOf(target?.drift_window ?? null, deps.env.baseWindowSeconds) };
}

function termsOf(input: z.output<typeof createMonitorInput>, of: { driftWindowSeconds: number; baseSeconds: number }): MonitorTerms {
  const { threshold, windowSeconds } = statisticTerms[input.statistic];
  const seconds = windowSeconds === "day" ? of.driftWindowSeconds : Math.ceil(windowSeconds / of.baseSeconds) * of.baseSeconds;
  const limit = input.threshold ?? threshold;
  if (limit === null) throw new SignalboxError("invalid_input", "The limit depends on what the model predicts: give a threshold, in its unit.", { fields: [{ path: "threshold", message: "a number over 0" }] });
  return { subject: input.subject, statistic: input.statistic, threshold: limit, windowSeconds: input.windowSeconds ?? seconds, forSeconds: input.forSeconds, severity: input.severity };
}

/** It looks from the next half minute on. @throws not_found for a model or environment that is none, invalid_input */
export async function createMonitor(deps: Deps, actor: Actor, input: z.output<typeof createMonitorInput>): Promise<MonitorView> {
  authorise(actor, "monitor.write");
  const { baseWindowSeconds: baseSeconds } = deps.env;
  const known = await knownOf(deps, input);
  const terms = termsOf(input, { ...known, baseSeconds });
  checkMonitor(terms, { ...known, baseSeconds });
  const at = deps.clock.now();
  const id = await deps.db.tx(async (tx) => {
    const modelId = await modelIdOf(tx, input.model);
    if (modelId === null) throw new SignalboxError("not_found", `There is no model ${input.model}.`);
    if (!(await environmentExists(tx, input.environment))) throw new SignalboxError("not_found", `There is no environment ${input.environment}.`);
    const made = await insertMonitor(tx, { modelId, environment: input.environment, terms, actorId: actor.id, at });
    await record(tx, { actor, action: "monitor.created", subject: String(made), detail: { model: input.model, environment: input.environment, ...terms }, at });
    await publish(tx, { type: "monitor.changed", subject: input.model, data: { model: input.model, environment: input.environment }, at });
    return made;
  });
  return getMonitor(deps, actor, { id: String(id) });
}
