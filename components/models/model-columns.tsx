import type { ModelView } from "#server/domains/registry/contract.ts";
import { nothing, version } from "../ui/format.ts";
import { Lamp } from "../ui/lamp.tsx";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";

const routed = (model: ModelView, environment: string) => model.routes.find((route) => route.environment === environment);

function Route({ model, environment }: { model: ModelView; environment: string }) {
  const route = routed(model, environment);
  const waits = model.openReleases.filter((release) => release.environment === environment);
  return (
    <span className="inline-flex items-center gap-1.5">
      {route ? version(route.version) : <span className="text-ink-3">{nothing}</span>}
      {waits.map((release) => <Tag key={release.id} tone="accent">{version(release.version)} waits</Tag>)}
    </span>
  );
}

const health = (model: ModelView) => model.health === null ? <Lamp state="unknown" word={model.routes.length === 0 ? "Not serving" : undefined} /> : <Lamp state={model.health.lamp} />;

export const modelColumns: readonly Column<ModelView>[] = [
  { key: "health", head: "State", slot: "trail", className: "md:w-36", cell: health },
  {
    key: "name", head: "Model", sort: "name", slot: "lead",
    cell: (row) => <span className="grid py-1"><span className="font-medium">{row.name}</span>{row.description ? <span className="line-clamp-1 text-note font-normal text-ink-3">{row.description}</span> : null}</span>,
  },
  { key: "newest", head: "Newest", slot: "hide", cell: (row) => row.latestVersion === null ? <span className="text-ink-3">{nothing}</span> : version(row.latestVersion) },
  { key: "production", head: "Production", slot: "under", cell: (row) => <><span className="md:hidden">production </span><Route model={row} environment="production" /></> },
  { key: "staging", head: "Staging", slot: "hide", cell: (row) => <Route model={row} environment="staging" /> },
  { key: "owner", head: "Owner", sort: "owner", slot: "hide", className: "max-lg:hidden", cell: (row) => <span className="text-ink-2">{row.owner ?? nothing}</span> },
  { key: "updated", head: "Changed", sort: "updated", largestFirst: true, right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.updatedAt} /> },
];
