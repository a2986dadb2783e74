import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { EnvironmentName, ServingNowItem } from "./contract.ts";
import { pickRollback } from "./rules/pick-rollback.ts";
import { routeRows, spellRows, waitingRows, type SpellRow } from "./store-reads.ts";

/** The version that a rollback of this route would return to. */
export function predecessorOf(route: { modelId: number; /** Null where nothing serves any more. */ versionId: number | null }, spells: readonly SpellRow[]): string | null {
  const own = spells.filter((spell) => spell.modelId === route.modelId);
  const versionId = pickRollback(own.map((spell) => ({ id: spell.id, versionId: spell.versionId, ended: spell.until !== null, rolledBack: spell.rolledBack })), route.versionId);
  return own.find((spell) => spell.versionId === versionId)?.version.toString() ?? null;
}

/** What one environment serves of each model: since when, what a rollback would return to, and what waits for it. */
export async function servingNow(deps: Deps, actor: Actor, input: { environment: EnvironmentName }): Promise<ServingNowItem[]> {
  authorise(actor, "registry.read");
  const routes = await routeRows(deps.db, { environment: input.environment, model: null });
  const [spells, waiting] = await Promise.all([
    spellRows(deps.db, { environment: input.environment, modelIds: routes.map((route) => route.modelId) }),
    waitingRows(deps.db, input.environment),
  ]);
  return routes.map((route) => ({
    model: route.model, environment: route.environment, version: String(route.version), since: route.since.toISOString(), releaseId: String(route.releaseId),
    previousVersion: predecessorOf(route, spells), owner: route.owner,
    waiting: waiting.filter((row) => row.modelId === route.modelId).map((row) => ({ releaseId: String(row.releaseId), version: String(row.version) })),
  }));
}
