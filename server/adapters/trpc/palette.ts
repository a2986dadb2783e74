import type { z } from "zod";
import { listFeatures } from "#server/domains/features/index.ts";
import type { Actor } from "#server/domains/identity/contract.ts";
import { listModels } from "#server/domains/registry/index.ts";
import { releaseWords } from "#server/domains/releases/contract.ts";
import { listReleases } from "#server/domains/releases/index.ts";
import type { Deps } from "#server/platform/deps.ts";
import type { paletteInput, PaletteView } from "#server/shared/overview.ts";
import { paths } from "#server/shared/paths.ts";

type Item = PaletteView["items"][number];

const pages: Item[] = [
  { kind: "page", title: "Overview", detail: "What serves, is it well, what waits", path: paths.overview() },
  { kind: "page", title: "Models", detail: "The registry", path: paths.models() },
  { kind: "page", title: "Releases", detail: "Requests, decisions, rollbacks", path: paths.releases() },
  { kind: "page", title: "Features", detail: "The catalog", path: paths.features() },
  { kind: "page", title: "Serving", detail: "Replicas and what they hold", path: paths.serving() },
  { kind: "page", title: "Embeds", detail: "Shared charts", path: paths.embeds() },
  { kind: "page", title: "Audit", detail: "Who did what", path: paths.audit() },
  { kind: "page", title: "Settings", detail: "Tokens, invites, people", path: paths.settings() },
];

const shown = 8;

/** Pages, models, features and releases whose words hold the query; without one, the pages and what changed last. */
export async function searchPalette(deps: Deps, actor: Actor, input: z.output<typeof paletteInput>): Promise<PaletteView> {
  const query = input.query === "" ? undefined : input.query;
  const holds = (text: string) => query === undefined || text.toLowerCase().includes(query.toLowerCase());
  const [models, features, releases] = await Promise.all([
    listModels(deps, actor, { query, sort: "-updated", limit: shown }),
    listFeatures(deps, actor, { query, limit: shown }),
    listReleases(deps, actor, { limit: 100 }),
  ]);
  const releaseItems = releases.items.map((release): Item => ({
    kind: "release", title: `${release.model} ${release.version} to ${release.environment}`, detail: `Release ${release.id}, ${releaseWords[release.state].toLowerCase()}`, path: paths.release(release.id),
  }));
  return {
    items: [
      ...pages.filter((page) => holds(page.title)),
      ...models.items.map((model): Item => ({ kind: "model", title: model.name, detail: model.latestVersion === null ? "no version yet" : `latest version ${model.latestVersion}`, path: paths.model(model.name) })),
      ...features.items.map((feature): Item => ({ kind: "feature", title: feature.name, detail: `read by ${feature.models.join(", ")}`, path: paths.feature(feature.name) })),
      ...releaseItems.filter((item) => holds(`${item.title} ${item.detail}`)).slice(0, shown),
    ],
  };
}
