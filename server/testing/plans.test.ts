/** Every list and search with more than 10,000 rows behind it: an index serves each of its orders. */
import { beforeAll, expect, test } from "vitest";
import { listAuditInput } from "../domains/audit/contract.ts";
import { listAudit } from "../domains/audit/index.ts";
import { listEmbedsInput } from "../domains/embeds/contract.ts";
import { listEmbeds } from "../domains/embeds/index.ts";
import { listFeaturesInput } from "../domains/features/contract.ts";
import { listFeatures } from "../domains/features/index.ts";
import type { Actor } from "../domains/identity/contract.ts";
import { listInvites, listTokens } from "../domains/identity/index.ts";
import { fleetSorts, listFleetInput } from "../domains/monitoring/contract-fleet.ts";
import { listStorageInput } from "../domains/monitoring/contract-storage.ts";
import { listFleet, listStorage } from "../domains/monitoring/index.ts";
import { listAlertsInput, listMonitorsInput } from "../domains/monitoring/contract-alerts.ts";
import { firingCount, getAlert, listAlerts, listMonitors } from "../domains/monitoring/index.ts";
import { listAliasChangesInput, listModelsInput, modelSorts } from "../domains/registry/contract.ts";
import { experimentSorts, listExperimentsInput, listRunsInput } from "../domains/registry/contract-runs.ts";
import * as registry from "../domains/registry/index.ts";
import { listReleasesInput } from "../domains/releases/contract.ts";
import { listReleases } from "../domains/releases/index.ts";
import { listBackendsInput } from "../domains/serving/contract-backends.ts";
import { listBackends } from "../domains/serving/index.ts";
import { listDeliveriesInput, listWebhooksInput } from "../domains/webhooks/contract.ts";
import { listDeliveries, listWebhooks } from "../domains/webhooks/index.ts";
import { testActor, testDeps } from "./harness.ts";
import { planOf, statementsOf, wasteIn } from "./plans.ts";
import { seedScale } from "./scale.ts";
import { largeTables, manyRows, seedLists } from "./scale-lists.ts";

const deps = await testDeps();
let actor: Actor;
beforeAll(async () => {
  await seedScale(deps.databaseUrl, { models: manyRows, versionsPerModel: 1, metricsPerRun: 1, experiments: 100 });
  await seedLists(deps.databaseUrl);
  actor = await testActor(deps, "admin");
}, 120_000);

/** A page, and the page after it where the list names one. */
async function twoPages(page: (cursor: string | undefined) => Promise<{ nextCursor: string | null }>): Promise<void> {
  const { nextCursor } = await page(undefined);
  if (nextCursor !== null) await page(nextCursor);
}
const models = (input: object) => () => twoPages((cursor) => registry.listModels(deps, actor, listModelsInput.parse({ ...input, cursor })));
const runs = (input: object) => () => twoPages((cursor) => registry.listRuns(deps, actor, listRunsInput.parse({ experimentId: 2, ...input, cursor })));
const experiments = (input: object) => () => twoPages((cursor) => registry.listExperiments(deps, actor, listExperimentsInput.parse({ ...input, cursor })));
const releases = (input: object) => () => twoPages((cursor) => listReleases(deps, actor, listReleasesInput.parse({ ...input, cursor })));
const alerts = (input: object) => () => twoPages((cursor) => listAlerts(deps, actor, listAlertsInput.parse({ ...input, cursor })));
const audit = (input: object) => () => twoPages((cursor) => listAudit(deps, actor, listAuditInput.parse({ ...input, cursor })));

async function twoTokens(page: (token: string) => Promise<registry.WirePage>): Promise<void> {
  const { nextToken } = await page("");
  if (nextToken !== null) await page(nextToken);
}
const searchModels = (filter: string, ...orderBy: string[]) => () => twoTokens((token) => registry.searchModels(deps, actor, { filter, orderBy, limit: 50, token }));
const searchVersions = (filter: string, ...orderBy: string[]) => () => twoTokens((token) => registry.searchVersions(deps, actor, { filter, orderBy, limit: 50, token }));
const searchRuns = (filter: string, ...orderBy: string[]) => () => registry.searchRuns(deps, actor, { experimentIds: [2], filter, orderBy, view: "ACTIVE_ONLY", limit: 50, offset: 0 });

