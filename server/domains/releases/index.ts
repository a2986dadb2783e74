/** What other rooms may use of releases. */
export { requestRelease } from "./request-release.ts";
export { deleteAliasOrAsk, setAliasOrAsk } from "./set-alias-or-ask.ts";
export { decideRelease } from "./decide-release.ts";
export { withdrawRelease } from "./withdraw-release.ts";
export { failUnloadable } from "./fail-unloadable.ts";
export { rollbackRoute } from "./rollback-route.ts";
export { listReleases } from "./list-releases.ts";
export { getRelease } from "./get-release.ts";
export { countWaiting } from "./count-waiting.ts";
export { listEnvironments } from "./list-environments.ts";
export { environmentAt, environmentAtCsv, environmentTimeline } from "./environment-at.ts";
export { servingNow } from "./serving-now.ts";
export { routeChanges, servedVersionOf } from "./read-routes.ts";
export { compareBaselines, compareVersions } from "./compare-versions.ts";
export { compareRuns } from "./compare-runs.ts";
export { readLineage } from "./read-lineage.ts";
