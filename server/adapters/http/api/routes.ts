import { z } from "zod";
import { readDemo } from "#server/adapters/demo.ts";
import { auditEventView, listAuditInput } from "#server/domains/audit/contract.ts";
import { listAudit, record } from "#server/domains/audit/index.ts";
import { createEmbedInput, embedIdInput, embedView, listEmbedsInput } from "#server/domains/embeds/contract.ts";
import { createEmbed, listEmbeds, revokeEmbed } from "#server/domains/embeds/index.ts";
import { featureDetail, featureView, listFeaturesInput } from "#server/domains/features/contract.ts";
import { getFeature, listFeatures } from "#server/domains/features/index.ts";
import { listModelsInput, listVersionsInput, modelInput, modelView, versionInput, versionListItem, versionView } from "#server/domains/registry/contract.ts";
import { tagModelsInput, tagModelsView } from "#server/domains/registry/contract-views.ts";
import { getModel, getVersion, listModels, listVersions, tagModels } from "#server/domains/registry/index.ts";
import type { Deps } from "#server/platform/deps.ts";
import { bumpServingEpoch } from "#server/platform/epoch.ts";
import { emptyForTests } from "#server/platform/reset.ts";
import { demoView } from "#server/shared/overview.ts";
import { listOf } from "./list-of.ts";
import { route, type ApiRoute } from "./route.ts";
import { backendRoutes } from "./routes-backends.ts";
import { cleaningRoutes } from "./routes-cleaning.ts";
import { versionPageRoutes } from "./routes-version-page.ts";
import { compareRoutes } from "./routes-compare.ts";
import { alertRoutes } from "./routes-alerts.ts";
import { monitoringRoutes } from "./routes-monitoring.ts";
import { storageRoutes } from "./routes-storage.ts";
import { releaseRoutes } from "./routes-releases.ts";
import { webhookRoutes } from "./routes-webhooks.ts";

const registryRoutes = [
  route({
    method: "GET", path: "demo", operationId: "getDemo", summary: "What the demo is doing", right: "registry.read", status: 200,
    input: z.object({}), output: demoView, run: ({ deps }) => readDemo(deps),
  }),
  route({
    method: "GET", path: "models", operationId: "listModels", summary: "Registered models", right: "registry.read", status: 200,
    input: listModelsInput, output: listOf(modelView), run: ({ deps, actor }, input) => listModels(deps, actor, input),
  }),
  route({
    method: "POST", path: "model-tags", operationId: "tagModels", summary: "Set or remove a tag on many models: those named, or all that fit a filter", right: "registry.write", status: 200,
    input: tagModelsInput, output: tagModelsView, run: ({ deps, actor }, input) => tagModels(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}", fieldOf: { name: "model" }, operationId: "getModel", summary: "One model", right: "registry.read", status: 200,
    input: modelInput, output: modelView, run: ({ deps, actor }, input) => getModel(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/versions", fieldOf: { name: "model" }, operationId: "listVersions", summary: "A model's versions, the newest first", right: "registry.read", status: 200,
    input: listVersionsInput, output: listOf(versionListItem), run: ({ deps, actor }, input) => listVersions(deps, actor, input),
  }),
  route({
    method: "GET", path: "models/{name}/versions/{v}", fieldOf: { name: "model", v: "version" }, operationId: "getVersion", summary: "One version", right: "registry.read", status: 200,
    input: versionInput, output: versionView, run: ({ deps, actor }, input) => getVersion(deps, actor, input),
  }),
  route({
    method: "GET", path: "features", operationId: "listFeatures", summary: "The catalog", right: "registry.read", status: 200,
    input: listFeaturesInput, output: listOf(featureView), run: ({ deps, actor }, input) => listFeatures(deps, actor, input),
  }),
  route({
    method: "GET", path: "features/{name}", operationId: "getFeature", summary: "One feature and what reads it", right: "registry.read", status: 200,
    input: z.object({ name: z.string().min(1).max(500) }), output: featureDetail, run: ({ deps, actor }, input) => getFeature(deps, actor, input),
  }),
];

const embedRoutes = [
  route({
    method: "POST", path: "embeds", operationId: "createEmbed", summary: "Share a chart", right: "embed.create", status: 201,
    input: createEmbedInput, output: embedView, run: ({ deps, actor }, input) => createEmbed(deps, actor, input),
  }),
  route({
    method: "GET", path: "embeds", operationId: "listEmbeds", summary: "Shared charts", right: "registry.read", status: 200,
    input: listEmbedsInput, output: listOf(embedView), run: ({ deps, actor }, input) => listEmbeds(deps, actor, input),
  }),
  route({
    method: "DELETE", path: "embeds/{id}", operationId: "revokeEmbed", summary: "Revoke a shared chart", right: "embed.revoke", status: 204,
    input: embedIdInput, output: null, run: async ({ deps, actor }, input) => { await revokeEmbed(deps, actor, input); },
  }),
];

const auditRoutes = [
  route({
    method: "GET", path: "audit", operationId: "listAudit", summary: "What was done, newest first", right: "audit.read", status: 200,
    input: listAuditInput, output: listOf(auditEventView), run: ({ deps, actor }, input) => listAudit(deps, actor, input),
  }),
];

const testRoutes: ApiRoute[] = [
  route({
    method: "POST", path: "test/reset", operationId: "resetForTests", summary: "Empty registry, tracking, releases and monitoring", right: "person.administer", status: 204,
    input: z.object({}), output: null,
    run: ({ deps, actor }) => deps.db.tx(async (tx) => {
      await emptyForTests(tx);
      await record(tx, { actor, action: "test.reset", subject: "installation", detail: {}, at: deps.clock.now() });
      await bumpServingEpoch(tx);
    }),
  }),
];

/** Everything there is. */
export const apiRoutes: readonly ApiRoute[] = [...registryRoutes, ...compareRoutes, ...cleaningRoutes, ...versionPageRoutes, ...releaseRoutes, ...monitoringRoutes, ...alertRoutes, ...storageRoutes, ...embedRoutes, ...webhookRoutes, ...backendRoutes, ...auditRoutes, ...testRoutes];

/** What this installation answers: without SIGNALBOX_TEST_RESET the tests' own routes are not there. */
export const routesOf = (env: Deps["env"]): ApiRoute[] => apiRoutes.filter((line) => env.testReset || !testRoutes.includes(line));

