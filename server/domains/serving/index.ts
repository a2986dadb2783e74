/** What other rooms may use of serving's own domain: what the database hands to serving processes, and what they report. */
export { servingSnapshot } from "./serving-snapshot.ts";
export { monitoredProfile } from "./monitored-profile.ts";
export { servingEpoch } from "./serving-epoch.ts";
export { bumpServingEpoch as bumpEpoch } from "../../platform/epoch.ts";
export { reportReplica, type ReplicaReport } from "./report-replica.ts";
export { loadFailures } from "./load-failures.ts";
export { listReplicas } from "./list-replicas.ts";
export { createBackend, listBackends, removeBackend } from "./backends.ts";
export { hasBackend } from "./store-backends.ts";
export { probeBackends } from "./probe-backends.ts";
