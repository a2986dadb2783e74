import type { z } from "zod";
import { listFeatures } from "#server/domains/features/index.ts";
import type { Actor } from "#server/domains/identity/contract.ts";
import type { ModelView } from "#server/domains/registry/contract.ts";
import { listModels } from "#server/domains/registry/index.ts";
import { releaseTitle, releaseWords } from "#server/domains/releases/contract.ts";
import { listReleases } from "#server/domains/releases/index.ts";
import type { Deps } from "#server/platform/deps.ts";
import type { paletteInput, PaletteView } from "#server/shared/overview.ts";
import { paths } from "#server/shared/paths.ts";

type Item = PaletteView["items"][number];

const shown = 8;

/** The latest version and each that serves. */
function versionsOf(model: ModelView): Item[] {
  const notes = new Map<string, string>();
  if (model.latestVersion !== null) notes.set(model.latestVersion, "latest");
  for (const route of model.routes) notes.set(route.version, [notes.get(route.version), `serves in ${route.environment}`].filter(Boolean).join(", "));
  return [...notes].map(([version, note]) => ({ kind: "version", title: `${model.name} v${version}`, note, href: paths.modelVersion(model.name, version) }));
}

/** Models, their versions, features and releases whose words hold the query; without one, what changed last. */
export async function searchPalette(deps: Deps, actor: Actor, input: z.output<typeof paletteInput>): Promise<PaletteView> {
  const query = input.query === "" ? undefined : input.query;
  const [models, features, releases] = await Promise.all([
    listModels(deps, actor, { query, sort: "-updated", limit: shown }),
    listFeatures(deps, actor, { query, limit: shown }),
    listReleases(deps, actor, { limit: 100 }),
  ]);
  const releaseItems = releases.items.map((release): Item => ({
    kind: "release", title: releaseTitle(release), note: `release ${release.id}, ${releaseWords[release.state].toLowerCase()}`, href: paths.release(release.id),
  }));
  const found = query?.toLowerCase() ?? "";
  return {
    items: [
      ...models.items.map((model): Item => ({ kind: "model", title: model.name, note: model.owner ?? "", href: paths.model(model.name) })),
      ...models.items.flatMap(versionsOf).slice(0, shown),
      ...features.items.map((feature): Item => ({ kind: "feature", title: feature.name, note: `read by ${feature.models.join(", ")}`, href: paths.feature(feature.name) })),
      ...releaseItems.filter((item) => `${item.title} ${item.note}`.toLowerCase().includes(found)).slice(0, shown),
    ],
  };
}
