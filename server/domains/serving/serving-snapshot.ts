import type { Deps } from "../../platform/deps.ts";
import { servingTokens } from "../identity/index.ts";
import type { ServingSnapshot } from "./contract.ts";
import { backendsIn } from "./store-backends.ts";
import { epochIn, frozenVersions, holdOneMoment, monitoredVersions, routeEntries, warmVersionIds, type RouteRow } from "./store.ts";

function routesOf(rows: RouteRow[]): ServingSnapshot["routes"] {
  const routes = new Map<string, ServingSnapshot["routes"][number]>();
  for (const row of rows) {
    const key = `${row.environment}/${row.model}`;
    const route = routes.get(key) ?? { environment: row.environment, model: row.model, entries: [], since: row.since.toISOString(), releaseId: String(row.releaseId), sticky: null, shadows: [] };
    route.entries.push({ version: String(row.version), weight: row.weight });
    routes.set(key, route);
  }
  return [...routes.values()];
}

/** Each is a line of the snapshot; their profiles are fetched when they are asked for. */
const mostMonitored = 5000;

/**
 * Everything that serving needs to serve without the database, of one moment: what a later epoch changed is never half
 * in it. Tokens are read after that moment: they are never older than the epoch says.
 */
export async function servingSnapshot(deps: Pick<Deps, "db" | "env">): Promise<ServingSnapshot> {
  const snapshot = await deps.db.tx(async (tx) => {
    await holdOneMoment(tx);
    const epoch = await epochIn(tx);
    const rows = await routeEntries(tx);
    const routed = new Set(rows.map((row) => row.versionId));
    const warmIds = (await warmVersionIds(tx)).filter((id) => !routed.has(id));
    const versions = await frozenVersions(tx, [...routed, ...warmIds]);
    const warm = versions.filter((version) => !routed.has(version.versionId)).map(({ model, version }) => ({ model, version }));
    const monitored = await monitoredVersions(tx, { except: versions.map((version) => version.versionId), limit: mostMonitored });
    return { epoch, versions, routes: routesOf(rows), warm, monitored, backends: await backendsIn(tx) };
  });
  return { ...snapshot, tokens: await servingTokens(deps) };
}
