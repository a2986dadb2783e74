import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { decodeCursor, toPage, type Page } from "../../shared/paging.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import type { FeatureView, listFeaturesInput } from "./contract.ts";
import { featureView } from "./feature-view.ts";
import { loadFeatures, loadNames, loadServedReaders } from "./store.ts";

/**
 * Every input that a version's signature names, once, by name; `query` is looked for anywhere in the name.
 * @throws invalid_input for a cursor that no page answered
 */
export async function listFeatures(deps: Deps, actor: Actor, input: z.infer<typeof listFeaturesInput>): Promise<Page<FeatureView>> {
  authorise(actor, "registry.read");
  const after = input.cursor === undefined ? null : String(decodeCursor(input.cursor, 1)[0]);
  const query = input.query?.trim();
  const names = await loadNames(deps.db, { query: query ? query : null, after, limit: input.limit + 1 });
  const [rows, served] = await Promise.all([loadFeatures(deps.db, names), loadServedReaders(deps.db, names)]);
  return toPage(rows, input.limit, { item: (row) => featureView(row, served), key: (row) => [row.name] });
}
