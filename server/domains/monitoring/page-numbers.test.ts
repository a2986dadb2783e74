import { beforeAll, expect, test } from "vitest";
import { flightsOf } from "../../testing/flights.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { distributionInput, monitorInput } from "./contract.ts";
import { distribution, monitor } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const nowMs = deps.clock.now().getTime();
const iso = (ms: number) => new Date(ms).toISOString();
const { rows, given } = flightsOf(deps);
beforeAll(async () => { await given(); });
const of = (input: Record<string, unknown>) => distribution(deps, actor, distributionInput.parse({ model: "flights", ...input }));

test("quantiles, parts of PSI, and a third side in the same bins", async () => {
  const [from, to] = [nowMs - 1_200_000, nowMs - 600_000];
  const x = await of({ feature: "x", from: iso(from), to: iso(to), third: "previous" });
  const own = rows.filter((row) => row.at >= from && row.at < to).flatMap((row) => (row.x === null ? [] : [row.x])).sort((a, b) => a - b);
  for (const { q, lo, hi } of x.numbers.live.quantiles) {
    const exact = own[Math.ceil(q * own.length) - 1] ?? Number.NaN;
    expect([lo <= exact, exact <= hi]).toEqual([true, true]);
  }
  expect([x.numbers.live.minimum, x.numbers.live.maximum]).toEqual([own[0], own.at(-1)]);
  expect(x.contributions?.bins).toHaveLength(x.bins.length);
  const before = await of({ feature: "x", from: iso(from - 600_000), to: iso(from) });
  expect(x.third).toMatchObject({ side: "previous", exact: true, reason: null, count: before.count.live, bins: before.bins.map((bin) => bin.live), from: iso(from - 600_000) });
  expect((await of({ feature: "port", from: iso(from), to: iso(to), third: "week" })).third).toMatchObject({ reason: "Nothing was counted there.", from: iso(from - 604_800_000) });
  expect((await of({ feature: "port", from: iso(from), to: iso(to), third: "v77" })).third).toMatchObject({ reason: "flights has no version 77." });
});

test("the page draws another number where a library has one, and says why where not", async () => {
  const ask = (more: object) => monitor(deps, actor, monitorInput.parse({ model: "flights", feature: "x", ...more }));
  const ks = await ask({ measure: "ks" });
  expect(ks.measure).toMatchObject({ metric: "ks", as: "signalbox", without: [] });
  const newest = ks.measure?.series.find((series) => series.feature === "x")?.points.at(-1);
  expect([newest?.lo ?? 1, newest?.value ?? 0].map((value) => value <= (newest?.hi ?? 0))).toEqual([true, true]);
  expect((await ask({ measure: "psi", as: "evidently" })).measure?.without[0]).toMatchObject({ feature: "x", why: expect.stringContaining("Evidently takes it") });
  expect((await ask({ measure: "chi2", as: "fiddler" })).measure?.without[0]?.why).toContain("has no such number");
  expect((await ask({ measure: "js" })).measure).toBeNull();
  expect(ks.columns.reduce((sum, column) => sum + (column.adds ?? 0), 0)).toBeCloseTo(1, 9);
  expect(ks.traffic.points.every((point) => Object.values(point.bands ?? {}).reduce((sum, count) => sum + count, 0) === point.requests)).toBe(true);
});
