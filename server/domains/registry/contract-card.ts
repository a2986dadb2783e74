import { z } from "zod";
import { longestCard } from "../../shared/model-card.ts";
import { versionInput } from "./contract.ts";

const revisionId = z.string().regex(/^[1-9]\d{0,9}$/, "the revision of a saved text, a number");
export const cardInput = versionInput.extend({ /** An older text; the newest without it. */ revision: revisionId.optional() });
export const saveCardInput = versionInput.extend({
  body: z.string().max(longestCard, `at most ${longestCard} characters`),
  /** The revision that was open when the editing began; null when there was no card. */
  basedOn: revisionId.nullable(),
});
export const listRevisionsInput = versionInput.extend({ limit: z.coerce.number().int().min(1).max(200).default(20), cursor: z.string().optional() });

export const cardRevision = z.object({ revision: z.string(), savedBy: z.string(), savedAt: z.iso.datetime(), characters: z.number().int() });
export type CardRevision = z.infer<typeof cardRevision>;
export const cardText = cardRevision.extend({ body: z.string() });
export type CardText = z.infer<typeof cardText>;
/** `card` is the text that was asked for, `newest` the revision that counts; both null while there is none. */
export const cardView = z.object({ model: z.string(), version: z.string(), card: cardText.nullable(), newest: z.string().nullable() });
export type CardView = z.infer<typeof cardView>;
