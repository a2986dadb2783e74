import { z } from "zod";
import { listStorageInput, storageItem, storageSummary, windowTerms } from "#server/domains/monitoring/contract-storage.ts";
import { changeTerms, listStorage, storageSummary as readSummary } from "#server/domains/monitoring/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("monitoring.read");

export const storageRouter = router({
  summary: read.output(storageSummary).query(({ ctx }) => readSummary(ctx.deps, ctx.actor)),
  list: read.input(listStorageInput).output(z.object({ items: z.array(storageItem), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listStorage(ctx.deps, ctx.actor, input)),
  setTerms: procedureFor("serving.administer").input(windowTerms).output(windowTerms).mutation(({ ctx, input }) => changeTerms(ctx.deps, ctx.actor, input)),
});
