import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { environments, type EnvironmentView } from "./contract.ts";
import { routeRows } from "./store-reads.ts";

/** Each environment in its order, with what it serves of each model. */
export async function listEnvironments(deps: Deps, actor: Actor): Promise<EnvironmentView[]> {
  authorise(actor, "registry.read");
  const rows = await routeRows(deps.db, { environment: null, model: null });
  return environments.map((name) => ({
    name,
    routes: rows.filter((row) => row.environment === name).map((row) => ({ model: row.model, version: String(row.version), since: row.since.toISOString(), releaseId: String(row.releaseId) })),
  }));
}
