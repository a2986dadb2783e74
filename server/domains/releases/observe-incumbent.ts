import type { Deps } from "../../platform/deps.ts";
import { liveBrief } from "../monitoring/index.ts";
import type { EnvironmentName, LiveBrief } from "./contract.ts";
import { routeRows } from "./store-reads.ts";

/**
 * How the version that serves was doing when it was last judged; null when nothing serves or nothing was judged. It is
 * read before the act's transaction, so that an act never needs a second connection while it holds one.
 */
export async function observeIncumbent(deps: Deps, at: { model: string; environment: EnvironmentName }): Promise<LiveBrief | null> {
  const [route] = await routeRows(deps.db, at);
  return route === undefined ? null : liveBrief(deps, { model: route.model, versionId: route.versionId, environment: route.environment });
}
