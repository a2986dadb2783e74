import type { Deps } from "../../platform/deps.ts";
import { profileOf } from "./store.ts";

/** What a version that is served elsewhere is monitored by: its reference profile and its signature; null when it has no profile (any more). */
export async function monitoredProfile(deps: Pick<Deps, "db">, versionId: number): Promise<{ profile: unknown; signature: unknown } | null> {
  return profileOf(deps.db, versionId);
}
