import { compareBaselines, compareRuns, compareVersions, readLineage } from "#server/domains/releases/index.ts";
import { compareBaselineInput, compareBaselineView, compareInput, compareRunsInput, compareRunsView, compareView } from "#server/shared/compare.ts";
import { lineageInput, lineageView } from "#server/shared/lineage.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("registry.read");

export const compareRouter = router({
  get: read.input(compareInput).output(compareView).query(({ ctx, input }) => compareVersions(ctx.deps, ctx.actor, input)),
  baseline: read.input(compareBaselineInput).output(compareBaselineView).query(({ ctx, input }) => compareBaselines(ctx.deps, ctx.actor, input)),
  runs: read.input(compareRunsInput).output(compareRunsView).query(({ ctx, input }) => compareRuns(ctx.deps, ctx.actor, input)),
});

export const lineageRouter = router({
  get: read.input(lineageInput).output(lineageView).query(({ ctx, input }) => readLineage(ctx.deps, ctx.actor, input)),
});
