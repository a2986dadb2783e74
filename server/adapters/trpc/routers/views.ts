import { z } from "zod";
import { chooseDefaultViewInput, createViewInput, savedView, updateViewInput, viewIdInput, viewsInput } from "#server/domains/registry/contract-views.ts";
import { chooseDefaultView, createView, defaultView, deleteView, listViews, updateView } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");
const opening = z.object({ id: z.number().int(), query: z.string() });

export const viewsRouter = router({
  list: read.input(viewsInput).output(z.array(savedView)).query(({ ctx, input }) => listViews(ctx.deps, ctx.actor, input)),
  opening: read.input(viewsInput).output(opening.nullable()).query(({ ctx, input }) => defaultView(ctx.deps, ctx.actor, input)),
  create: read.input(createViewInput).output(z.object({ id: z.number().int() })).mutation(({ ctx, input }) => createView(ctx.deps, ctx.actor, input)),
  update: read.input(updateViewInput).output(z.void()).mutation(async ({ ctx, input }) => { await updateView(ctx.deps, ctx.actor, input); }),
  remove: read.input(viewIdInput).output(z.void()).mutation(async ({ ctx, input }) => { await deleteView(ctx.deps, ctx.actor, input); }),
  choose: read.input(chooseDefaultViewInput).output(z.void()).mutation(async ({ ctx, input }) => { await chooseDefaultView(ctx.deps, ctx.actor, input); }),
});
