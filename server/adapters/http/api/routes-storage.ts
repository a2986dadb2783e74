import { z } from "zod";
import { listStorageInput, storageItem, storageSummary, windowTerms } from "#server/domains/monitoring/contract-storage.ts";
import { changeTerms, listStorage, storageSummary as readSummary } from "#server/domains/monitoring/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";

/** What is kept, how much of it, and for how long. */
export const storageRoutes = [
  route({
    method: "GET", path: "storage", operationId: "getStorage", summary: "What is kept in all, and on which terms", right: "monitoring.read", status: 200,
    input: z.object({}), output: storageSummary, run: ({ deps, actor }) => readSummary(deps, actor),
  }),
  route({
    method: "GET", path: "storage/models", operationId: "listStorage", summary: "What each model's windows weigh, as last measured", right: "monitoring.read", status: 200,
    input: listStorageInput, output: listOf(storageItem), run: ({ deps, actor }, input) => listStorage(deps, actor, input),
  }),
  route({
    method: "PUT", path: "storage/terms", operationId: "changeStorageTerms", summary: "How long windows of each width are kept", right: "serving.administer", status: 200,
    input: windowTerms, output: windowTerms, run: ({ deps, actor }, input) => changeTerms(deps, actor, input),
  }),
];
