import type { Deps } from "../../platform/deps.ts";
import { profileOf, type StoredProfile } from "./store.ts";

/** What a version that is served elsewhere is monitored by: its reference profile, signature and tags; null when it has no profile (any more). */
export async function monitoredProfile(deps: Pick<Deps, "db">, versionId: number): Promise<StoredProfile | null> {
  return profileOf(deps.db, versionId);
}
