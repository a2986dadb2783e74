import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import { modelVocabulary } from "../../shared/filter/index.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { bulkLimits, type countModelsInput, type TagChange, type TagModels, type TagModelsView } from "./contract-views.ts";
import { checkKey, checkTag } from "./rules/names.ts";
import { readSearch } from "./rules/search-language.ts";
import { fittingModels, type ModelSearch } from "./store-console.ts";
import { tagModel, untagModel } from "./tag-model.ts";

const searchOf = (deps: Deps, input: { query?: string; filter?: string }): ModelSearch => ({
  query: input.query?.trim() || undefined, search: readSearch(input.filter, modelVocabulary, "filter"), nowMs: deps.clock.now().getTime(),
});

/** How many models fit, up to one more than an act takes. @throws invalid_input for a bad filter, with its place */
export async function countModels(deps: Deps, actor: Actor, input: z.infer<typeof countModelsInput>): Promise<{ count: number; more: boolean }> {
  authorise(actor, "registry.read");
  const names = await fittingModels(deps.db, searchOf(deps, input), bulkLimits.models + 1);
  return { count: Math.min(names.length, bulkLimits.models), more: names.length > bulkLimits.models };
}

/** @throws wrong_state when others fit than the person was told, invalid_input when too many do */
async function chosen(deps: Deps, input: TagModels): Promise<string[]> {
  if (input.fitting === undefined) return [...new Set(input.models)];
  const names = await fittingModels(deps.db, searchOf(deps, input.fitting), bulkLimits.models + 1);
  if (names.length > bulkLimits.models) throw new SignalboxError("invalid_input", `More than ${bulkLimits.models} models fit, and one act tags at most as many. Narrow the filter.`);
  if (names.length !== input.fitting.count) throw new SignalboxError("wrong_state", `${names.length} models fit now, not ${input.fitting.count}. Nothing was changed; look at the list again.`, { extra: { count: names.length } });
  return names;
}

const change = (deps: Deps, actor: Actor, { name, what }: { name: string; what: TagChange }): Promise<void> =>
  what.act === "set" ? tagModel(deps, actor, { name, tag: { key: what.key, value: what.value } }) : untagModel(deps, actor, { name, key: what.key });

/**
 * Sets or removes one tag on many models. Each is an act of its own, with its lock and its audit row, so that one that is
 * refused keeps none of the others back: the answer names it and says why.
 * @throws invalid_input for a bad tag or filter, wrong_state when others fit than was said; then nothing was changed
 */
export async function tagModels(deps: Deps, actor: Actor, input: TagModels): Promise<TagModelsView> {
  authorise(actor, "registry.write");
  if (input.change.act === "set") checkTag(input.change); else checkKey(input.change.key);
  const names = await chosen(deps, input);
  const refused: TagModelsView["refused"] = [];
  for (const name of names) {
    try {
      await change(deps, actor, { name, what: input.change });
    } catch (error) {
      if (!(error instanceof SignalboxError)) throw error;
      refused.push({ model: name, detail: error.message });
    }
  }
  return { changed: names.length - refused.length, refused };
}
