import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { publish } from "../../platform/outbox.ts";
import { systemActor } from "../identity/contract.ts";
import { lookAt, type Seen } from "./alerts-looks.ts";
import { changeOf, eventsOf, freshMemory, keptNumbers, memoryOf } from "./alerts-memory.ts";
import { closeAlerts } from "./alerts-close.ts";
import { tellAlert } from "./alerts-tell.ts";
import { hourSecondsOf, lookSeconds } from "./judging.ts";
import { defaultMonitors, type MonitorTerms } from "./rules/alerts/check-monitor.ts";
import { decideAlert, type AlertDecision, type AlertTerms } from "./rules/alerts/state.ts";
import { alertSentence } from "./rules/alerts/words.ts";
import { loadProfile } from "./store.ts";
import { addEvents, lockOpenAlerts, saveAlerts, type AlertChange } from "./store-alerts.ts";
import { dropWatch, insertDefaults, loadUnrouted, loadWatchDue, lockWatch, monitorsOf, saveWatch, type WatchDue } from "./store-monitors.ts";
import { driftWindowOf, readProfile } from "./target.ts";

/** What was counted in a window has time to arrive: a second to the flush, one to the fold. */
const settleMs = 2000;
const batch = 50;

type Monitor = MonitorTerms & { id: number };

/**
 * Looks at every routed model's monitors in the trailing windows that end now: each half minute, in the demo once an hour
 * of its clock. A version that goes live gets the default set first. Writes alerts, their timelines and the news of them in
 * one transaction a model. Any number of workers may run it; each model is looked at by one.
 * @returns how many models were looked at; 0 when none is due
 * @throws the first failure, once the other models were looked at
 */
export async function watchMonitors(deps: Deps): Promise<number> {
  const everyMs = lookSeconds(deps.env) * 1000;
  const at = new Date(Math.floor((deps.clock.now().getTime() - settleMs) / everyMs) * everyMs);
  const failures: unknown[] = [];
  let count = 0;
  for (const due of await loadWatchDue(deps.db, at, batch)) {
    try {
      if (await deps.db.tx((tx) => watchModel(deps, tx, { due, at }))) count++;
    } catch (error) {
      failures.push(error);
    }
  }
  for (const gone of await loadUnrouted(deps.db, batch)) {
    await deps.db.tx(async (tx) => {
      await closeAlerts(deps, tx, { alerts: await lockOpenAlerts(tx, gone), text: `No route of ${gone.environment} names ${gone.model} any more.` });
      await dropWatch(tx, gone);
    });
  }
  if (failures.length > 0) throw failures[0];
  return count;
}

async function watchModel(deps: Deps, tx: Tx, { due, at }: { due: WatchDue; at: Date }): Promise<boolean> {
  if (!(await lockWatch(tx, due, at))) return false;
  const driftWindowSeconds = driftWindowOf(due.driftWindow, deps.env.baseWindowSeconds);
  if (due.watchedVersionId !== due.versionId) await seedDefaults(deps, tx, { due, driftWindowSeconds });
  const [monitors, open] = [await monitorsOf(tx, due), await lockOpenAlerts(tx, due)];
  const profile = readProfile(await loadProfile(deps.db, due.versionId));
  const toMs = at.getTime();
  const seen = await lookAt(deps, { ...due, profile, driftWindowSeconds }, { monitors, toMs });
  const byKey = new Map(open.map((row) => [`${row.monitorId} ${row.subject}`, row]));
  const decided = seen.map((one) => {
    const row = byKey.get(`${one.monitor.id} ${one.subject}`);
    const decision = decideAlert(row === undefined ? freshMemory(toMs) : memoryOf(row), { evidence: one.evidence.kind, nowMs: toMs }, termsOf(one, hourSecondsOf(deps.env)));
    const change = changeOf({ monitor: one.monitor, subject: one.subject, place: due, row }, decision, keptNumbers(one.evidence.numbers, toMs));
    return { decision, change, before: row?.state };
  });
  await keep(deps, tx, { due, at, decided });
  await saveWatch(tx, due, at);
  return true;
}

type Decided = { decision: AlertDecision; change: AlertChange | null; before: string | undefined };
/** News for open pages: what comes into, or leaves, one of these. */
const shown = new Set(["pending", "firing", "muted"]);

async function keep(deps: Deps, tx: Tx, { due, at, decided }: { due: WatchDue; at: Date; decided: readonly Decided[] }): Promise<void> {
  const changed = decided.flatMap((one) => (one.change === null ? [] : [{ ...one, change: one.change }]));
  const ids = await saveAlerts(tx, changed.map((one) => one.change));
  for (const [i, { decision, change, before }] of changed.entries()) {
    const alert = { ...change, id: ids[i] ?? 0, model: due.model };
    const kind = decision.effects.includes("fired") ? "fired" as const : decision.effects.includes("resolved") ? "resolved" as const : "changed" as const;
    const text = kind === "changed" ? "" : alertSentence(alert, { kind, numbers: change.latest });
    await addEvents(tx, eventsOf(alert.id, decision, { at, text }));
    if (kind !== "changed" || (before !== change.state && (shown.has(change.state) || shown.has(before ?? "")))) await tellAlert(deps, tx, { alert, kind });
  }
}

/** Drift ends by its own long window; what is looked at in short ones has to stay quiet for one more. */
function termsOf({ monitor }: Seen<Monitor>, hourSeconds: number): AlertTerms {
  const certified = monitor.statistic === "drift" || monitor.statistic === "psiLower" || monitor.statistic === "trafficGone";
  return { forSeconds: monitor.forSeconds, quietSeconds: certified ? 0 : Math.min(monitor.windowSeconds, hourSeconds), endsAfterSeconds: 24 * hourSeconds };
}

async function seedDefaults(deps: Deps, tx: Tx, { due, driftWindowSeconds }: { due: WatchDue; driftWindowSeconds: number }): Promise<void> {
  const { baseWindowSeconds: baseSeconds } = deps.env;
  const at = deps.clock.now();
  const made = await insertDefaults(tx, { ...due, set: defaultMonitors({ hourSeconds: hourSecondsOf(deps.env), baseSeconds, driftWindowSeconds }), actorId: systemActor.id, at });
  if (made > 0) await publish(tx, { type: "monitor.changed", subject: due.model, data: { model: due.model, environment: due.environment }, at });
}