const cases: [string, () => Promise<unknown>][] = [
  ...modelSorts.map((sort): [string, () => Promise<unknown>] => [`models by ${sort}`, models({ sort })]),
  ["models with words", models({ query: "fraud-0123" })],
  ["models with a tag", models({ tag: "team=team-7" })],
  ["models by a filter", models({ filter: "tags.team = 'team-7' AND updated > -4000d" })],
  ["MLflow's models", searchModels("")],
  ["MLflow's models, the last first", searchModels("", "name DESC")],
  ["MLflow's models by time", searchModels("", "last_updated_timestamp DESC")],
  ["MLflow's models by a name", searchModels("name = 'fraud-00001'")],
  ["MLflow's models by a part of the name", searchModels("name LIKE '%d-012%'")],
  ["MLflow's models by a part of the name, whatever its case", searchModels("name ILIKE '%FRAUD-012%'")],
  ["MLflow's models by a tag", searchModels("tags.team = 'team-7'")],
  ["MLflow's models by two tags", searchModels("tags.team = 'team-7' AND tags.tier = 'tier-1'")],
  ["MLflow's versions", searchVersions("")],
  ["MLflow's versions by name", searchVersions("", "name ASC")],
  ["MLflow's versions by number", searchVersions("", "version_number DESC")],
  ["MLflow's versions by birth", searchVersions("", "creation_timestamp ASC")],
  ["MLflow's versions of a model", searchVersions("name = 'fraud-00001'")],
  ["MLflow's versions of a run", searchVersions("run_id = 'abc'")],
  ["MLflow's versions by a tag", searchVersions("tags.quality = 'quality-7'")],
  ["a model's versions", () => registry.listVersions(deps, actor, { model: "fraud-00001", limit: 50 })],
  ["MLflow's runs", searchRuns("")],
  ["MLflow's runs by a metric", searchRuns("metrics.metric_1 > 0.9999")],
  ["MLflow's runs by a parameter", searchRuns("params.depth = '7'")],
  ...["start", "-start", "name", "-duration", "-metrics.metric_1", "params.depth"].map((sort): [string, () => Promise<unknown>] => [`runs by ${sort}`, runs({ sort })]),
  // By the last run takes a look at each experiment's runs: the order lies in another table.
  ...experimentSorts.filter((sort) => !sort.endsWith("lastRun")).map((sort): [string, () => Promise<unknown>] => [`experiments by ${sort}`, experiments({ sort })]),
  ["MLflow's experiments", () => registry.searchExperiments(deps, actor, { orderBy: [], view: "ACTIVE_ONLY", limit: 50, offset: 0 })],
  ["MLflow's logged models", () => registry.searchLoggedModels(deps, actor, { experimentIds: [1], datasets: [], orderBy: [], limit: 50, offset: 0 })],
  ["moves of an alias", () => twoPages((cursor) => registry.listAliasChanges(deps, actor, listAliasChangesInput.parse({ model: "fraud-00001", alias: "champion", cursor })))],
  ["releases", releases({})],
  ["releases of a model", releases({ model: "fraud-00001" })],
  ["open releases", releases({ state: "open" })],
  ["releases of an environment", releases({ environment: "staging" })],
  ["audit", audit({})],
  ["audit of an act", audit({ action: "alias.set" })],
  ["audit of a thing", audit({ subject: "model-17" })],
  ["features", () => twoPages((cursor) => listFeatures(deps, actor, listFeaturesInput.parse({ cursor })))],
  ["features with words", () => listFeatures(deps, actor, listFeaturesInput.parse({ query: "ture_12" }))],
  ...(["-bytes", "name"] as const).map((sort): [string, () => Promise<unknown>] => [`storage by ${sort}`, () => twoPages((cursor) => listStorage(deps, actor, listStorageInput.parse({ sort, cursor })))]),
  ...fleetSorts.map((sort): [string, () => Promise<unknown>] => [`the fleet by ${sort}`, () => twoPages((cursor) => listFleet(deps, actor, listFleetInput.parse({ sort, cursor })))]),
  ["the fleet with words", () => listFleet(deps, actor, listFleetInput.parse({ query: "fraud-0123" }))],
  ["storage with words", () => listStorage(deps, actor, listStorageInput.parse({ query: "fraud-0123" }))],
  ["embeds", () => twoPages((cursor) => listEmbeds(deps, actor, listEmbedsInput.parse({ cursor })))],
  ["embeds of a person", () => listEmbeds(deps, actor, listEmbedsInput.parse({ mine: true }))],
  ["monitors", () => twoPages((cursor) => listMonitors(deps, actor, listMonitorsInput.parse({ cursor })))],
  ["monitors of a model", () => listMonitors(deps, actor, listMonitorsInput.parse({ model: "fraud-00001" }))],
  ["alerts", alerts({})],
  ["firing alerts", alerts({ state: "firing" })],
  ["open alerts", alerts({ state: "firing,pending,muted" })],
  ["alerts that fired", alerts({ fired: true })],
  ["alerts of a model", alerts({ model: "fraud-00001" })],
  ["firing alerts of a model", alerts({ model: "fraud-00001", state: "firing" })],
  ["critical alerts", alerts({ severity: "critical" })],
  ["one alert", () => getAlert(deps, actor, { id: "17" })],
  ["how many fire", () => firingCount(deps, actor)],
  ["backends", () => twoPages((cursor) => listBackends(deps, actor, listBackendsInput.parse({ cursor })))],
  ["webhooks", () => twoPages((cursor) => listWebhooks(deps, actor, listWebhooksInput.parse({ cursor })))],
  ["deliveries", () => twoPages((cursor) => listDeliveries(deps, actor, listDeliveriesInput.parse({ id: "hook-1", cursor })))],
  ["invites", () => listInvites(deps, actor)],
  ["tokens", () => listTokens(deps, actor)],
];

test.each(cases)("%s", async (_, work) => {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  const wastes: string[] = [];
  for (const statement of statements) wastes.push(...wasteIn(await planOf(deps.db.pool, statement), largeTables, manyRows / 2).map((waste) => `${waste}: ${statement.text.replace(/\s+/g, " ").slice(0, 300)}`));
  expect(wastes).toEqual([]);
});
