import { z } from "zod";
import { countModelsInput, countModelsView, tagModelsInput, tagModelsView } from "#server/domains/registry/contract-views.ts";
import { listModelsInput, listVersionsInput, modelInput, modelView, versionListItem } from "#server/domains/registry/contract.ts";
import { countModels, getModel, listModels, listVersions, tagModels } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";
import { versionPageProcedures } from "./version-page.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");

export const modelsRouter = router({
  list: read.input(listModelsInput).output(page(modelView)).query(({ ctx, input }) => listModels(ctx.deps, ctx.actor, input)),
  get: read.input(modelInput).output(modelView).query(({ ctx, input }) => getModel(ctx.deps, ctx.actor, input)),
  count: read.input(countModelsInput).output(countModelsView).query(({ ctx, input }) => countModels(ctx.deps, ctx.actor, input)),
  tag: procedureFor("registry.write").input(tagModelsInput).output(tagModelsView).mutation(({ ctx, input }) => tagModels(ctx.deps, ctx.actor, input)),
});

export const versionsRouter = router({
  list: read.input(listVersionsInput).output(page(versionListItem)).query(({ ctx, input }) => listVersions(ctx.deps, ctx.actor, input)),
  ...versionPageProcedures,
});
