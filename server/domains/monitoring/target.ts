import { SignalboxError } from "../../shared/errors.ts";
import type { Deps } from "../../platform/deps.ts";
import { baselineProfile, widestWindowSeconds, type BaselineProfile } from "./contract.ts";
import { loadTarget } from "./store.ts";

/** One version in one environment, with what its counters are compared to. */
export type Target = {
  modelId: number; model: string; environment: string; versionId: number; version: string; served: boolean; since: Date;
  /** No route names it here: events tell of it. */
  reported: boolean;
  driftWindowSeconds: number;
  baseline: { state: "none" | "pending" | "ready" | "failed"; rows: number | null; reason: string | null };
  profile: BaselineProfile | null;
};

const dayMs = 86_400;

/** The drift window that a tag names, in seconds: a day by default, made up to whole base windows. */
export function driftWindowOf(tag: string | null, baseSeconds: number): number {
  const asked = Number(tag);
  const seconds = tag !== null && asked > 0 && asked <= widestWindowSeconds ? asked : dayMs;
  return Math.ceil(seconds / baseSeconds) * baseSeconds;
}

/** The profile of a ready baseline; null when what is stored is not one. */
export function readProfile(stored: unknown): BaselineProfile | null {
  const parsed = baselineProfile.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

/**
 * What a monitoring query is about: the named version, or what serves.
 * @throws not_found when no route of the environment names the model and no events tell of it there, or the model has no such version
 */
export async function findTarget(deps: Deps, ask: { model: string; environment: string; version?: number | undefined }): Promise<Target> {
  const row = await loadTarget(deps.db, { model: ask.model, environment: ask.environment, version: ask.version ?? null });
  if (row === null || (row.version_id === null && ask.version === undefined)) throw new SignalboxError("not_found", `No route of ${ask.environment} names a model ${ask.model}, and no events were sent of it.`);
  if (row.version_id === null || row.version === null) throw new SignalboxError("not_found", `${ask.model} has no version ${ask.version}.`);
  const profile = row.state === "ready" ? readProfile(row.profile) : null;
  return {
    modelId: row.model_id, model: row.model, environment: ask.environment, versionId: row.version_id, version: String(row.version),
    served: row.version_id === row.served_version_id, since: row.since, reported: row.reported,
    driftWindowSeconds: driftWindowOf(row.drift_window, deps.env.baseWindowSeconds),
    baseline: { state: row.state ?? "none", rows: profile === null ? row.rows : profile.rows, reason: row.reason },
    profile,
  };
}

/**
 * Both ends in milliseconds; by default the hour before `to`, which is now by default. Both may be ahead of now, `from`
 * alone too: nothing was counted there yet.
 * @throws invalid_input when `from` is after `to`
 */
export function timeRange(deps: Deps, ask: { from?: string | undefined; to?: string | undefined }, defaultSeconds = 3600): { fromMs: number; toMs: number } {
  const nowMs = deps.clock.now().getTime();
  const toMs = ask.to !== undefined ? Date.parse(ask.to) : Math.max(nowMs, ask.from === undefined ? nowMs : Date.parse(ask.from));
  const fromMs = ask.from === undefined ? toMs - defaultSeconds * 1000 : Date.parse(ask.from);
  if (fromMs > toMs) throw new SignalboxError("invalid_input", "`from` is after `to`.", { fields: [{ path: "from", message: `at or before ${new Date(toMs).toISOString()}` }] });
  return { fromMs, toMs };
}

/** @throws invalid_input when a width or step is not a whole number of base windows */
export function checkMultiples(deps: Deps, widths: { windowSeconds?: number | undefined; stepSeconds?: number | undefined }): void {
  const base = deps.env.baseWindowSeconds;
  const wrong = (["windowSeconds", "stepSeconds"] as const).filter((name) => (widths[name] ?? 0) % base !== 0);
  if (wrong.length === 0) return;
  throw new SignalboxError("invalid_input", `Counters are ${base} seconds wide here: ${wrong.join(" and ")} must be a multiple of ${base}.`, {
    fields: wrong.map((path) => ({ path, message: `a multiple of ${base}` })),
  });
}
