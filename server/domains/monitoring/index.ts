/** What other rooms may use of monitoring. */
export { ingestDelta, type IngestInput, type IngestResult } from "./ingest-delta.ts";
export { recordGap, type GapInput } from "./record-gap.ts";
export { foldPending } from "./fold-pending.ts";
export { pruneDeltas } from "./prune-deltas.ts";
export { judgeStates } from "./judge-states.ts";
export { drift } from "./query-drift.ts";
export { distribution } from "./query-distribution.ts";
export { traffic } from "./query-traffic.ts";
export { monitor } from "./view-monitor.ts";
export { liveBrief } from "./brief-live.ts";
export { trafficBrief, type TrafficBrief } from "./brief-traffic.ts";
export { readProfiles } from "./read-profiles.ts";
export { fleetTraffic, type FleetTraffic } from "./fleet-traffic.ts";
export { foldRows, newAccumulator, toCounters, type Accumulator, type ColumnValues } from "./rules/fold.ts";
export { latencyBucket, latencyQuantile } from "./rules/latency.ts";
export { addWindow, emptyWindow, mergeAll, mergeWindows, newSum, sumCounters, type WindowSum } from "./rules/merge.ts";
export { profileBaselines } from "./profile-baseline.ts";
