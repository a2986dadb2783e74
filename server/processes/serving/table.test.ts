import { describe, expect, test } from "vitest";
import type { ServingSnapshot } from "../../domains/serving/contract.ts";
import { Statistics } from "./statistics.ts";
import { type Entry, nextTable, noRoutes, readyRunner, resolve, routedVersions } from "./table.ts";

const entry = (version: string, state: Entry["state"]): Entry => ({
  served: { versionId: Number(version), model: "m", version, artifacts: [], tags: {}, modelTags: {}, signature: null, baseline: null },
  state, reason: state === "UNAVAILABLE" ? "it has no .onnx file" : null, retryAtMs: null, hopeless: false, usedAtMs: 0, runner: null, watched: { versionId: Number(version), model: "m", version, profile: null }, statistics: new Statistics(), inFlight: 0, dropped: false,
});
const snapshot = (routes: Record<string, string>): ServingSnapshot => ({
  epoch: 1, versions: [], warm: [], monitored: [], backends: [], tokens: [],
  routes: Object.entries(routes).map(([environment, version]) => ({ environment, model: "m", entries: [{ version, weight: 100 }], since: "", releaseId: "1", sticky: null, shadows: [] })),
});
const among = (...entries: Entry[]) => (_model: string, version: string) => entries.find((one) => one.served.version === version);
const one = entry("1", "READY");
const serving = nextTable(snapshot({ production: "1" }), among(one), noRoutes);
const answers = (table: typeof serving) => table.routes.map((route) => `${route.environment}=${route.entries.map(({ entry: { served } }) => served.version).join("+")}`);

describe("the next table", () => {
  test.each([
    ["a ready version takes over", entry("2", "READY"), ["production=2"]],
    ["a loading one waits behind the one that serves", entry("2", "LOADING"), ["production=1"]],
    ["so does one that failed", entry("2", "UNAVAILABLE"), ["production=1"]],
  ])("%s", (_name, two, routes) => expect(answers(nextTable(snapshot({ production: "2" }), among(one, two), serving))).toEqual(routes));
  test("a first version is named while it loads", () => expect(answers(nextTable(snapshot({ production: "2" }), among(entry("2", "LOADING")), noRoutes))).toEqual(["production=2"]));
  test("a route that ended is gone", () => expect(answers(nextTable(snapshot({}), among(one), serving))).toEqual([]));
});

describe("what a target names", () => {
  const two = entry("2", "UNAVAILABLE");
  const wanted = nextTable(snapshot({ production: "2", staging: "1" }), among(one, two), noRoutes).routes;
  const holdings = { table: nextTable(snapshot({ production: "2", staging: "1" }), among(one, two), serving), wanted };
  const found = (version: string | undefined, environment: string) => resolve(holdings, { model: "m", version }, { environment, draw: 0, keyOf: () => undefined });
  test("by name, the environment's route", () => expect(found(undefined, "production").entry).toBe(one));
  test("by number, any routed version, with the environment that routes to it", () => expect(found("1", "staging")).toEqual({ entry: one, environment: "staging", shadows: [] }));
  test("by number, a version that did not load is there and says why", () => expect(() => readyRunner(found("2", "production").entry)).toThrow("is not available: it has no .onnx file"));
  test.each([["3", "production"], [undefined, "elsewhere"]])("version %s in %s is 404", (version, environment) => {
    expect(() => found(version, environment)).toThrow(expect.objectContaining({ status: 404 }) as Error);
  });
  test("routed versions, in their order", () => expect(routedVersions(holdings, "m")).toEqual(["1", "2"]));
});

describe("a route of two versions", () => {
  const two = entry("2", "READY");
  const three = entry("3", "LOADING");
  const [plain] = snapshot({ production: "1" }).routes;
  const asked = { ...snapshot({}), routes: plain ? [{ ...plain, entries: [{ version: "1", weight: 90 }, { version: "2", weight: 10 }], sticky: { from: "header" as const, name: "customer" }, shadows: [{ version: "3", share: 50 }, { version: "1", share: 100 }] }] : [] };
  const table = nextTable(asked, among(one, two, three), noRoutes);
  const found = (draw: number, key: string | undefined) => resolve({ table, wanted: [] }, { model: "m", version: undefined }, { environment: "production", draw, keyOf: (sticky) => (sticky.name === "customer" ? key : undefined) }).entry;
  test("falls by the draw for who has no key", () => expect([found(0.5, undefined), found(0.95, undefined)]).toEqual([one, two]));
  test("and by the key for who has one", () => expect(new Set([0, 0.5, 0.99].map((draw) => found(draw, "k"))).size).toBe(1));
  test("serves while a shadow loads, and shadows none of its own versions", () => expect(table.routes.map(({ entries, shadows }) => [entries.length, shadows])).toEqual([[2, [{ entry: three, share: 50 }]]]));
});
