import type { Deps } from "../../platform/deps.ts";
import { modelVocabulary } from "../../shared/filter/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { extensionField, readSearch } from "./rules/search-language.ts";
import { modelNotFound } from "./store-models.ts";
import { modelWire, searchModels as searchRows, type Wire, type WirePage } from "./store-wire.ts";

/** One registered model as MLflow writes it. @throws not_found */
export async function readRegisteredModel(deps: Deps, actor: Actor, input: { name: string }): Promise<Wire> {
  authorise(actor, "registry.read");
  const model = await modelWire(deps.db, input.name);
  if (model === undefined) throw modelNotFound(input.name);
  return model;
}

/** What a search endpoint of MLflow's is asked, with the console's own language beside MLflow's. */
export type SearchAsked = { filter?: string; extended?: string; orderBy: string[]; limit: number; token: string };

/** MLflow's search over models. @throws invalid_input in MLflow's words, and for the extension field with the place */
export async function searchModels(deps: Deps, actor: Actor, input: SearchAsked): Promise<WirePage> {
  authorise(actor, "registry.read");
  return searchRows(deps.db, { ...input, search: readSearch(input.extended, modelVocabulary, extensionField), nowMs: deps.clock.now().getTime() });
}
