import { beforeAll, describe, expect, test } from "vitest";
import { flightsOf, type FlightRow as Row } from "../../testing/flights.ts";
import { givenServed, givenVersionOf, profileOf, serve, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { distributionInput, driftInput, monitorInput, trafficInput } from "./contract.ts";
import { checkPoints, pointsAtMost } from "./query-drift.ts";
import { distribution, drift, judgeStates, liveBrief, monitor, recordGap, traffic, fleetTraffic } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const nowMs = deps.clock.now().getTime();
const iso = (ms: number) => new Date(ms).toISOString();

const { reference, profile, rows, count, given } = flightsOf(deps);
let served: ServedVersion;
beforeAll(async () => { served = await given(); });

/** PSI (epsilon fill) and JS distance of raw values, from the words of drift-golden.md and nothing of the product. */
function fromScratch(column: "x" | "port", live: readonly Row[]): { psi: number; js: number; count: number } {
  const pairs: [number, number][] = [];
  if (column === "x") {
    const sorted = reference.map((row) => row.x).sort((a, b) => a - b);
    const max = sorted.at(-1);
    const edges = [...new Set(Array.from({ length: 9 }, (_, k) => sorted[Math.ceil(((k + 1) / 10) * sorted.length) - 1] ?? NaN))].filter((edge) => edge !== max);
    const values = live.flatMap((row) => (row.x === null ? [] : [row.x]));
    for (let i = 0; i <= edges.length; i++) {
      const within = (x: number) => x > (edges[i - 1] ?? -Infinity) && x <= (edges[i] ?? Infinity);
      pairs.push([sorted.filter(within).length, values.filter(within).length]);
    }
  } else {
    for (const label of new Set([...reference, ...live].map((row) => row.port))) pairs.push([reference.filter((row) => row.port === label).length, live.filter((row) => row.port === label).length]);
  }
  const totals = [0, 1].map((side) => pairs.reduce((sum, pair) => sum + (pair[side] ?? 0), 0));
  const shares = [0, 1].map((side) => pairs.map((pair) => (pair[side] ?? 0) / (totals[side] ?? 1)));
  const filled = shares.map((own) => {
    const least = Math.min(...own.filter((share) => share > 0));
    return own.map((share) => (share === 0 ? (least <= 1e-4 ? least / 1e6 : 1e-4) : share));
  });
  const psi = pairs.reduce((sum, _, i) => sum + ((filled[0]?.[i] ?? 0) - (filled[1]?.[i] ?? 0)) * Math.log((filled[0]?.[i] ?? 0) / (filled[1]?.[i] ?? 0)), 0);
  const half = (p: number, m: number) => (p === 0 ? 0 : p * Math.log2(p / m));
  const js = Math.sqrt(pairs.reduce((sum, _, i) => {
    const [p, q] = [shares[0]?.[i] ?? 0, shares[1]?.[i] ?? 0];
    return sum + (half(p, (p + q) / 2) + half(q, (p + q) / 2)) / 2;
  }, 0));
  return { psi, js, count: live.length };
}

const ask = (input: Record<string, unknown>) => drift(deps, actor, driftInput.parse({ model: "flights", ...input }));

describe("drift", () => {
  test.each([
    { name: "the model's own window, the last hour", input: {}, windowSeconds: 3600 },
    { name: "ten minutes, unaligned ends, one ahead of now", input: { windowSeconds: 600, from: iso(nowMs - 5_000_123), to: iso(nowMs + 900_000) }, windowSeconds: 600 },
    { name: "sliding by a minute", input: { windowSeconds: 1800, stepSeconds: 60, from: iso(nowMs - 3_000_001), to: iso(nowMs - 1) }, windowSeconds: 1800 },
    { name: "sliding by ten seconds over six hours", input: { windowSeconds: 21_600, stepSeconds: 10, from: iso(nowMs - 100_000) }, windowSeconds: 21_600 },
    { name: "steps wider than the window", input: { windowSeconds: 600, stepSeconds: 1800, from: iso(nowMs - 7_000_000) }, windowSeconds: 600 },
    { name: "base windows: too few rows for a distance", input: { windowSeconds: 10, from: iso(nowMs - 60_000) }, windowSeconds: 10 },
    { name: "since the epoch", input: { windowSeconds: 86_400, from: iso(0), to: iso(nowMs) }, windowSeconds: 86_400 },
  ])("$name: every window with rows, as computed from the raw rows", async ({ input, windowSeconds }) => {
    const view = await ask(input);
    expect(view).toMatchObject({ model: "flights", version: "1", baselineRows: 2000, windowSeconds });
    expect(view.series.map((series) => [series.feature, series.role, series.kind, series.clock])).toEqual([
      ["x", "input", "numeric", false], ["port", "input", "categorical", false], ["hour", "input", "numeric", true], ["score", "output", "numeric", false],
    ]);
    const given = input as { from?: string; to?: string; stepSeconds?: number };
    const toMs = given.to === undefined ? nowMs : Date.parse(given.to);
    const fromMs = given.from === undefined ? toMs - 3_600_000 : Date.parse(given.from);
    const widthMs = windowSeconds * 1000;
    const expected: number[] = [];
    const every = given.stepSeconds === undefined ? widthMs : given.stepSeconds * 1000;
    for (let end = Math.floor(fromMs / every) * every; end - (given.stepSeconds === undefined ? widthMs : 0) <= toMs; end += every) {
      const asked = given.stepSeconds === undefined ? end - widthMs < toMs && end > fromMs : end > fromMs && end <= toMs;
      if (asked && rows.some((row) => row.at >= end - widthMs && row.at < end)) expected.push(end);
      if (expected.length > 5000) break;
    }
    for (const column of ["x", "port"] as const) {
      const points = view.series.find((series) => series.feature === column)?.points ?? [];
      expect(points.map((point) => Date.parse(point.to))).toEqual(expected);
      for (const point of points) {
        expect(Date.parse(point.to) - Date.parse(point.from)).toBe(widthMs);
        const scratch = fromScratch(column, rows.filter((row) => row.at >= Date.parse(point.from) && row.at < Date.parse(point.to)));
        expect(point.count).toBe(scratch.count);
        expect(point.version).toBe("1");
        if (point.count < 200) expect([point.psi, point.js]).toEqual([null, null]);
        else {
          expect(Math.abs((point.psi ?? NaN) - scratch.psi)).toBeLessThan(1e-9);
          expect(Math.abs((point.js ?? NaN) - scratch.js)).toBeLessThan(1e-9);
        }
      }
    }
  });

  test("verdicts on every column but clocks", async () => {
    const { series } = await ask({ stepSeconds: 600 });
    for (const { clock, points } of series) {
      for (const point of points) expect(point.verdict === null).toBe(clock);
      if (!clock) expect(points.at(-1)?.psiLower).toBeLessThanOrEqual(points.at(-1)?.psiVerdict ?? 0);
    }
    expect(series[0]?.points.at(-1)?.verdict).toBe("alert");
  });

  test("one column", async () => {
    const [all, one] = await Promise.all([ask({ stepSeconds: 600 }), ask({ stepSeconds: 600, feature: "port" })]);
    expect(one.series).toEqual(all.series.filter((series) => series.feature === "port"));
  });

  test.each([
    { name: "a width that is no multiple of ten seconds", input: { windowSeconds: 15 }, code: "invalid_input", field: "windowSeconds" },
    { name: "a step that is none", input: { stepSeconds: 7 }, code: "invalid_input", field: "stepSeconds" },
    { name: "from after to", input: { from: iso(nowMs + 1), to: iso(nowMs) }, code: "invalid_input", field: "from" },
    { name: "a model that is not there", input: { model: "nobody" }, code: "not_found", field: undefined },
    { name: "an environment that does not route it", input: { environment: "staging" }, code: "not_found", field: undefined },
    { name: "an environment that is none", input: { environment: "moon" }, code: "not_found", field: undefined },
    { name: "a version that is not there", input: { version: 9 }, code: "not_found", field: undefined },
    { name: "a column that is not there", input: { feature: "y" }, code: "not_found", field: undefined },
  ])("refused: $name", async ({ input, code, field }) => {
    await expect(ask(input)).rejects.toMatchObject({ code, fields: field === undefined ? [] : [{ path: field }] });
  });
  test("points of all columns are bounded, by a sentence that says what to ask for", () => {
    expect(() => checkPoints(pointsAtMost / 20, 20)).not.toThrow();
    expect(() => checkPoints(pointsAtMost / 20 + 1, 20)).toThrow(/ask for one feature, a shorter range, or a larger stepSeconds/);
  });
  test("more windows than one answer holds; a range without data costs nothing", async () => {
    const sparse = await givenServed(deps, { model: "sparse", profile });
    await count(sparse, [{ at: nowMs - 200_000_000, x: 1, port: "AMS" }, { at: nowMs - 1000, x: 1, port: "AMS" }]);
    await expect(ask({ model: "sparse", from: iso(0), windowSeconds: 10 })).rejects.toMatchObject({ code: "invalid_input", fields: [{ path: "stepSeconds" }] });
    expect((await ask({ model: "sparse", from: iso(0), windowSeconds: 3600 })).series[0]?.points.map((point) => point.count)).toEqual([1, 1]);
    expect((await ask({ model: "sparse", from: iso(0), to: iso(nowMs - 300_000_000), windowSeconds: 10 })).series[0]?.points).toEqual([]);
  });
  test("an unknown column is told which there are", async () => {
    await expect(ask({ feature: "y" })).rejects.toThrow(/x, port, hour, score/);
  });

  test("a version that no longer serves answers by its number; what serves is the default", async () => {
    const old = await givenServed(deps, { model: "moved", profile });
    await count(old, rows.slice(0, 500));
    const next = await givenVersionOf(deps, { model: "moved", profile });
    await serve(deps, { ...next, environment: "production", since: new Date(nowMs - 1000) });
    const range = { model: "moved", from: iso(nowMs - 7_200_000), windowSeconds: 3600 };
    expect((await ask(range)).version).toBe("2");
    expect((await ask(range)).series[0]?.points).toEqual([]);
    expect((await ask({ ...range, version: "1" })).series[0]?.points[0]?.count).toBeGreaterThan(0);
  });

  test("without a baseline: no series, but traffic", async () => {
    const bare = await givenServed(deps, { model: "bare" });
    await count(bare, rows.slice(-20), profileOf(0, []));
    expect(await ask({ model: "bare" })).toMatchObject({ baselineRows: null, series: [] });
    const points = (await traffic(deps, actor, trafficInput.parse({ model: "bare" }))).points;
    expect(points.reduce((sum, point) => sum + point.rows, 0)).toBe(20);
    const view = await monitor(deps, actor, monitorInput.parse({ model: "bare" }));
    expect(view).toMatchObject({ baseline: { state: "none" }, columns: [], distribution: null, lamp: "unknown" });
  });
});

describe("distribution", () => {
  const of = (input: Record<string, unknown>) => distribution(deps, actor, distributionInput.parse({ model: "flights", ...input }));

  test("whole base windows that overlap the range, every row once", async () => {
    const from = nowMs - 1_234_567;
    const to = nowMs - 654_321;
    const own = rows.filter((row) => row.at >= Math.floor(from / 10_000) * 10_000 && row.at < Math.ceil(to / 10_000) * 10_000);
    const x = await of({ feature: "x", from: iso(from), to: iso(to) });
    expect(x.count).toEqual({ baseline: 2000, live: own.length });
    expect(x.missing.live).toBe(own.filter((row) => row.x === null).length);
    for (const bin of x.bins) {
      if (!("lo" in bin)) throw new Error("a numeric bin has edges");
      const within = (value: number | null) => value !== null && value > (bin.lo ?? -Infinity) && value <= (bin.hi ?? Infinity);
      expect([bin.baseline, bin.live]).toEqual([reference.filter((row) => within(row.x)).length, own.filter((row) => within(row.x)).length]);
    }
    const port = await of({ feature: "port", from: iso(from), to: iso(to) });
    const labels = port.bins.map((bin) => ("value" in bin ? bin.value : ""));
    expect(labels.slice(0, 4)).toEqual(["AMS", "BRU", "CDG", "DUS"]);
    expect(new Set(labels)).toEqual(new Set([...own.map((row) => row.port), "DUS"]));
    for (const bin of port.bins) expect(bin.live).toBe(own.filter((row) => "value" in bin && row.port === bin.value).length);
    expect(port.unseen.live).toBe(0);
  });

  test("nothing counted is all zeros", async () => {
    const view = await of({ feature: "x", from: iso(0), to: iso(1000) });
    expect(view.count).toEqual({ baseline: 2000, live: 0 });
    expect(view.bins.every((bin) => bin.live === 0)).toBe(true);
  });
});

test("traffic: requests, rows and latency of each window", async () => {
  const view = await traffic(deps, actor, trafficInput.parse({ model: "flights", windowSeconds: 600, from: iso(nowMs - 3_600_000) }));
  for (const point of view.points) {
    const own = rows.filter((row) => row.at >= Date.parse(point.from) && row.at < Date.parse(point.to));
    const requests = new Set(own.map((row) => Math.floor(row.at / 10_000)));
    expect([point.rows, point.requests, point.errors]).toEqual([own.length, requests.size, 0]);
    const latencies = [...requests].map((window) => 2 + (window % 7)).sort((a, b) => a - b);
    for (const [q, got] of [[0.5, point.p50Ms], [0.95, point.p95Ms], [0.99, point.p99Ms]] as const) {
      const exact = latencies[Math.ceil(q * latencies.length) - 1] ?? 0;
      expect(Math.abs((got ?? 0) / exact - 1)).toBeLessThan(0.0111);
    }
  }
  expect(view.points).toHaveLength(6);
  expect((await traffic(deps, actor, trafficInput.parse({ model: "flights", from: iso(nowMs + 60_000) }))).points).toEqual([]);
});

describe("judging and the page", () => {
  test("each minute once, lamps and the overview's heat follow the drift window", async () => {
    deps.clock.advance(3);
    expect(await judgeStates(deps)).toBeGreaterThan(0);
    expect(await judgeStates(deps)).toBe(0);
    const brief = await liveBrief(deps, { model: "flights", versionId: served.versionId, environment: "production" });
    expect(brief).toMatchObject({ asOf: iso(Math.floor((nowMs + 1000) / 60_000) * 60_000), lamp: "alert" });
    expect(brief?.columns.map((column) => [column.column, column.lamp])).toEqual([["hour", "clock"], ["port", "alert"], ["score", "alert"], ["x", "alert"]]);
    const x = brief?.columns.find((column) => column.column === "x");
    const scratch = fromScratch("x", rows.filter((row) => row.at >= Date.parse(brief?.asOf ?? "") - 3_600_000));
    expect(x?.psi).toBeCloseTo(scratch.psi, 9);
    const fleet = await fleetTraffic(deps, { environment: "production", from: new Date(nowMs - 3_600_000), to: new Date(nowMs), buckets: 24 });
    const own = fleet.find((entry) => entry.model === "flights");
    expect(own?.heat.at(-1)).toBeGreaterThan(0.1);
    expect(own?.heat.slice(0, -1).every((value) => value === null)).toBe(true);
    expect(own?.requests).toBe(new Set(rows.filter((row) => row.at >= nowMs - 3_600_000).map((row) => Math.floor(row.at / 10_000))).size);
    expect((own?.spark.reduce((sum, value) => sum + value, 0) ?? 0) * 150).toBeCloseTo(own?.requests ?? 0, 6);
    expect(await liveBrief(deps, { model: "bare", versionId: 999_999, environment: "production" })).toBeNull();
  });

  test("two workers judge a model once", async () => {
    deps.clock.advance(60);
    await deps.db.prisma.outboxEvent.deleteMany();
    const judged = await Promise.all(Array.from({ length: 4 }, () => judgeStates(deps)));
    const states = await deps.db.prisma.modelState.count();
    expect(judged.reduce((sum, count) => sum + count, 0)).toBe(states);
    expect(await deps.db.prisma.outboxEvent.count({ where: { type: "states.judged", subject: "flights" } })).toBe(0);
  });

  test("the whole page in one call, of one moment", async () => {
    await recordGap(deps, { replicaId: deps.ids.uuid(), incarnation: 9, sequence: 0, from: new Date(nowMs - 60_000), to: new Date(nowMs - 59_000), lost: [{ model: "flights", version: "1", environment: "production", requests: 2, rows: 5 }, { model: "other", version: "1", environment: "production", requests: 7, rows: 7 }] });
    const view = await monitor(deps, actor, monitorInput.parse({ model: "flights" }));
    expect(view).toMatchObject({ version: "1", lamp: "alert", driftWindowSeconds: 3600, windowSeconds: 3600, stepSeconds: 20, baseSeconds: 10, windowShowsDrift: true, baseline: { state: "ready", rows: 2000 }, gaps: [{ rows: 5, requests: 2 }], marks: [] });
    const shown = view.drift.series.find((series) => series.feature === view.distribution?.feature);
    expect(shown?.points).toHaveLength(180);
    expect(shown?.points.at(-1)?.to).toBe(view.to);
    for (const point of shown?.points ?? []) expect(point.psiLower).toBeLessThanOrEqual(point.psiVerdict ?? 0);
    for (const series of view.drift.series) if (series !== shown && series.role === "input") expect(series.points.length).toBeLessThanOrEqual(40);
    expect(view.columns.map((column) => column.column).at(-1)).toBe("hour");
    expect(view.columns[0]).toMatchObject({ lamp: "alert", moved: expect.any(String), missingShare: expect.any(Number) });
    expect(view.columns[0]?.spark).toHaveLength(40);
    expect(view.distribution?.feature).toBe(view.columns[0]?.column);
    expect(view.distribution?.count.live).toBe(view.columns[0]?.rows);
    expect((await monitor(deps, actor, monitorInput.parse({ model: "flights", feature: "port", windowSeconds: 600 })))).toMatchObject({ windowShowsDrift: false, distribution: { feature: "port" } });
  });

  test("a promotion inside the range is a mark, and no window mixes the versions", async () => {
    const old = await givenServed(deps, { model: "promoted", profile, tags: { "signalbox.drift_window_seconds": "600" } });
    const at = nowMs - 1_500_000;
    await count(old, rows.filter((row) => row.at < at));
    const made = await givenVersionOf(deps, { model: "promoted", profile, tags: { "signalbox.drift_window_seconds": "600" } });
    const releaseId = await serve(deps, { ...made, environment: "production", since: new Date(at) });
    await count({ ...old, versionId: made.versionId, version: "2" }, rows.filter((row) => row.at >= at));
    const view = await monitor(deps, actor, monitorInput.parse({ model: "promoted", from: iso(nowMs - 3_600_000), to: iso(nowMs) }));
    expect(view.marks).toEqual([{ at: iso(at), text: `v2 live, release ${releaseId}`, releaseId: String(releaseId) }]);
    const points = view.drift.series[0]?.points ?? [];
    for (const point of points) expect(point.version).toBe(Date.parse(point.to) <= at ? "1" : "2");
    for (const point of points) {
      const own = rows.filter((row) => row.at >= Date.parse(point.from) && row.at < Date.parse(point.to) && (point.version === "1" ? row.at < at : row.at >= at));
      expect(point.count).toBe(own.length);
    }
    const total = rows.filter((row) => row.at >= Date.parse(view.traffic.points[0]?.from ?? "") && row.at < nowMs).length;
    expect(view.traffic.points.reduce((sum, point) => sum + point.rows, 0)).toBe(total);
  });
});
