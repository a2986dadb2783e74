/** One version that this process holds or tries to. */
import { baselineProfile } from "../../domains/monitoring/contract.ts";
import { sampleTerms } from "../../domains/monitoring/rules/samples/choose.ts";
import type { ServedVersion } from "../../domains/serving/contract.ts";
import { Statistics } from "./statistics.ts";
import type { Entry } from "./table.ts";

export const unloadedReason = "an administrator unloaded it";
export const evictedReason = "unloaded to make room: no route names it, and it was not used for longest";

/** The same for the same files of the same version, in every process. */
export const keyOf = (served: ServedVersion) => JSON.stringify([served.versionId, served.model, served.version, served.artifacts]);

/** @param unloaded it waits until a load or a route asks for it */
export function newEntry(served: ServedVersion, unloaded: boolean): Entry {
  return { served, state: unloaded ? "UNAVAILABLE" : "LOADING", reason: unloaded ? unloadedReason : null, retryAtMs: null, hopeless: false, runner: null, watched: watchedOf(served), statistics: new Statistics(), inFlight: 0, usedAtMs: 0, dropped: false };
}

export function watchedOf(served: ServedVersion): Entry["watched"] {
  const profile = served.baseline === null ? null : baselineProfile.safeParse(served.baseline);
  return { versionId: served.versionId, model: served.model, version: served.version, profile: profile?.success ? profile.data : null, samples: served.modelTags && sampleTerms(served.tags, served.modelTags) };
}
