import type { Deps } from "../../platform/deps.ts";
import type { BaselineProfile } from "./contract.ts";
import { loadProfiles } from "./store-baselines.ts";
import { readProfile } from "./target.ts";

/** The ready profiles among some versions, by version id. */
export async function readProfiles(deps: Deps, versionIds: readonly number[]): Promise<Map<number, BaselineProfile>> {
  const rows = await loadProfiles(deps.db, versionIds);
  return new Map(rows.flatMap((row) => {
    const profile = readProfile(row.profile);
    return profile === null ? [] : [[row.versionId, profile] as const];
  }));
}
