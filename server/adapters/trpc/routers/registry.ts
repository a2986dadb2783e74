import { z } from "zod";
import { listModelsInput, listVersionsInput, modelInput, modelView, versionInput, versionListItem, versionView } from "#server/domains/registry/contract.ts";
import { getModel, getVersion, listModels, listVersions } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const page = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const read = procedureFor("registry.read");

export const modelsRouter = router({
  list: read.input(listModelsInput).output(page(modelView)).query(({ ctx, input }) => listModels(ctx.deps, ctx.actor, input)),
  get: read.input(modelInput).output(modelView).query(({ ctx, input }) => getModel(ctx.deps, ctx.actor, input)),
});

export const versionsRouter = router({
  list: read.input(listVersionsInput).output(page(versionListItem)).query(({ ctx, input }) => listVersions(ctx.deps, ctx.actor, input)),
  get: read.input(versionInput).output(versionView).query(({ ctx, input }) => getVersion(ctx.deps, ctx.actor, input)),
});
