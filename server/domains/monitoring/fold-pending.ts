import type { Deps } from "../../platform/deps.ts";
import { sqlOf } from "../../platform/db.ts";
import { publish } from "../../platform/outbox.ts";
import { foldSegments } from "./fold-segments.ts";
import { deltaPayload, type DeltaPayload } from "./contract.ts";
import type { SampleWindow } from "./contract-samples.ts";
import { foldSamples } from "./fold-samples.ts";
import { merged, rollUp, type DeltaWindow } from "./rules/rollup.ts";
import { readGone } from "./store-storage.ts";
import { dayOf, ensureDays } from "./store-days.ts";
import { insertLog } from "./store-quality.ts";
import { claimUnfolded, hasUnfolded, knownVersions, lockWindows, markFolded, noteReported, saveWindows, versionKey, type DeltaRow } from "./store-deltas.ts";

const batch = 100;

/**
 * Adds waiting deltas to the windows of every width, each exactly once: the windows' new counters, the deltas' mark and
 * one `windows.folded` event for each model and environment commit together. Any number of workers may run it. A window
 * of a version that is gone is passed over.
 * @returns how many deltas were folded; 0 when none waits
 */
export async function foldPending(deps: Deps): Promise<number> {
  if (!(await hasUnfolded(deps.db))) return 0;
  const now = deps.clock.now();
  await ensureDays(deps.db, [dayOf(now)]);
  return deps.db.tx(async (tx) => {
    const deltas = await claimUnfolded(tx, batch);
    if (deltas.length === 0) return 0;
    const counted: DeltaWindow[] = [];
    const sampled: SampleWindow[] = [];
    for (const delta of deltas) {
      const payload = payloadOf(deps, delta);
      counted.push(...(payload?.windows ?? []));
      sampled.push(...(payload?.samples ?? []));
      if (payload?.predictions?.length) await insertLog(sqlOf(tx), { day: dayOf(now), replicaId: delta.replicaId, sequence: delta.sequence, entries: payload.predictions });
    }
    const known = await knownVersions(tx, [...new Set(counted.map((window) => window.versionId))]);
    const windows = counted.filter((window) => known.has(versionKey(window.versionId, window.model, window.version)));
    const gone = await readGone(deps.db);
    const parts = rollUp(windows, gone);
    const locked = await lockWindows(tx, parts.map((part) => part.key), now);
    const before = new Map(locked.map(({ key, counters }) => [idOf(key), counters]));
    await saveWindows(tx, parts.map(({ key, counters }) => ({ key, counters: merged(before.get(idOf(key)) ?? null, counters) })), now);
    await foldSegments(sqlOf(tx), windows, { gone, now });
    await noteReported(tx, windows.filter((window) => window.reported), now);
    if (sampled.length > 0) await foldSamples(deps, sqlOf(tx), sampled.filter((window) => known.has(versionKey(window.versionId, window.model, window.version))));
    await markFolded(tx, deltas, now);
    for (const touched of touchedModels(windows)) await publish(tx, { type: "windows.folded", subject: touched.model, data: touched, at: now });
    return deltas.length;
  });
}

const idOf = (key: { versionId: number; environment: string; widthSeconds: number; startsAtMs: number }) => JSON.stringify([key.versionId, key.environment, key.widthSeconds, key.startsAtMs]);

/** Null for a payload that is not one: it cannot be counted, now or later, so it is said in the log and passed over. */
function payloadOf(deps: Deps, delta: DeltaRow): DeltaPayload | null {
  const parsed = deltaPayload.safeParse(delta.payload);
  if (parsed.success) return parsed.data;
  deps.log.error("a delta could not be read and is not counted", { replica: delta.replicaId, sequence: delta.sequence, reason: parsed.error.issues[0]?.message ?? "" });
  return null;
}

type Touched = { model: string; environment: string; version: string; from: number; to: number };

/** For each model and environment: its newest version in the batch and the range of milliseconds touched. */
function touchedModels(windows: readonly DeltaWindow[]): Touched[] {
  const touched = new Map<string, Touched>();
  for (const { model, environment, version, startsAtMs, widthSeconds } of windows) {
    const id = JSON.stringify([model, environment]);
    const range = { from: startsAtMs, to: startsAtMs + widthSeconds * 1000 };
    const had = touched.get(id);
    touched.set(id, had === undefined ? { model, environment, version, ...range } : {
      model, environment, version: Number(version) > Number(had.version) ? version : had.version, from: Math.min(had.from, range.from), to: Math.max(had.to, range.to),
    });
  }
  return [...touched.values()];
}
