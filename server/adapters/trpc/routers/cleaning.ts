import { z } from "zod";
import { archivedView, cleaningInput, dependentsView, listTrashInput, restoredView, trashIdInput, trashItemView } from "#server/domains/registry/contract-cleaning.ts";
import { deleteModel, deleteVersion, emptyFromTrash, listTrash, readDependents, restoreFromTrash, setArchive } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");
const write = procedureFor("registry.write");

export const cleaningRouter = router({
  dependents: read.input(cleaningInput).output(dependentsView).query(({ ctx, input }) => readDependents(ctx.deps, ctx.actor, input)),
  archive: write.input(cleaningInput.extend({ archived: z.boolean() })).output(archivedView).mutation(({ ctx, input }) => setArchive(ctx.deps, ctx.actor, input)),
  delete: write.input(cleaningInput).mutation(({ ctx, input }) =>
    input.version === undefined ? deleteModel(ctx.deps, ctx.actor, { name: input.model }) : deleteVersion(ctx.deps, ctx.actor, { name: input.model, version: String(input.version) })),
  trash: read.input(listTrashInput).output(z.object({ items: z.array(trashItemView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listTrash(ctx.deps, ctx.actor, input)),
  restore: write.input(trashIdInput).output(restoredView).mutation(({ ctx, input }) => restoreFromTrash(ctx.deps, ctx.actor, input)),
  empty: procedureFor("person.administer").input(trashIdInput).mutation(({ ctx, input }) => emptyFromTrash(ctx.deps, ctx.actor, input)),
});
