import type { z } from "zod";
import { mayDo, type Actor } from "#server/domains/identity/contract.ts";
import { fleetTraffic } from "#server/domains/monitoring/index.ts";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { listModels, listVersions } from "#server/domains/registry/index.ts";
import { releaseTitle, type ReleaseListItem } from "#server/domains/releases/contract.ts";
import { listReleases, servingNow } from "#server/domains/releases/index.ts";
import type { Deps } from "#server/platform/deps.ts";
import type { overviewInput, OverviewModel, OverviewView } from "#server/shared/overview.ts";

const buckets = 24;
/** The demo's clock runs a day in minutes: there, an hour of the wall shows weeks. */
const spanSeconds = (deps: Deps) => deps.env.baseWindowSeconds * 360;
const shown = 6;

const empty = { requests: 0, errors: 0, requestsPerSecond: null, p99Ms: null, spark: Array.from({ length: buckets }, () => 0), heat: Array.from({ length: buckets }, () => null) };

type Asked = { environment: OverviewView["environment"]; from: Date; to: Date; models: ModelView[] };

async function servingItems(deps: Deps, actor: Actor, asked: Asked): Promise<OverviewModel[]> {
  const { environment, from, to } = asked;
  const [now, fleet] = await Promise.all([servingNow(deps, actor, { environment }), fleetTraffic(deps, { environment, from, to, buckets })]);
  return now.map((item) => {
    const counted = fleet.find((entry) => entry.model === item.model && entry.version === item.version) ?? empty;
    const health = asked.models.find((model) => model.name === item.model)?.health;
    const lamp = health?.environment === asked.environment ? health : null;
    return {
      model: item.model, version: item.version, previousVersion: item.previousVersion, owner: item.owner, since: item.since, releaseId: item.releaseId, waiting: item.waiting,
      lamp: lamp?.lamp ?? "unknown", drifting: lamp?.drifting ?? 0, columns: lamp?.columns ?? 0,
      requests: counted.requests, requestsPerSecond: counted.requestsPerSecond ?? 0, errorShare: counted.requests === 0 ? null : counted.errors / counted.requests,
      p99Ms: counted.p99Ms, spark: [...counted.spark], heat: [...counted.heat],
    };
  });
}

const decision = (release: ReleaseListItem): OverviewView["latestDecisions"] => {
  const by = release.decidedBy ?? (release.kind === "rollback" ? release.requestedBy : null);
  if (by === null) return [];
  return [{
    releaseId: release.id, state: release.state, kind: release.kind, title: releaseTitle(release), model: release.model,
    by: by.name, at: release.decidedAt ?? release.requestedAt, comment: release.decisionComment ?? (release.kind === "rollback" ? release.comment : null),
  }];
};

/** @param models the latest changed first: whatever is new is among the first of them */
async function newestVersions(deps: Deps, actor: Actor, models: ModelView[]): Promise<OverviewView["newestVersions"]> {
  const versions = await Promise.all(models.slice(0, shown).map((model) => listVersions(deps, actor, { model: model.name, limit: 3 })));
  return versions.flatMap((page) => page.items)
    .map(({ model, version, createdBy, createdAt }) => ({ model, version, createdBy, createdAt }))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt)).slice(0, shown);
}

/** The home page in one call: each part is a domain's own list, so that what it says is what that domain's page says. */
export async function composeOverview(deps: Deps, actor: Actor, input: z.output<typeof overviewInput>): Promise<OverviewView> {
  const to = deps.clock.now();
  const from = new Date(to.getTime() - spanSeconds(deps) * 1000);
  const { items: models } = await listModels(deps, actor, { sort: "-updated", limit: 200 });
  const [serving, open, latest, versions] = await Promise.all([
    servingItems(deps, actor, { environment: input.environment, from, to, models }),
    listReleases(deps, actor, { state: "open", limit: 50 }),
    listReleases(deps, actor, { limit: 50 }),
    newestVersions(deps, actor, models),
  ]);
  return {
    environment: input.environment, asOf: to.toISOString(), from: from.toISOString(), to: to.toISOString(), serving,
    needsYou: open.items.toReversed().map((release) => ({
      releaseId: release.id, title: releaseTitle(release), model: release.model, requestedBy: release.requestedBy, requestedAt: release.requestedAt, fromVersion: release.kind === "retirement" || release.removes ? null : release.fromVersion, comment: release.comment,
      mayDecide: mayDo(actor, "release.approve") && release.requestedBy.id !== actor.id,
    })),
    latestDecisions: latest.items.flatMap(decision).sort((a, b) => b.at.localeCompare(a.at)).slice(0, shown),
    newestVersions: versions,
  };
}
