import { z } from "zod";
import { decideReleaseInput, environmentAtInput, environmentAtView, environmentName, environmentView, listReleasesInput, releaseListItem, releaseView, requestReleaseInput, rollbackInput, rollbackView, servingNowItem, timelineInput, timelineView, withdrawReleaseInput } from "#server/domains/releases/contract.ts";
import { countWaiting, decideRelease, environmentAt, environmentTimeline, getRelease, listEnvironments, listReleases, requestRelease, rollbackRoute, servingNow, withdrawRelease } from "#server/domains/releases/index.ts";
import { replicaView } from "#server/domains/serving/contract.ts";
import { backendNameInput, backendView, createBackendInput, listBackendsInput } from "#server/domains/serving/contract-backends.ts";
import { createBackend, listBackends, listReplicas, removeBackend } from "#server/domains/serving/index.ts";
import { procedureFor, router } from "../procedures.ts";

export { aliasesRouter } from "./aliases.ts";

const read = procedureFor("registry.read");
const releaseId = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

export const releasesRouter = router({
  list: read.input(listReleasesInput).output(z.object({ items: z.array(releaseListItem), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listReleases(ctx.deps, ctx.actor, input)),
  get: read.input(releaseId).output(releaseView).query(({ ctx, input }) => getRelease(ctx.deps, ctx.actor, input)),
  waiting: read.output(z.object({ count: z.number().int() })).query(async ({ ctx }) => ({ count: await countWaiting(ctx.deps, ctx.actor) })),
  request: procedureFor("release.request").input(requestReleaseInput).output(releaseListItem).mutation(({ ctx, input }) => requestRelease(ctx.deps, ctx.actor, input)),
  decide: procedureFor("release.approve", { askedByUseCase: true }).input(decideReleaseInput).output(releaseListItem).mutation(({ ctx, input }) => decideRelease(ctx.deps, ctx.actor, input)),
  withdraw: procedureFor("release.withdraw").input(withdrawReleaseInput).output(releaseListItem).mutation(({ ctx, input }) => withdrawRelease(ctx.deps, ctx.actor, input)),
  rollback: procedureFor("route.rollback").input(rollbackInput).output(rollbackView).mutation(({ ctx, input }) => rollbackRoute(ctx.deps, ctx.actor, input)),
});

export const environmentsRouter = router({
  list: read.output(z.array(environmentView)).query(({ ctx }) => listEnvironments(ctx.deps, ctx.actor)),
  at: read.input(environmentAtInput).output(environmentAtView).query(({ ctx, input }) => environmentAt(ctx.deps, ctx.actor, input)),
  timeline: read.input(timelineInput).output(timelineView).query(({ ctx, input }) => environmentTimeline(ctx.deps, ctx.actor, input)),
});

export const servingRouter = router({
  now: read.input(z.object({ environment: environmentName.default("production") })).output(z.array(servingNowItem)).query(({ ctx, input }) => servingNow(ctx.deps, ctx.actor, input)),
  backends: procedureFor("monitoring.read").input(listBackendsInput).output(z.object({ items: z.array(backendView), nextCursor: z.string().nullable() })).query(({ ctx, input }) => listBackends(ctx.deps, ctx.actor, input)),
  createBackend: procedureFor("serving.administer").input(createBackendInput).output(backendView).mutation(({ ctx, input }) => createBackend(ctx.deps, ctx.actor, input)),
  removeBackend: procedureFor("serving.administer").input(backendNameInput).mutation(({ ctx, input }) => removeBackend(ctx.deps, ctx.actor, input)),
  replicas: procedureFor("monitoring.read").output(z.array(replicaView)).query(({ ctx }) => listReplicas(ctx.deps, ctx.actor)),
});
