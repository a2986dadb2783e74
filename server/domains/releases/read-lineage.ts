import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { lineageId, lineageNodesAtMost, type LineageScope, type LineageView } from "../../shared/lineage.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { buildLineage } from "./rules/lineage.ts";
import { lineageRows, scopedVersions, scopeExists } from "./store-lineage.ts";

function centerOf(scope: LineageScope): string | null {
  switch (scope.of) {
    case "version": return lineageId.version(scope.model, scope.version);
    case "model": return null;
    case "dataset": return lineageId.dataset(scope.id);
    case "feature": return lineageId.feature(scope.name);
    case "run": return lineageId.run(scope.id);
  }
}

function missing(scope: LineageScope): SignalboxError {
  switch (scope.of) {
    case "version": return new SignalboxError("not_found", `There is no version ${scope.version} of a model named ${scope.model}.`);
    case "model": return new SignalboxError("not_found", `There is no model named ${scope.model}.`);
    case "dataset": return new SignalboxError("not_found", `There is no data set ${scope.id}.`);
    case "feature": return new SignalboxError("not_found", `No version's signature names an input ${scope.name}.`);
    case "run": return new SignalboxError("not_found", `There is no run ${scope.id}.`);
  }
}

/**
 * Where something comes from and where it went, at most 500 nodes of it: those that serve and the newest first.
 * @throws not_found when there is no such thing
 */
export async function readLineage(deps: Deps, actor: Actor, scope: LineageScope): Promise<LineageView> {
  authorise(actor, "registry.read");
  const { ids, inAll } = await scopedVersions(deps.db, scope);
  if (ids.length === 0 && !(await scopeExists(deps.db, scope))) throw missing(scope);
  const { rows, cuts } = await lineageRows(deps.db, scope, ids);
  return { ...buildLineage(rows, lineageNodesAtMost), cuts, center: centerOf(scope), versionsShown: ids.length, versionsInAll: inAll };
}
