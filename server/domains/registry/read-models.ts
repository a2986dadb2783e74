import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { ModelRecord, OffsetPage } from "./records.ts";
import { readModel, searchModels as searchRows, type SearchInput } from "./store-models.ts";

/** One registered model as MLflow knows it. @throws not_found */
export async function readRegisteredModel(deps: Deps, actor: Actor, input: { name: string }): Promise<ModelRecord> {
  authorise(actor, "registry.read");
  return readModel(deps.db, input.name);
}

/** MLflow's search over models. @throws invalid_input in MLflow's words */
export async function searchModels(deps: Deps, actor: Actor, input: SearchInput): Promise<OffsetPage<ModelRecord>> {
  authorise(actor, "registry.read");
  return searchRows(deps.db, input);
}
