import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import type { ModelView } from "./contract.ts";
import { modelViewOf } from "./store-console.ts";

/** @throws not_found */
export async function getModel(deps: Deps, actor: Actor, input: { model: string }): Promise<ModelView> {
  authorise(actor, "registry.read");
  return modelViewOf(deps.db, input.model);
}
