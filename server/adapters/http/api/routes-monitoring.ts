import { distributionInput, distributionView, driftInput, driftView, trafficInput, trafficView } from "#server/domains/monitoring/contract.ts";
import { qualityInput, qualityView } from "#server/domains/monitoring/contract-quality.ts";
import { samplesInput, samplesView } from "#server/domains/monitoring/contract-samples.ts";
import { segmentsInput, segmentsView } from "#server/domains/monitoring/contract-segments.ts";
import { distribution, drift, listFleet, quality, samples, samplesCsv, segments, traffic } from "#server/domains/monitoring/index.ts";
import { fleetPage, listFleetInput } from "#server/domains/monitoring/contract-fleet.ts";
import { route } from "./route.ts";

export const monitoringRoutes = [
  route({
    method: "GET", path: "monitoring/{model}/drift", operationId: "getDrift", summary: "PSI and Jensen–Shannon distance by feature and window", right: "monitoring.read", status: 200,
    input: driftInput, output: driftView, run: ({ deps, actor }, input) => drift(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitoring/{model}/distribution", operationId: "getDistribution", summary: "Baseline beside live, in counts", right: "monitoring.read", status: 200,
    input: distributionInput, output: distributionView, run: ({ deps, actor }, input) => distribution(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitoring/{model}/traffic", operationId: "getTraffic", summary: "Requests, errors and latency by window", right: "monitoring.read", status: 200,
    input: trafficInput, output: trafficView, run: ({ deps, actor }, input) => traffic(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitoring/{model}/quality", operationId: "getQuality", summary: "Quality by window: estimated from the scores, and realised by labels", right: "monitoring.read", status: 200,
    input: qualityInput, output: qualityView, run: ({ deps, actor }, input) => quality(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitoring/{model}/samples", operationId: "getSamples", summary: "Raw rows that were kept: of chance, or the most unusual", right: "monitoring.read", status: 200,
    input: samplesInput, output: samplesView, csv: samplesCsv, run: ({ deps, actor }, input) => samples(deps, actor, input),
  }),
  route({
    method: "GET", path: "monitoring/{model}/segments", operationId: "listSegments", summary: "Drift and realised quality by segment of the rows, the worst first", right: "monitoring.read", status: 200,
    input: segmentsInput, output: segmentsView, run: ({ deps, actor }, input) => segments(deps, actor, input),
  }),
  route({
    method: "GET", path: "fleet", operationId: "listFleet", summary: "Every routed model: what it carried, how it drifted, its alerts", right: "monitoring.read", status: 200,
    input: listFleetInput, output: fleetPage, run: ({ deps, actor }, input) => listFleet(deps, actor, input),
  }),
];
