import type { Tx } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { moveAliasByRelease } from "../registry/index.ts";
import type { ReleaseRow } from "./store.ts";
import { endAliasReleases, retireRoute, switchRoute } from "./switch-route.ts";

export type Approval = { row: ReleaseRow; actor: Actor; at: Date; comment: string | null };

async function moveAlias(tx: Tx, deps: Deps, { row, ...by }: Approval): Promise<void> {
  if (row.alias === null) throw new Error(`release ${row.id} names no alias`);
  const move = { ...by, modelId: row.modelId, model: row.model, alias: row.alias, releaseId: row.id };
  await moveAliasByRelease(tx, { ...move, to: row.removes ? null : { versionId: row.versionId, version: row.version } });
  await endAliasReleases(tx, deps, move);
}

/** What an approval does, in its transaction: moves the route or the alias, and ends what that replaces. */
export async function applyRelease(tx: Tx, deps: Deps, approval: Approval): Promise<void> {
  const { row, ...by } = approval;
  if (row.kind === "alias") return moveAlias(tx, deps, approval);
  if (row.environment === null) throw new Error(`release ${row.id} names no environment`);
  const move = { ...by, modelId: row.modelId, model: row.model, environment: row.environment, releaseId: row.id, version: row.version };
  if (row.kind === "retirement") return retireRoute(tx, deps, move);
  return switchRoute(tx, deps, { ...move, versionId: row.versionId, fromVersion: row.fromVersion, rollback: row.kind === "rollback" });
}
