import { beforeAll, describe, expect, test } from "vitest";
import { mulberry32 } from "../../testing/golden.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, type ServedVersion } from "../../testing/monitoring-builders.ts";
import { driftInput } from "./contract.ts";
import { drift, foldPending, ingestDelta } from "./index.ts";

const deps = await testDeps();
const actor = await testActor(deps, "scientist");
const nowMs = deps.clock.now().getTime();
const iso = (ms: number) => new Date(ms).toISOString();
const source = mulberry32(11);
const random = () => source.next().value;
const ports = ["AMS", "BRU", "CDG", "DUS"];
const reference = Array.from({ length: 2000 }, () => ({ x: Math.round(random() * 1000) / 10, port: ports[Math.floor(random() * 4)] ?? "" }));
const profile = profileOf(2000, [referenceOf("x", reference.map((row) => row.x)), referenceOf("port", reference.map((row) => row.port))]);
type Row = { at: number; x: number | null; port: string };
/** An hour and a half of rows, one every two seconds, drifting up in the last half hour. */
const rows: Row[] = Array.from({ length: 2700 }, (_, i) => ({
  at: nowMs - 5_400_000 + i * 2000, x: random() < 0.01 ? null : Math.round(random() * 1000 + (i > 1800 ? 250 : 0)) / 10, port: ports[Math.floor(random() * 3)] ?? "",
}));

const replicaId = deps.ids.uuid();
let sequence = 0;
async function count(of: ServedVersion, some: readonly Row[]): Promise<void> {
  const starts = Map.groupBy(some, (row) => Math.floor(row.at / 10_000) * 10_000);
  const windows = [...starts].map(([startsAtMs, own]) => deltaWindow(of, { startsAtMs, widthSeconds: 10 }, countersFor(profile, { x: own.map((row) => row.x), port: own.map((row) => row.port) }, { rows: own.length })));
  await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows }, startedAt: deps.clock.now(), address: "here" });
  while (await foldPending(deps));
}

beforeAll(async () => { await count(await givenServed(deps, { model: "flights", profile }), rows); });

describe("other distances", () => {
  const hour = { from: iso(nowMs - 3_600_000), to: iso(nowMs), windowSeconds: 3600, stepSeconds: 3600 };
  const inside = (point: { from: string; to: string }) => rows.filter((row) => row.at >= Date.parse(point.from) && row.at < Date.parse(point.to));
  const ask = (more: Record<string, unknown>) => drift(deps, actor, driftInput.parse({ model: "flights", ...hour, ...more }));

  test("Kolmogorov–Smirnov and Wasserstein hold the raw rows' numbers, slid or read whole", async () => {
    const [view, slid] = await Promise.all([ask({ feature: "x", metrics: "ks,wasserstein,hellinger" }), ask({ feature: "x", metrics: "ks,wasserstein,hellinger", stepSeconds: 600 })]);
    const below = (values: readonly number[], x: number) => values.filter((value) => value <= x).length / values.length;
    const base = reference.map((row) => row.x);
    for (const point of [...(view.series[0]?.points ?? []), ...(slid.series[0]?.points.slice(-2) ?? [])]) {
      const live = inside(point).flatMap((row) => (row.x === null ? [] : [row.x]));
      const points = [...new Set([...live, ...base])].toSorted((a, b) => a - b);
      const gaps = points.map((x) => Math.abs(below(base, x) - below(live, x)));
      const truth = { ks: Math.max(...gaps), wasserstein: gaps.slice(0, -1).reduce((sum, gap, i) => sum + gap * ((points[i + 1] ?? 0) - (points[i] ?? 0)), 0) };
      for (const metric of ["ks", "wasserstein"] as const) {
        expect(point[metric]?.lo).toBeLessThanOrEqual(truth[metric] + 1e-9);
        expect(point[metric]?.hi).toBeGreaterThanOrEqual(truth[metric] - 1e-9);
      }
    }
    expect(view.series[0]?.points.at(-1)).toMatchObject({ psi: null, js: null, hellinger: expect.any(Number) as number });
  });

  test("a library's definition, or why frozen edges cannot give it", async () => {
    const [ours, theirs] = await Promise.all([ask({ feature: "port", metrics: "js" }), ask({ feature: "port", metrics: "js", as: "evidently" })]);
    expect(theirs.series[0]?.points.at(-1)?.js).toBeCloseTo((ours.series[0]?.points.at(-1)?.js ?? NaN) * Math.sqrt(Math.LN2), 12);
    expect((await ask({ feature: "x", metrics: "js", as: "nannyml" })).series[0]?.points.at(-1)?.js).toEqual(expect.any(Number));
    await expect(ask({ feature: "x", metrics: "psi", as: "evidently" })).rejects.toMatchObject({ code: "not_computable", extra: { feature: "x", metric: "psi", as: "evidently" } });
    expect(() => driftInput.parse({ model: "flights", metrics: "psi,energy" })).toThrow(/psi/);
  });

  test("a window that a process of before counted without sketches has no such number", async () => {
    const other = await givenServed(deps, { model: "flights-before", profile });
    const few = rows.filter((row) => row.at >= nowMs - 600_000);
    await count(other, few);
    await deps.db.pool.query(`UPDATE monitoring_window SET sketches = NULL WHERE version_id = $1 AND extract(epoch FROM starts_at)::bigint % 120 = 0`, [other.versionId]);
    const view = await drift(deps, actor, driftInput.parse({ model: "flights-before", feature: "x", metrics: "ks,psi", from: iso(nowMs - 600_000), to: iso(nowMs), windowSeconds: 600, stepSeconds: 600 }));
    expect(view.series[0]?.points.at(-1)).toMatchObject({ ks: null, psi: expect.any(Number) as number });
  });
});
