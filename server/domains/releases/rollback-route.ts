import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Tx } from "../../platform/db.ts";
import { bumpServingEpoch } from "../../platform/epoch.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { rollbackInput, rollbackView } from "./contract.ts";
import { gatherTerms, writeEvidence } from "./gather-terms.ts";
import { observeIncumbent } from "./observe-incumbent.ts";
import { pickRollback, type Spell } from "./rules/pick-rollback.ts";
import { currentRoute, insertRelease, lockModelByName, spellsOf, versionNumberOf, type CurrentRoute } from "./store.ts";
import { switchRoute } from "./switch-route.ts";
import { recordRelease } from "./record-release.ts";

type Input = z.output<typeof rollbackInput>;
type Serving = CurrentRoute["entries"][number];

type Locked = { modelId: number; /** Null after a retirement. */ serving: Serving | null; spells: Spell[] };

async function lockedRoute(tx: Tx, input: Input): Promise<Locked> {
  const modelId = await lockModelByName(tx, input.model);
  const at = modelId === null ? null : { modelId, environment: input.environment };
  const serving = (at === null ? null : await currentRoute(tx, at))?.entries[0] ?? null;
  const spells = at === null ? [] : await spellsOf(tx, at);
  if (modelId === null || spells.length === 0) throw new SignalboxError("not_found", `No route of ${input.environment} names a model ${input.model}.`);
  if (input.fromVersion !== undefined && input.fromVersion !== serving?.version) {
    const now = serving === null ? `no version of ${input.model}` : `${input.model} v${serving.version}`;
    throw new SignalboxError("route_changed", `${input.environment} serves ${now} by now, not v${input.fromVersion}. Nothing was rolled back.`, { extra: { version: serving === null ? null : String(serving.version) } });
  }
  return { modelId, serving, spells };
}

function rollbackTarget(input: Input, { serving, spells }: Locked): number {
  const versionId = pickRollback(spells, serving?.versionId ?? null);
  if (versionId !== null) return versionId;
  const before = serving === null ? "" : ` before v${serving.version}`;
  throw new SignalboxError("wrong_state", `There is nothing to roll ${input.model} back to in ${input.environment}: no version served${before} that was not itself rolled back.`, { extra: { state: "live" } });
}

/**
 * Back to the last version that served here and was not itself rolled back, at once: a release of its own, decided by
 * whoever acts. What it replaces is rolled back for good; after a retirement the version that was taken out comes back.
 * @throws not_approver, not_found when nothing ever served, route_changed, wrong_state when there is nothing to go back to
 */
export async function rollbackRoute(deps: Deps, actor: Actor, input: Input): Promise<z.output<typeof rollbackView>> {
  authorise(actor, "route.rollback");
  const { model, environment, comment } = input;
  const incumbentDrift = await observeIncumbent(deps, input);
  const at = deps.clock.now();
  return deps.db.tx(async (tx) => {
    const locked = await lockedRoute(tx, input);
    const { modelId, serving } = locked;
    const versionId = rollbackTarget(input, locked);
    const act = { kind: "rollback", model, version: await versionNumberOf(tx, versionId), environment, alias: null, removes: false } as const;
    const { terms } = await gatherTerms(tx, act);
    const releaseId = await insertRelease(tx, {
      ...act, state: "live", modelId, versionId, comment, actorId: actor.id, at, fromVersionId: serving?.versionId ?? null,
      ...writeEvidence({ terms, observations: { asOf: at.toISOString(), comment, incumbentDrift } }),
    });
    const fromVersion = serving === null ? null : String(serving.version);
    await recordRelease(tx, deps, { actor, at, releaseId, subject: act, action: "release.rolled_back", event: "release.changed", hook: null, comment, detail: { fromVersion }, data: { state: "live", ...(fromVersion === null ? {} : { fromVersion }) } });
    await switchRoute(tx, deps, { ...act, environment, comment, actor, at, modelId, releaseId, versionId, fromVersion: serving?.version ?? null, rollback: true });
    await bumpServingEpoch(tx);
    return { model, version: String(act.version), fromVersion, releaseId: String(releaseId) };
  });
}
