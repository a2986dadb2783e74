import { z } from "zod";
import { modelInput, pageInput, versionNumber } from "./contract.ts";

/** A model, or one version of it. */
export const cleaningInput = modelInput.extend({ version: versionNumber.optional() });
export type CleaningInput = z.infer<typeof cleaningInput>;

/** Days that a deleted model or version can be brought back. */
export const trashDays = 30;

/** What goes with a model or version, what stays behind without it, and what forbids it. */
export const dependentsView = z.object({
  model: z.string(),
  version: z.string().nullable(),
  archived: z.boolean(),
  /** Why it cannot be deleted; null when it can. */
  blocked: z.string().nullable(),
  /** Why it cannot be archived; null when it can. */
  archiveBlocked: z.string().nullable(),
  /** They go with it. */
  versions: z.number().int(), aliases: z.array(z.string()), cards: z.number().int(), baselines: z.number().int(),
  /** They stay, and say so where they name it. */
  embeds: z.number().int(), webhooks: z.number().int(),
  /** They stay untouched: the run and its files belong to the experiment. */
  runs: z.number().int(),
});
export type DependentsView = z.infer<typeof dependentsView>;

export const archivedView = z.object({ model: z.string(), version: z.string().nullable(), archived: z.boolean() });

export const listTrashInput = pageInput;
export const trashItemView = z.object({
  id: z.string(), kind: z.enum(["model", "version"]), model: z.string(), version: z.string().nullable(), versions: z.number().int(),
  deletedBy: z.object({ id: z.string(), name: z.string() }), deletedAt: z.iso.datetime(), expiresAt: z.iso.datetime(),
});
export type TrashItemView = z.infer<typeof trashItemView>;
export const trashIdInput = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
export const restoredView = z.object({ model: z.string(), version: z.string().nullable() });
