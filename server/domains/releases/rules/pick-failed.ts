import type { ReleaseKind, ReleaseState } from "../contract.ts";
import { pickRollback, type Spell } from "./pick-rollback.ts";

export type FailedOutcome = { act: "nothing" } | { act: "fail"; /** What serves instead: null takes the model out. */ backTo: number | null };

/**
 * What becomes of a release whose version no serving process can load. Only one that moved a route and still holds it
 * has something to give back; the route goes to where a rollback would go.
 * Case: 1, 2 fails → back to 1; 1 fails and nothing served before → the model leaves the environment.
 */
export function failedOutcome(release: { state: ReleaseState; kind: ReleaseKind; versionId: number }, spells: readonly Spell[]): FailedOutcome {
  const holds = (release.state === "live" || release.state === "rolling") && (release.kind === "promotion" || release.kind === "rollback");
  if (!holds || !spells.some((spell) => !spell.ended && spell.versionId === release.versionId)) return { act: "nothing" };
  return { act: "fail", backTo: pickRollback(spells, release.versionId) };
}
