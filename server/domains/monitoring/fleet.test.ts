import { beforeAll, describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, serve, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { listFleetInput, type FleetItem } from "./contract-fleet.ts";
import { foldPending, ingestDelta, listFleet, sumFleet } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const nowMs = deps.clock.now().getTime();
const profile = profileOf(100, [referenceOf("x", Array.from({ length: 100 }, (_, i) => i))]);
let sequence = 0;
const replicaId = deps.ids.uuid();

/** `requests` of one row each, `errors` of them refused, so long before now. */
async function carried(served: ServedVersion, of: { requests: number; errors?: number; latencyMs: number; agoMs: number }): Promise<void> {
  const one = countersFor(profile, { x: [5] }, { rows: 1, latencyMs: of.latencyMs });
  const answered = of.requests - (of.errors ?? 0);
  const counters = { ...one, requests: of.requests, errors: of.errors ?? 0, latency: Object.fromEntries(Object.keys(one.latency).map((bucket) => [bucket, answered])) };
  const startsAtMs = Math.floor((nowMs - of.agoMs) / 10_000) * 10_000;
  await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows: [deltaWindow(served, { startsAtMs, widthSeconds: 10 }, counters)] }, startedAt: deps.clock.now(), address: "" });
  while (await foldPending(deps));
}
const fleet = (input: object = {}) => listFleet(deps, actor, listFleetInput.parse(input));

beforeAll(async () => {
  const busy = await givenServed(deps, { model: "busy", profile });
  await carried(busy, { requests: 600, latencyMs: 2, agoMs: 30_000 });
  const failing = await givenServed(deps, { model: "failing", profile });
  await carried(failing, { requests: 100, errors: 25, latencyMs: 40, agoMs: 7_200_000 });
  const drifting = await givenServed(deps, { model: "drifting", profile });
  await carried(drifting, { requests: 10, latencyMs: 9, agoMs: 86_400_000 });
  await deps.db.pool.query("UPDATE monitoring_window SET max_psi_lower = 0.3 WHERE version_id = $1 AND width_seconds = 86400", [drifting.versionId]);
  const idle = await givenServed(deps, { model: "idle" });
  await serve(deps, { ...idle, environment: "staging", since: new Date(nowMs) });
});

describe("the fleet", () => {
  test("sums once in fifteen seconds", async () => {
    expect((await fleet()).items).toEqual([]);
    expect(await sumFleet(deps)).toBe(5);
    expect(await sumFleet(deps)).toBe(0);
    deps.clock.advance(16);
    expect(await sumFleet(deps)).toBe(5);
  });
  test.each([
    { sort: "name", order: ["busy", "drifting", "failing", "idle"] }, { sort: "-requests", order: ["busy", "failing", "drifting", "idle"] }, { sort: "-errors", order: ["failing", "busy", "drifting", "idle"] },
    { sort: "-p99", order: ["failing", "busy", "drifting", "idle"] }, { sort: "-drift", order: ["drifting", "busy", "failing", "idle"] },
  ])("by $sort, page by page", async ({ sort, order }) => {
    const seen: FleetItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await fleet({ sort, limit: 1, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen.map((item) => item.model)).toEqual(order);
  });
  test("what each carried, and how it drifted by day", async () => {
    const { items, totals, daySeconds } = await fleet({ sort: "name" });
    expect([totals, daySeconds]).toEqual([[{ environment: "production", routes: 4 }, { environment: "staging", routes: 1 }], 86_400]);
    const of = (model: string) => items.find((item) => item.model === model);
    expect(of("busy")).toMatchObject({ requests: 600, requestsPerSecond: 10, errorShare: 0, alerts: 0, lamp: "unknown" });
    expect(Math.abs((of("busy")?.p99Ms ?? 0) / 2 - 1)).toBeLessThan(0.0111);
    expect(of("failing")).toMatchObject({ requests: 100, errors: 25, errorShare: 0.25, requestsPerSecond: 0 });
    expect(of("drifting")?.heat.slice(-2)).toEqual([0.3, null]);
    expect(of("drifting")).toMatchObject({ requests: 0, errorShare: null, p99Ms: null });
    expect(of("busy")?.spark.reduce((sum, value) => sum + value, 0)).toBeCloseTo(600 / 3600, 3);
    expect((await fleet({ query: "FAIL" })).items.map((item) => item.model)).toEqual(["failing"]);
    expect((await fleet({ environment: "staging" })).items.map((item) => item.model)).toEqual(["idle"]);
  });
  test("a route that is gone leaves the fleet, a new version begins anew", async () => {
    await deps.db.pool.query("DELETE FROM route_entry USING route r WHERE route_id = r.id AND r.environment = 'staging'");
    await deps.db.pool.query("DELETE FROM route WHERE environment = 'staging'");
    deps.clock.advance(100);
    await sumFleet(deps);
    expect((await deps.db.pool.query("SELECT count(*)::int AS n FROM fleet_entry WHERE environment = 'staging'")).rows).toEqual([{ n: 0 }]);
  });
});
