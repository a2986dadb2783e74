import type { ModelView } from "#server/domains/registry/contract.ts";
import { count, metric, metricName, nothing, rate, version } from "../ui/format.ts";
import { HeatStrip } from "../ui/heat-strip.tsx";
import { Lamp } from "../ui/lamp.tsx";
import type { Column } from "../ui/table.tsx";
import { Tag } from "../ui/tag.tsx";
import { Time } from "../ui/time.tsx";
import { keyOfColumn, modelColumnSet, type ModelColumnId } from "./column-ids.ts";

const routed = (model: ModelView, environment: string) => model.routes.find((route) => route.environment === environment);
const none = <span className="text-ink-3">{nothing}</span>;
const shownLetters = 60;
/** A tag may hold a whole document; a cell shows how it begins. */
const tagValue = (value: string) => (value.length > shownLetters ? `${value.slice(0, shownLetters)}…` : value);
const line = "inline-flex flex-wrap items-center gap-1";

function Route({ model, environment }: { model: ModelView; environment: string }) {
  const route = routed(model, environment);
  const waits = model.openReleases.filter((release) => release.environment === environment);
  return (
    <span className="inline-flex items-center gap-1.5">
      {route ? version(route.version) : none}
      {waits.map((release) => <Tag key={release.id} tone="accent" className="whitespace-nowrap">{version(release.version)} waits</Tag>)}
    </span>
  );
}

const health = (model: ModelView) => model.health === null ? <Lamp state="unknown" word={model.routes.length === 0 ? "Not serving" : undefined} /> : <Lamp state={model.health.lamp} />;

const name: Column<ModelView> = {
  key: "name", head: "Model", sort: "name", slot: "lead",
  cell: (row) => <span className="grid md:py-1"><span className="font-medium">{row.name}{row.archivedAt === null ? null : <Tag className="ml-1.5 font-normal">archived</Tag>}</span>{row.description ? <span className="line-clamp-1 text-note font-normal text-ink-3">{row.description}</span> : null}</span>,
};

const noHours: readonly null[] = Array.from({ length: 24 }, () => null);
const known: Record<ModelColumnId, Column<ModelView>> = {
  state: { key: "state", head: "State", slot: "trail", className: "md:w-36", cell: health },
  newest: { key: "newest", head: "Newest", slot: "hide", cell: (row) => row.latestVersion === null ? none : version(row.latestVersion) },
  versions: { key: "versions", head: "Versions", right: true, slot: "hide", cell: (row) => count(row.versionCount) },
  production: { key: "production", head: "Production", slot: "under", cell: (row) => <><span className="md:hidden">production </span><Route model={row} environment="production" /></> },
  staging: { key: "staging", head: "Staging", slot: "hide", cell: (row) => <Route model={row} environment="staging" /> },
  serves: { key: "serves", head: "Serves in", slot: "hide", cell: (row) => row.routes.length === 0 ? none : <span className={line}>{row.routes.map((route) => <Tag key={`${route.environment} ${route.version}`}>{route.environment} {version(route.version)}</Tag>)}</span> },
  requests: { key: "requests", head: "Open requests", slot: "hide", cell: (row) => row.openReleases.length === 0 ? none : <span className={line}>{row.openReleases.map((release) => <Tag key={release.id} tone="accent">{version(release.version)} to {release.environment}</Tag>)}</span> },
  rate: { key: "rate", head: "Requests/s", right: true, slot: "hide", cell: (row) => row.live === null ? none : <span title={`in ${row.live.environment}, over the last minute`}>{rate(row.live.requestsPerSecond)}</span> },
  drift: { key: "drift", head: "Drift by hour", slot: "hide", className: "max-xl:hidden", cell: (row) => <HeatStrip values={row.live === null || row.live.driftByHour.length === 0 ? noHours : row.live.driftByHour} label={row.live === null ? `${row.name} serves nowhere` : `Drift of ${row.name} in ${row.live.environment}, the last 24 hours`} /> },
  aliases: { key: "aliases", head: "Aliases", slot: "hide", cell: (row) => row.aliases.length === 0 ? none : <span className={line}>{row.aliases.map((one) => <Tag key={one.alias}>@{one.alias} {version(one.version)}</Tag>)}</span> },
  tags: { key: "tags", head: "Tags", slot: "hide", cell: (row) => row.tags.length === 0 ? none : <span className={line}>{row.tags.map((tag) => <Tag key={tag.key}>{tag.value === "" ? tag.key : `${tag.key}=${tagValue(tag.value)}`}</Tag>)}</span> },
  owner: { key: "owner", head: "Owner", sort: "owner", slot: "hide", cell: (row) => <span className="text-ink-2">{row.owner ?? nothing}</span> },
  created: { key: "created", head: "Created", sort: "created", largestFirst: true, right: true, slot: "hide", className: "text-ink-3", cell: (row) => <Time at={row.createdAt} /> },
  updated: { key: "updated", head: "Changed", sort: "updated", largestFirst: true, right: true, slot: "under-trail", className: "text-ink-3", cell: (row) => <Time at={row.updatedAt} /> },
};

const isKnown = (id: string): id is ModelColumnId => id in known;
const tagColumn = (key: string): Column<ModelView> => ({ key: `tag ${key}`, head: key, slot: "hide", cell: (row) => { const found = row.tags.find((tag) => tag.key === key); return found === undefined ? none : tagValue(found.value); } });

/** Of the newest version. */
const metricColumn = (key: string): Column<ModelView> => ({ key: `metric ${key}`, head: metricName(key), right: true, slot: "hide", cell: (row) => { const value = row.metrics.find((one) => one.key === key)?.value ?? null; return value === null ? none : metric(value); } });

/** The columns of these ids, the state before the name and the rest behind it. */
export function modelColumns(ids: readonly string[] = modelColumnSet.usual): Column<ModelView>[] {
  const rest = ids.flatMap((id) => {
    const [tag, metricKey] = [keyOfColumn(id, "tags"), keyOfColumn(id, "metrics")];
    return tag !== null ? [tagColumn(tag)] : metricKey !== null ? [metricColumn(metricKey)] : isKnown(id) && id !== "state" ? [known[id]] : [];
  });
  return [...(ids.includes("state") ? [known.state] : []), name, ...rest];
}
