import { describe, expect, test } from "vitest";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf } from "../../testing/monitoring-builders.ts";
import { testActor, testDeps } from "../../testing/harness.ts";
import { driftInput, monitorInput, trafficInput } from "./contract.ts";
import { drift, foldPending, ingestDelta, judgeStates, liveBrief, monitor, traffic } from "./index.ts";

const values = Array.from({ length: 1000 }, (_, i) => i);
const profile = profileOf(1000, [referenceOf("x", values)]);

describe.each([
  { speed: "720", base: 5, driftWindow: 120 },
  { speed: "514", base: 7, driftWindow: 126 },
])("an hour of the demo's clock is $base s", async ({ speed, base, driftWindow }) => {
  const deps = await testDeps({ SIGNALBOX_DEMO: "on", SIGNALBOX_DEMO_SPEED: speed });
  const actor = await testActor(deps, "scientist");
  const startMs = Math.floor(deps.clock.now().getTime() / base / 1000) * base * 1000;
  const served = await givenServed(deps, { model: "flights", profile, tags: { "signalbox.drift_window_seconds": "120" } });
  let sequence = 0;
  const replicaId = deps.ids.uuid();
  const count = async (startsAtMs: number, shift: number) => {
    const counters = countersFor(profile, { x: values.filter((x) => x % 10 === 0).map((x) => x + shift) }, { rows: 100 });
    await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows: [deltaWindow(served, { startsAtMs, widthSeconds: base }, counters)] }, startedAt: deps.clock.now(), address: "" });
    await foldPending(deps);
  };

  test("the drift window is whole base windows, and slides by them", async () => {
    for (let i = 0; i < 60; i++) await count(startMs + i * base * 1000, i < 30 ? 0 : 400);
    deps.clock.set(new Date(startMs + 60 * base * 1000));
    const view = await drift(deps, actor, driftInput.parse({ model: "flights", stepSeconds: base }));
    expect(view.windowSeconds).toBe(driftWindow);
    const points = view.series[0]?.points ?? [];
    expect(points).toHaveLength(60);
    const inWindow = driftWindow / base;
    expect(points.map((point) => point.count)).toEqual(points.map((_, i) => 100 * Math.min(i + 1, inWindow)));
    expect(points[29]?.psi).toBeLessThan(0.01);
    expect(points.at(-1)?.psi).toBeGreaterThan(1);
    await expect(drift(deps, actor, driftInput.parse({ model: "flights", stepSeconds: base + 1 }))).rejects.toMatchObject({ code: "invalid_input" });
    const day = await traffic(deps, actor, trafficInput.parse({ model: "flights", windowSeconds: driftWindow }));
    expect(day.points.reduce((sum, point) => sum + point.rows, 0)).toBe(6000);
  });

  test("a column is judged at each closed hour of the demo's clock", async () => {
    const state = async () => (await liveBrief(deps, { model: "flights", versionId: served.versionId, environment: "production" }))?.columns[0]?.lamp;
    expect(await state()).toBeUndefined();
    deps.clock.advance(2);
    expect([await judgeStates(deps), await judgeStates(deps)]).toEqual([1, 0]);
    expect(await state()).toBe("alert");
    for (let i = 60; i < 90; i++) await count(startMs + i * base * 1000, 0);
    deps.clock.set(new Date(startMs + 90 * base * 1000 + 2000));
    expect(await judgeStates(deps)).toBe(1);
    expect(await state()).toBe("steady");
    const kinds = await deps.db.prisma.outboxEvent.findMany({ where: { type: "states.judged" }, select: { data: true } });
    expect(kinds.map((event) => event.data)).toEqual([{ model: "flights", environment: "production", lamp: "alert" }, { model: "flights", environment: "production", lamp: "steady" }]);
    deps.clock.advance(3600);
    expect(await judgeStates(deps)).toBe(1);
    expect(await state()).toBe("unknown");
  });

  test("the page shows the window still filling", async () => {
    const now = startMs + 200 * base * 1000 + 1500;
    deps.clock.set(new Date(now));
    await count(startMs + 200 * base * 1000, 0);
    const view = await monitor(deps, actor, monitorInput.parse({ model: "flights", range: "10m" }));
    const last = view.drift.series[0]?.points.at(-1);
    expect(Date.parse(last?.to ?? "")).toBeGreaterThan(now);
    expect(last?.count).toBe(100);
    expect(last?.psi).toBeNull();
    expect(view.traffic.points.at(-1)?.rows).toBe(100);
    expect(view.asOf).toBe(new Date(now).toISOString());
  });
});
