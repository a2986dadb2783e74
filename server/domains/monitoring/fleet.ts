import type { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Lamp } from "../../shared/lamps.ts";
import { asId, decodeCursor, toPage } from "../../shared/paging.ts";
import { authorise } from "../identity/index.ts";
import type { Actor } from "../identity/contract.ts";
import { fleetDays, fleetHours, type FleetItem, type FleetPage, type FleetSort, type listFleetInput } from "./contract-fleet.ts";
import { likeOf } from "./like.ts";
import { latencyQuantile } from "./rules/latency.ts";
import { queryWidths } from "./rules/windows.ts";
import { countRoutes, fleetByName, fleetByNumber, loadBuckets, loadDueRoutes, loadLatency, saveEntries, type Bucket, type DueRoute, type EntryRow, type FleetRow } from "./store-fleet.ts";

const summedAtOnce = 100;
/** A sum stands so long; with 10,000 routes the worker is always at it, and with 500 the page is this old at most. */
const standsMs = 15_000;
const rateSeconds = 60;

/** A day of the data's clock: in the demo an hour of it is a base window. */
const dayOf = (deps: Deps): number => (deps.env.demo ? deps.env.baseWindowSeconds * 24 : 86_400);

/**
 * Sums what routed models carried and how they drifted, so that the fleet can be searched and sorted by it. Any number of
 * workers may run it.
 * @returns how many routes were summed; 0 when none is due
 */
export async function sumFleet(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const routes = await loadDueRoutes(deps.db, { before: new Date(now.getTime() - standsMs), limit: summedAtOnce });
  if (routes.length === 0) return 0;
  const base = deps.env.baseWindowSeconds;
  const daySeconds = dayOf(deps);
  const back = (seconds: number, unit: number, buckets: number) => {
    const to = new Date(Math.ceil(now.getTime() / 1000 / unit) * unit * 1000);
    return { from: new Date(to.getTime() - seconds * 1000), to, buckets, widthSeconds: queryWidths(base).findLast((width) => width <= seconds / buckets && (seconds / buckets) % width === 0) ?? base };
  };
  const hours = back(daySeconds, daySeconds / fleetHours, fleetHours);
  const days = back(daySeconds * fleetDays, daySeconds, fleetDays);
  const lately = back(Math.max(rateSeconds, base), base, 1);
  const [byHour, byDay, latest, latencies] = await Promise.all([loadBuckets(deps.db, routes, hours), loadBuckets(deps.db, routes, days), loadBuckets(deps.db, routes, { ...lately, widthSeconds: base }), loadLatency(deps.db, routes, hours)]);
  const entries = routes.map((route): EntryRow => {
    const own = <Row extends { versionId: number; environment: string }>(rows: readonly Row[]) => rows.filter((row) => row.versionId === route.versionId && row.environment === route.environment);
    return entryOf(route, { hours: own(byHour), days: own(byDay), latest: own(latest), latency: own(latencies)[0]?.latency ?? {}, hourSeconds: daySeconds / fleetHours, rateSeconds: Math.max(rateSeconds, base) });
  });
  await saveEntries(deps.db, entries, now);
  return entries.length;
}

type Summed = { hours: Bucket[]; days: Bucket[]; latest: Bucket[]; latency: Record<string, number>; hourSeconds: number; rateSeconds: number };

function entryOf(route: DueRoute, { hours, days, latest, latency, hourSeconds, rateSeconds: seconds }: Summed): EntryRow {
  const total = (rows: readonly Bucket[], of: "requests" | "errors") => rows.reduce((sum, row) => sum + row[of], 0);
  const [requests, errors] = [total(hours, "requests"), total(hours, "errors")];
  const heat = Array.from({ length: fleetDays }, (_, day) => days.find((row) => row.bucket === day)?.maxPsiLower ?? null);
  const spark = Array.from({ length: fleetHours }, (_, hour) => Number((total(hours.filter((row) => row.bucket === hour), "requests") / hourSeconds).toPrecision(4)));
  const driftHours = Array.from({ length: fleetHours }, (_, hour) => hours.find((row) => row.bucket === hour)?.maxPsiLower ?? null);
  const p99Ms = latencyQuantile(latency, 0.99);
  const newest = heat.findLast((value) => value !== null) ?? null;
  return {
    ...route, requests, errors, heat, spark, driftHours, rateMilli: Math.round((total(latest, "requests") / seconds) * 1000), errorPpm: requests === 0 ? -1 : Math.round((errors / requests) * 1e6),
    p99Us: p99Ms === null ? -1 : Math.round(p99Ms * 1000), driftMicro: newest === null ? -1 : Math.round(newest * 1e6),
  };
}

const sortKey = { "-requests": "rateMilli", "-errors": "errorPpm", "-p99": "p99Us", "-drift": "driftMicro" } as const satisfies Record<Exclude<FleetSort, "name">, keyof FleetRow>;

const viewOf = (row: FleetRow): FleetItem => ({
  model: row.model, version: row.version, owner: row.owner, since: row.since.toISOString(), releaseId: row.releaseId, lamp: row.lamp as Lamp, drifting: row.drifting, columns: row.columns,
  requests: row.requests, errors: row.errors, requestsPerSecond: row.rateMilli / 1000, errorShare: row.errorPpm < 0 ? null : row.errorPpm / 1e6, p99Ms: row.p99Us < 0 ? null : row.p99Us / 1000,
  heat: row.heat, spark: row.spark, alerts: row.alerts, measuredAt: row.measuredAt.toISOString(),
});

/**
 * Every routed model of an environment, page by page, by name or by what it carried; sums are 15 s old at most.
 * @throws invalid_input for a cursor that no page answered
 */
export async function listFleet(deps: Deps, actor: Actor, input: z.output<typeof listFleetInput>): Promise<FleetPage> {
  authorise(actor, "monitoring.read");
  const ask = { environment: input.environment, like: likeOf(input.query), limit: input.limit + 1 };
  const { sort } = input;
  const [page, totals] = await Promise.all([sort === "name" ? pageByName(deps, ask, input) : pageByNumber(deps, ask, { ...input, sort }), countRoutes(deps.db)]);
  return { ...page, totals, daySeconds: dayOf(deps) };
}

type Ask = { environment: string; like: string | null; limit: number };
type Asked = { limit: number; cursor?: string | undefined };

async function pageByName(deps: Deps, ask: Ask, { limit, cursor }: Asked) {
  const after = cursor === undefined ? null : String(decodeCursor(cursor, 1)[0]);
  return toPage(await fleetByName(deps.db, { ...ask, after }), limit, { item: viewOf, key: (row) => [row.model] });
}

/** A cursor's numbers are not negative: none (-1) is 0 in it. */
async function pageByNumber(deps: Deps, ask: Ask, { limit, cursor, sort }: Asked & { sort: Exclude<FleetSort, "name"> }) {
  const [value, modelId] = cursor === undefined ? [] : decodeCursor(cursor, 2);
  const after = cursor === undefined ? null : { value: asId(value) - 1, modelId: asId(modelId) };
  return toPage(await fleetByNumber(deps.db, sort, { ...ask, after }), limit, { item: viewOf, key: (row) => [row[sortKey[sort]] + 1, row.modelId] });
}
