import { z } from "zod";
import { createEmbedInput, embedIdInput, embedView, listEmbedsInput } from "#server/domains/embeds/contract.ts";
import { createEmbed, listEmbeds, revokeEmbed } from "#server/domains/embeds/index.ts";
import { featureDetail, featureView, listFeaturesInput } from "#server/domains/features/contract.ts";
import { getFeature, listFeatures } from "#server/domains/features/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");

export const featuresRouter = router({
  list: read.input(listFeaturesInput).output(z.object({ items: z.array(featureView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listFeatures(ctx.deps, ctx.actor, input)),
  get: read.input(z.object({ name: z.string().min(1).max(500) })).output(featureDetail).query(({ ctx, input }) => getFeature(ctx.deps, ctx.actor, input)),
});

export const embedsRouter = router({
  list: read.input(listEmbedsInput).output(z.object({ items: z.array(embedView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listEmbeds(ctx.deps, ctx.actor, input)),
  create: procedureFor("embed.create").input(createEmbedInput).output(embedView).mutation(({ ctx, input }) => createEmbed(ctx.deps, ctx.actor, input)),
  revoke: procedureFor("embed.revoke").input(embedIdInput).output(z.void()).mutation(async ({ ctx, input }) => { await revokeEmbed(ctx.deps, ctx.actor, input); }),
});
