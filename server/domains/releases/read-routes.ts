import type { Deps } from "../../platform/deps.ts";
import type { EnvironmentName } from "./contract.ts";
import { routeChangeRows, routeRows, versionIdOf, type RouteChange } from "./store-reads.ts";

export type ServedVersionRef = { model: string; versionId: number; version: string; since: Date; releaseId: string };

/** What an environment serves of a model, or the named version of a model that it serves; null when there is no such thing. */
export async function servedVersionOf(deps: Deps, of: { model: string; environment: EnvironmentName; version?: number | undefined }): Promise<ServedVersionRef | null> {
  const [route] = await routeRows(deps.db, { environment: of.environment, model: of.model });
  if (route === undefined) return null;
  const version = of.version ?? route.version;
  const versionId = version === route.version ? route.versionId : await versionIdOf(deps.db, { modelId: route.modelId, version });
  return versionId === null ? null : { model: route.model, versionId, version: String(version), since: route.since, releaseId: String(route.releaseId) };
}

/** When another version began to serve, oldest first: the marks on a chart's time axis. */
export async function routeChanges(deps: Deps, of: { model: string; environment: EnvironmentName; from: Date; to: Date }): Promise<RouteChange[]> {
  return routeChangeRows(deps.db, of);
}
