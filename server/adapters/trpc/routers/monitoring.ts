import { distributionInput, distributionView, driftInput, driftView, monitorInput, monitorView, trafficInput, trafficView } from "#server/domains/monitoring/contract.ts";
import { qualityInput, qualityView } from "#server/domains/monitoring/contract-quality.ts";
import { samplesInput, samplesView } from "#server/domains/monitoring/contract-samples.ts";
import { segmentsInput, segmentsView } from "#server/domains/monitoring/contract-segments.ts";
import { distribution, drift, listFleet, monitor, quality, samples, segments, traffic } from "#server/domains/monitoring/index.ts";
import { fleetPage, listFleetInput } from "#server/domains/monitoring/contract-fleet.ts";
import { procedureFor, router } from "../procedures.ts";

const read = procedureFor("monitoring.read");

export const monitoringRouter = router({
  monitor: read.input(monitorInput).output(monitorView).query(({ ctx, input }) => monitor(ctx.deps, ctx.actor, input)),
  drift: read.input(driftInput).output(driftView).query(({ ctx, input }) => drift(ctx.deps, ctx.actor, input)),
  distribution: read.input(distributionInput).output(distributionView).query(({ ctx, input }) => distribution(ctx.deps, ctx.actor, input)),
  traffic: read.input(trafficInput).output(trafficView).query(({ ctx, input }) => traffic(ctx.deps, ctx.actor, input)),
  quality: read.input(qualityInput).output(qualityView).query(({ ctx, input }) => quality(ctx.deps, ctx.actor, input)),
  samples: read.input(samplesInput).output(samplesView).query(({ ctx, input }) => samples(ctx.deps, ctx.actor, input)),
  segments: read.input(segmentsInput).output(segmentsView).query(({ ctx, input }) => segments(ctx.deps, ctx.actor, input)),
  fleet: read.input(listFleetInput).output(fleetPage).query(({ ctx, input }) => listFleet(ctx.deps, ctx.actor, input)),
});
