import { z } from "zod";
import { filterLimits } from "../../shared/filter/index.ts";
import { searchText } from "./contract.ts";

export const viewPages = ["models", "runs"] as const;
export const viewName = z.string().trim().min(1, "1 to 80 characters").max(80, "1 to 80 characters");
export const viewState = z.string().max(filterLimits.characters * 4, "less text: a view keeps at most 8,000 characters");

/** A list's state under a name: mine, or everybody's. */
export const savedView = z.object({
  id: z.number().int(),
  name: z.string(),
  /** What the list's address says after its `?`. */
  query: z.string(),
  shared: z.boolean(),
  owner: z.object({ id: z.string(), name: z.string() }),
  /** It opens by itself, for the person who asks, where the address says nothing. */
  isDefault: z.boolean(),
  may: z.object({ change: z.boolean() }),
});
export type SavedView = z.infer<typeof savedView>;

export const viewsInput = z.object({ page: z.enum(viewPages) });
export const viewIdInput = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
export const createViewInput = viewsInput.extend({ name: viewName, query: viewState, shared: z.boolean().default(false) });
export const updateViewInput = viewIdInput.extend({ name: viewName.optional(), query: viewState.optional(), shared: z.boolean().optional() });
/** Null: none. */
export const chooseDefaultViewInput = viewsInput.extend({ id: viewIdInput.shape.id.nullable() });

/** How many models one act tags at most, and how many views a person keeps for a page. */
export const bulkLimits = { models: 500, views: 100 } as const;

const tagKey = z.string().min(1, "the tag's name").max(250);
export const tagChange = z.discriminatedUnion("act", [
  z.object({ act: z.literal("set"), key: tagKey, value: z.string().max(100_000) }),
  z.object({ act: z.literal("remove"), key: tagKey }),
]);
export type TagChange = z.infer<typeof tagChange>;

/** Those named, or all that fit; `count` is how many the person was told, and has to be so still. */
export const tagModelsInput = z.object({
  change: tagChange,
  models: z.array(z.string().min(1).max(256)).min(1).max(bulkLimits.models).optional(),
  fitting: z.object({ query: z.string().max(200).optional(), filter: searchText.optional(), count: z.number().int().min(0) }).optional(),
}).refine((input) => (input.models === undefined) !== (input.fitting === undefined), { message: "name the models, or say which fit", path: ["models"] });
export type TagModels = z.infer<typeof tagModelsInput>;

/** What became of each: `changed` counts those that are now as asked. */
export const tagModelsView = z.object({ changed: z.number().int(), refused: z.array(z.object({ model: z.string(), detail: z.string() })) });
export type TagModelsView = z.infer<typeof tagModelsView>;

export const countModelsInput = z.object({ query: z.string().max(200).optional(), filter: searchText.optional() });
/** Counted up to one more than an act takes. */
export const countModelsView = z.object({ count: z.number().int(), more: z.boolean() });
