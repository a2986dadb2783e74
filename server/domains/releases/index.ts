/** What other rooms may use of releases. */
export { requestRelease } from "./request-release.ts";
export { decideRelease } from "./decide-release.ts";
export { withdrawRelease } from "./withdraw-release.ts";
export { rollbackRoute } from "./rollback-route.ts";
export { listReleases } from "./list-releases.ts";
export { getRelease } from "./get-release.ts";
export { countWaiting } from "./count-waiting.ts";
export { listEnvironments } from "./list-environments.ts";
export { servingNow } from "./serving-now.ts";
export { routeChanges, servedVersionOf } from "./read-routes.ts";
