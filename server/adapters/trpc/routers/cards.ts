import { z } from "zod";
import { cardInput, cardRevision, cardView, listRevisionsInput, saveCardInput } from "#server/domains/registry/contract-card.ts";
import { getCard, listCardRevisions, saveCard } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");

export const cardsRouter = router({
  get: read.input(cardInput).output(cardView).query(({ ctx, input }) => getCard(ctx.deps, ctx.actor, input)),
  revisions: read.input(listRevisionsInput).output(z.object({ items: z.array(cardRevision), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listCardRevisions(ctx.deps, ctx.actor, input)),
  save: procedureFor("registry.write").input(saveCardInput).output(cardView).mutation(({ ctx, input }) => saveCard(ctx.deps, ctx.actor, input)),
});
