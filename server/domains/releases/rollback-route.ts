import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { publish } from "../../platform/outbox.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { record } from "../audit/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { rollbackInput, rollbackView } from "./contract.ts";
import { gatherTerms, writeEvidence } from "./gather-terms.ts";
import { observeIncumbent } from "./observe-incumbent.ts";
import { pickRollback } from "./rules/pick-rollback.ts";
import { currentRoute, insertRelease, lockModelByName, spellsOf, versionNumberOf, type CurrentRoute } from "./store.ts";
import { switchRoute } from "./switch-route.ts";

type Input = z.output<typeof rollbackInput>;
type Serving = CurrentRoute["entries"][number];

async function lockedRoute(tx: Tx, input: Input): Promise<{ modelId: number; serving: Serving }> {
  const modelId = await lockModelByName(tx, input.model);
  const route = modelId === null ? null : await currentRoute(tx, { modelId, environment: input.environment });
  const serving = route?.entries[0];
  if (modelId === null || serving === undefined) throw new SignalboxError("not_found", `No route of ${input.environment} names a model ${input.model}.`);
  if (input.fromVersion !== undefined && input.fromVersion !== serving.version) {
    throw new SignalboxError("route_changed", `${input.environment} serves ${input.model} v${serving.version} by now, not v${input.fromVersion}. Nothing was rolled back.`, { extra: { version: String(serving.version) } });
  }
  return { modelId, serving };
}

async function rollbackTarget(tx: Tx, input: Input, at: { modelId: number; serving: Serving }): Promise<number> {
  const versionId = pickRollback(await spellsOf(tx, { modelId: at.modelId, environment: input.environment }), at.serving.versionId);
  if (versionId !== null) return versionId;
  throw new SignalboxError("wrong_state", `There is nothing to roll ${input.model} back to in ${input.environment}: no version served before v${at.serving.version} that was not itself rolled back.`, { extra: { state: "live" } });
}

/**
 * Back to the last version that served here and was not itself rolled back, at once: a release of its own, decided by
 * whoever acts. What it replaces is rolled back for good.
 * @throws not_approver, not_found when nothing serves, route_changed, wrong_state when there is nothing to go back to
 */
export async function rollbackRoute(deps: Deps, actor: Actor, input: Input): Promise<z.output<typeof rollbackView>> {
  authorise(actor, "route.rollback");
  const incumbentDrift = await observeIncumbent(deps, input);
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const { modelId, serving } = await lockedRoute(tx, input);
    const versionId = await rollbackTarget(tx, input, { modelId, serving });
    const version = await versionNumberOf(tx, versionId);
    const { terms } = await gatherTerms(tx, { model: input.model, version, environment: input.environment });
    const releaseId = await insertRelease(tx, {
      kind: "rollback", state: "live", modelId, versionId, environment: input.environment, comment: input.comment, actorId: actor.id, at, fromVersionId: serving.versionId,
      ...writeEvidence({ terms, observations: { asOf: at.toISOString(), comment: input.comment, incumbentDrift } }),
    });
    const about = { model: input.model, environment: input.environment, version: String(version), fromVersion: String(serving.version) };
    await record(tx, { actor, action: "release.rolled_back", subject: String(releaseId), detail: { ...about, comment: input.comment }, at });
    await switchRoute(tx, { actor, at, modelId, model: input.model, environment: input.environment, releaseId, versionId, version, fromVersion: serving.version, rollback: true });
    await publish(tx, { type: "release.changed", subject: String(releaseId), data: { ...about, releaseId: String(releaseId), state: "live" }, at });
    await bumpServingEpoch(tx);
    return { model: input.model, version: about.version, fromVersion: about.fromVersion, releaseId: String(releaseId) };
  });
}
