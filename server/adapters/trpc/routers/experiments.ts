import { z } from "zod";
import { experimentInput, experimentView, listExperimentsInput, listRunsInput, registeredView, registerRunInput, runHistoryInput, runHistoryView, runInput, runKeysView, runsPage, runView } from "#server/domains/registry/contract-runs.ts";
import { getExperiment, getRun, getRunHistory, listExperiments, listRunKeys, listRuns, registerRun } from "#server/domains/registry/index.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");

export const experimentsRouter = router({
  list: read.input(listExperimentsInput).output(z.object({ items: z.array(experimentView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listExperiments(ctx.deps, ctx.actor, input)),
  get: read.input(experimentInput).output(experimentView).query(({ ctx, input }) => getExperiment(ctx.deps, ctx.actor, input)),
});

export const runsRouter = router({
  list: read.input(listRunsInput).output(runsPage).query(({ ctx, input }) => listRuns(ctx.deps, ctx.actor, input)),
  keys: read.input(experimentInput).output(runKeysView).query(({ ctx, input }) => listRunKeys(ctx.deps, ctx.actor, input)),
  get: read.input(runInput).output(runView).query(({ ctx, input }) => getRun(ctx.deps, ctx.actor, input)),
  history: read.input(runHistoryInput).output(runHistoryView).query(({ ctx, input }) => getRunHistory(ctx.deps, ctx.actor, input)),
  register: procedureFor("registry.write").input(registerRunInput).output(registeredView).mutation(({ ctx, input }) => registerRun(ctx.deps, ctx.actor, input)),
});
