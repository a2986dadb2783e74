/** What serves where: a table that is replaced whole, never changed. */
import type { ServedVersion, ServingSnapshot, StickyKey } from "../../domains/serving/contract.ts";
import { OipRefusal, notReady, type ModelTarget } from "../../adapters/http/oip/index.ts";
import { pickByKey, pickByWeight } from "./pick.ts";
import type { Runner } from "./running/runner.ts";
import type { Statistics } from "./statistics.ts";
import type { Watched } from "./watch.ts";

/** One version that this process holds or tries to. The same object for as long as the version is named. */
export type Entry = {
  served: ServedVersion;
  state: "LOADING" | "READY" | "UNAVAILABLE";
  reason: string | null;
  /** Epoch milliseconds of the next try; null when another try cannot help. */
  retryAtMs: number | null;
  /** It could not be loaded, and no later try can help. */
  hopeless: boolean;
  runner: Runner | null;
  watched: Watched;
  statistics: Statistics;
  /** Requests that run on it now: its session lives until they are answered. */
  inFlight: number;
  /** When a request last began on it, milliseconds of the monotonic clock; 0: never. */
  usedAtMs: number;
  /** Nothing names it any more: it goes with its last request. */
  dropped: boolean;
};
export type Route = {
  environment: string; model: string; entries: { entry: Entry; weight: number }[]; since: string; releaseId: string;
  sticky: StickyKey | null;
  /** `share` is percent. */
  shadows: { entry: Entry; share: number }[];
};
export type RouteTable = { epoch: number; routes: Route[] };
/** Every version that a route needs. */
export const entriesOf = (route: Route): Entry[] => [...route.entries, ...route.shadows].map(({ entry }) => entry);
export const noRoutes: RouteTable = { epoch: -1, routes: [] };

const isReady = (route: Route) => route.entries.length > 0 && route.entries.every(({ entry }) => entry.state === "READY");

/**
 * The table that a snapshot asks for. A route moves when every version it names is ready; until then the route that
 * served before stays, so that nobody meets a version that is still loading.
 * @param find the entry of a version; versions that the snapshot lacks are left out
 */
export function nextTable(snapshot: ServingSnapshot, find: (model: string, version: string) => Entry | undefined, before: RouteTable): RouteTable {
  const routes = snapshot.routes.map((wanted): Route => {
    const entries = wanted.entries.flatMap(({ version, weight }) => {
      const entry = find(wanted.model, version);
      return entry ? [{ entry, weight }] : [];
    });
    // A version that answers here is not its own shadow: its windows would count the same request twice.
    const shadows = wanted.shadows.flatMap(({ version, share }) => {
      const entry = find(wanted.model, version);
      return entry && entries.every((one) => one.entry !== entry) ? [{ entry, share }] : [];
    });
    const route: Route = { environment: wanted.environment, model: wanted.model, entries, since: wanted.since, releaseId: wanted.releaseId, sticky: wanted.sticky, shadows };
    if (isReady(route)) return route;
    const old = before.routes.find((other) => other.environment === route.environment && other.model === route.model);
    return old && isReady(old) ? old : route;
  });
  return { epoch: snapshot.epoch, routes };
}

/** Which of its versions answers: by the sticky key where the caller has one, else by `draw` in [0, 1). */
export function pick(route: Route, draw: number, keyOf: Asking["keyOf"] = () => undefined): Entry | undefined {
  const [only, ...more] = route.entries;
  if (more.length === 0) return only?.entry;
  const choices = route.entries.map(({ entry, weight }) => ({ entry, weight, name: entry.served.version }));
  const key = route.sticky === null ? undefined : keyOf(route.sticky);
  return (key === undefined ? pickByWeight(choices, draw) : pickByKey(choices, key))?.entry;
}

/** `shadows`: of the route that was asked by name, for the copies. */
export type Resolved = { entry: Entry; environment: string; shadows: Route["shadows"] };
/** How a caller is told apart: by the value that a route's sticky key names, undefined where the request has none. */
export type Asking = { environment: string; draw: number; keyOf: (sticky: StickyKey) => string | undefined };
export type Holdings = { table: RouteTable; /** What the newest snapshot wants, ready or not. */ wanted: readonly Route[] };

const unknownModel = (model: string, environment: string) => new OipRefusal(404, `no route of environment '${environment}' names a model '${model}'`);

/**
 * The version that answers: by name the environment's route, by number any version that some environment routes to
 * (counted for the asked environment if it is among them).
 * @throws OipRefusal 404 for what no route names
 */
export function resolve({ table, wanted }: Holdings, target: ModelTarget, { environment, draw, keyOf }: Asking): Resolved {
  if (target.version === undefined) {
    const route = table.routes.find((one) => one.model === target.model && one.environment === environment);
    const entry = route && pick(route, draw, keyOf);
    if (!entry) throw unknownModel(target.model, environment);
    return { entry, environment, shadows: route.shadows };
  }
  const routed = [...table.routes, ...wanted].filter((one) => one.model === target.model);
  const holding = routed.filter((one) => one.entries.some(({ entry }) => entry.served.version === target.version));
  const route = holding.find((one) => one.environment === environment) ?? holding[0];
  const entry = route?.entries.find((one) => one.entry.served.version === target.version)?.entry;
  if (!route || !entry) throw new OipRefusal(404, `no environment routes to version '${target.version}' of model '${target.model}'`);
  return { entry, environment: route.environment, shadows: [] };
}

/** What runs the entry's version. @throws OipRefusal 503 while it loads or when it could not be loaded */
export function readyRunner(entry: Entry): Runner {
  if (entry.runner) return entry.runner;
  const { model, version } = entry.served;
  throw notReady(entry.state === "LOADING" ? `model '${model}' version ${version} is loading` : `model '${model}' version ${version} is not available: ${entry.reason ?? "it could not be loaded"}`);
}

/** Versions of a model that some environment routes to, as text, in their order. */
export function routedVersions({ table, wanted }: Holdings, model: string): string[] {
  const versions = new Set([...table.routes, ...wanted].filter((route) => route.model === model).flatMap((route) => route.entries.map(({ entry }) => entry.served.version)));
  return [...versions].sort((a, b) => Number(a) - Number(b));
}
