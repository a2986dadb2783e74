import type pg from "pg";
import { describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { statementsOf } from "../../testing/plans.ts";
import { defaultTerms, listStorageInput } from "./contract-storage.ts";
import { distributionInput, driftInput, trafficInput } from "./contract.ts";
import { changeTerms, distribution, drift, expireWindows, foldPending, ingestDelta, listStorage, measureStorage, monitor, storageSummary, traffic } from "./index.ts";

const deps = await testDeps();
const day = 86_400_000;
const profile = profileOf(1000, [referenceOf("x", Array.from({ length: 1000 }, (_, i) => i / 10))]);
const counters = countersFor(profile, { x: Array.from({ length: 300 }, (_, i) => i / 3) }, { rows: 300 });
let sequence = 0;
const replicaId = deps.ids.uuid();

/** One request of 300 rows at each of these moments. */
async function counted(model: string, moments: readonly number[]) {
  const served = await givenServed(deps, { model, profile });
  const windows = moments.map((ms) => deltaWindow(served, { startsAtMs: ms, widthSeconds: 10 }, counters));
  for (let at = 0; at < windows.length; at += 50) {
    await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows: windows.slice(at, at + 50) }, startedAt: deps.clock.now(), address: "" });
  }
  while (await foldPending(deps));
  return served;
}
const widthsOf = async (versionId: number) => (await deps.db.pool.query<{ width: number; n: number }>("SELECT width_seconds AS width, count(*)::int AS n FROM monitoring_window WHERE version_id = $1 GROUP BY 1 ORDER BY 1", [versionId])).rows.map((row) => [row.width, row.n]);
async function expireAll(): Promise<void> {
  while (await expireWindows(deps));
}

describe("windows go on stated terms", () => {
  test("what is rolled up tells the same after its base windows are gone, and nothing is told by half", async () => {
    const actor = await testActor(deps, "scientist");
    const t0 = Date.UTC(2026, 1, 10, 9, 0, 0);
    deps.clock.set(new Date(t0 + day / 2));
    // 40 requests an hour apart and off the minute, over almost two days.
    const served = await counted("kept", Array.from({ length: 40 }, (_, i) => t0 + i * 3_600_000 + 20_000));
    const ask = { model: "kept", from: new Date(t0).toISOString(), to: new Date(t0 + 2 * day).toISOString() };
    const hourly = () => traffic(deps, actor, trafficInput.parse({ ...ask, windowSeconds: 3600 }));
    const before = await hourly();
    expect(before.points).toHaveLength(40);
    expect(await widthsOf(served.versionId)).toEqual([[10, 40], [60, 40], [600, 40], [3600, 40], [86_400, 3]]);

    deps.clock.set(new Date(t0 + 5 * day));
    await expireAll();
    expect(await widthsOf(served.versionId)).toEqual([[60, 40], [600, 40], [3600, 40], [86_400, 3]]);
    expect((await hourly()).points).toEqual(before.points);
    expect((await traffic(deps, actor, trafficInput.parse({ ...ask, windowSeconds: 10 }))).points).toEqual([]);

    deps.clock.set(new Date(t0 + 30 * day));
    await expireAll();
    expect(await widthsOf(served.versionId)).toEqual([[600, 40], [3600, 40], [86_400, 3]]);
    expect((await hourly()).points).toEqual(before.points);
    const sliding = await drift(deps, actor, driftInput.parse({ ...ask, windowSeconds: 3600, stepSeconds: 600 }));
    expect(sliding.series[0]?.points.length).toBeGreaterThan(100);

    deps.clock.set(new Date(t0 + 500 * day));
    await expireAll();
    expect(await widthsOf(served.versionId)).toEqual([[86_400, 3]]);
    const whole = await distribution(deps, actor, distributionInput.parse({ ...ask, feature: "x" }));
    expect(whole.count.live).toBe(40 * 300);
    expect((await hourly()).points).toEqual([]);
  });

  test("a late row is counted only where all of its window is still there", async () => {
    const t0 = Date.UTC(2028, 0, 10, 9, 0, 0);
    deps.clock.set(new Date(t0 + 5 * day));
    await expireAll();
    const served = await counted("late", [t0, t0 + 5 * day]);
    expect(await widthsOf(served.versionId)).toEqual([[10, 1], [60, 2], [600, 2], [3600, 2], [86_400, 2]]);
  });
});

test("a year of a model is read in few rows and statements", async () => {
  const actor = await testActor(deps, "scientist");
  const t0 = Date.UTC(2029, 0, 1);
  deps.clock.set(new Date(t0 + 365 * day));
  await expireAll();
  await counted("a year", Array.from({ length: 730 }, (_, i) => t0 + i * (day / 2)));
  let rows = 0;
  const counting = { ...deps, db: { ...deps.db, hot: async <Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) => {
    const found = await deps.db.hot<Row>(name, text, values);
    if (name.startsWith("monitoring.windows")) rows += found.length;
    return found;
  } } };
  const statements = await statementsOf(async () => {
    const view = await monitor(counting, actor, { model: "a year", environment: "production", range: "1h", from: new Date(t0).toISOString(), to: new Date(t0 + 365 * day).toISOString() });
    expect(view.traffic.points.reduce((sum, point) => sum + point.requests, 0)).toBe(730);
    expect(view.drift.series[0]?.points.length).toBeGreaterThan(150);
  });
  expect(rows).toBeLessThan(1500);
  expect(statements.length).toBeLessThan(40);
});

describe("what is kept can be seen", () => {
  test("models by weight and by name, page by page", async () => {
    const actor = await testActor(deps, "scientist");
    while (await measureStorage(deps));
    const pages = async (sort: "-bytes" | "name") => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listStorage(deps, actor, listStorageInput.parse({ sort, limit: 1, cursor }));
        seen.push(...page.items.map((item) => item.model));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return seen;
    };
    expect(await pages("-bytes")).toEqual(["a year", "kept", "late"]);
    expect(await pages("name")).toEqual(["a year", "kept", "late"]);
    const { items: [year] } = await listStorage(deps, actor, listStorageInput.parse({ query: "YEAR" }));
    expect(year?.rows).toBe(year?.widths.reduce((sum, width) => sum + width.rows, 0));
    expect(year?.widths.find((width) => width.widthSeconds === 86_400)?.rows).toBe(365);
    expect(await measureStorage(deps)).toBe(0);
    const summary = await storageSummary(deps, actor);
    expect(summary.widths.map((width) => width.widthSeconds)).toEqual([10, 60, 600, 3600, 86_400]);
    expect(summary.deltas.waiting).toBe(0);
  });

  test("an administrator changes the terms, in order and on record", async () => {
    const [admin, scientist] = [await testActor(deps, "admin"), await testActor(deps, "scientist")];
    const terms = { ...defaultTerms, baseHours: 24, minuteDays: 30 };
    await expect(changeTerms(deps, scientist, terms)).rejects.toMatchObject({ code: "forbidden" });
    await expect(changeTerms(deps, admin, { ...terms, hourDays: 2 })).rejects.toMatchObject({ code: "invalid_input" });
    await changeTerms(deps, admin, terms);
    expect((await storageSummary(deps, scientist)).terms).toEqual(terms);
    const { rows } = await deps.db.pool.query("SELECT detail FROM audit_event WHERE action = 'storage.terms_changed'");
    expect(rows).toEqual([{ detail: { before: defaultTerms, terms } }]);
  });
});
