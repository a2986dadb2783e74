import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { systemActor } from "../identity/contract.ts";
import { loadFailures } from "../serving/index.ts";
import { failedOutcome } from "./rules/pick-failed.ts";
import { endRelease, lockRelease, releaseOfSpell, routedReleaseIds, spellsOf, versionNumberOf } from "./store.ts";
import { routeBack } from "./switch-route.ts";
import { recordRelease } from "./record-release.ts";

type Failure = { releaseId: number; reason: string };

async function fail(tx: Tx, deps: Deps, { releaseId, reason }: Failure): Promise<boolean> {
  const row = await lockRelease(tx, releaseId);
  if (row === null || row.environment === null) return false;
  const { environment, modelId } = row;
  const outcome = failedOutcome(row, await spellsOf(tx, { modelId, environment }));
  if (outcome.act === "nothing") return false;
  const at = deps.clock.now();
  const by = { actor: systemActor, at, comment: reason };
  await endRelease(tx, releaseId, { state: "failed", at });
  await recordRelease(tx, deps, { ...by, releaseId, subject: row, action: "release.failed", event: "release.changed", hook: "FAILED", detail: { state: "failed" }, data: { state: "failed" } });
  const back = outcome.backTo === null ? null : { versionId: outcome.backTo, version: await versionNumberOf(tx, outcome.backTo), releaseId: await releaseOfSpell(tx, { modelId, environment, versionId: outcome.backTo }) };
  await routeBack(tx, deps, { ...by, environment, modelId, model: row.model, failedId: releaseId, fromVersion: row.version, back });
  await bumpServingEpoch(tx);
  return true;
}

/**
 * Releases whose version no serving process can load are over: `failed`, with the processes' reason, and the route back
 * where it was, which those processes have not left. For the worker; any number may run.
 * @returns how many failed
 */
export async function failUnloadable(deps: Deps): Promise<number> {
  let failed = 0;
  for (const { model, version, reason } of await loadFailures(deps)) {
    for (const releaseId of await routedReleaseIds(deps.db, { model, version: Number(version) })) if (await deps.db.tx((tx) => fail(tx, deps, { releaseId, reason }))) failed += 1;
  }
  return failed;
}
