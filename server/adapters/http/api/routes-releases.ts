import { z } from "zod";
import { pageInput } from "#server/domains/registry/contract.ts";
import { decideReleaseInput, environmentAtInput, environmentAtView, environmentView, listReleasesInput, releaseListItem, releaseView, requestReleaseInput, rollbackInput, rollbackView } from "#server/domains/releases/contract.ts";
import { decideRelease, environmentAt, environmentAtCsv, getRelease, listEnvironments, listReleases, requestRelease, rollbackRoute } from "#server/domains/releases/index.ts";
import { listOf } from "./list-of.ts";
import { route } from "./route.ts";
import { aliasRoutes } from "./routes-aliases.ts";

const releaseId = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

/** Releases, what the environments serve, and the aliases that releases move. */
export const releaseRoutes = [
  ...aliasRoutes,
  route({
    method: "GET", path: "environments", operationId: "listEnvironments", summary: "Environments and what each serves", right: "registry.read", status: 200,
    input: pageInput, output: listOf(environmentView), run: async ({ deps, actor }) => ({ items: await listEnvironments(deps, actor), nextCursor: null }),
  }),
  route({
    method: "GET", path: "environments/{env}/at", fieldOf: { env: "environment" }, operationId: "environmentAt", summary: "What an environment served at a time, as JSON or as CSV", right: "registry.read", status: 200,
    input: environmentAtInput, output: environmentAtView, csv: environmentAtCsv, run: ({ deps, actor }, input) => environmentAt(deps, actor, input),
  }),
  route({
    method: "POST", path: "releases", operationId: "requestRelease", summary: "Ask for a promotion", right: "release.request", status: 201,
    input: requestReleaseInput, output: releaseListItem, run: ({ deps, actor }, input) => requestRelease(deps, actor, input),
  }),
  route({
    method: "GET", path: "releases", operationId: "listReleases", summary: "Releases, the newest first", right: "registry.read", status: 200,
    input: listReleasesInput, output: listOf(releaseListItem), run: ({ deps, actor }, input) => listReleases(deps, actor, input),
  }),
  route({
    method: "GET", path: "releases/{id}", operationId: "getRelease", summary: "One release with its evidence", right: "registry.read", status: 200,
    input: releaseId, output: releaseView, run: ({ deps, actor }, input) => getRelease(deps, actor, input),
  }),
  route({
    method: "POST", path: "releases/{id}/decision", operationId: "decideRelease", summary: "Approve or reject", right: "release.approve", askedByUseCase: true, status: 200,
    input: decideReleaseInput, output: releaseListItem, run: ({ deps, actor }, input) => decideRelease(deps, actor, input),
  }),
  route({
    method: "POST", path: "environments/{env}/routes/{model}/rollback", fieldOf: { env: "environment" }, operationId: "rollbackRoute", summary: "Go back to the version that served before", right: "route.rollback", status: 200,
    input: rollbackInput, output: rollbackView, run: ({ deps, actor }, input) => rollbackRoute(deps, actor, input),
  }),
];
