import { distributionInput, distributionView, driftInput, driftView, trafficInput, trafficView } from "#server/domains/monitoring/contract.ts";
import { qualityInput, qualityView } from "#server/domains/monitoring/contract-quality.ts";
import { distribution, drift, listFleet, quality, traffic } from "#server/domains/monitoring/index.ts";
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
    method: "GET", path: "fleet", operationId: "listFleet", summary: "Every routed model: what it carried, how it drifted, its alerts", right: "monitoring.read", status: 200,
    input: listFleetInput, output: fleetPage, run: ({ deps, actor }, input) => listFleet(deps, actor, input),
  }),
];
