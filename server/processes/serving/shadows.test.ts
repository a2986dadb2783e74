/** Routes of several versions under load: who answers whom, and copies that nobody feels. Followed from disk, without the database. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { servingSnapshot } from "../../domains/serving/index.ts";
import { openDb } from "../../platform/db.ts";
import { systemClock } from "../../platform/clock.ts";
import { testDeps } from "../../testing/harness.ts";
import { databaseDoor, eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../testing/serving-world.ts";
import type { Fed, Ran, Runner } from "./running/runner.ts";
import { type Serving, startServing } from "./server.ts";
import { Shadows } from "./shadows.ts";
import { Statistics } from "./statistics.ts";
import type { Entry } from "./table.ts";
import { Watch } from "./watch.ts";

vi.setConfig({ testTimeout: 120_000 });
const deps = { ...(await testDeps()), clock: systemClock };
const versions = [];
for (const [version, onnx] of [[1, "score"], [2, "double"], [3, "slow"], [4, "mixed"]] as const) versions.push(await makeVersion(deps, { model: "score", version, onnx, baseline: scoreBaseline }));
for (const [environment, made] of Object.entries({ production: versions[0], staging: versions[1] })) if (made) await routeTo(deps, environment, made);
await deps.db.prisma.release.updateMany({ where: { version_id: { in: versions.slice(2).map(({ versionId }) => versionId) } }, data: { state: "open", kind: "promotion" } });
const door = await databaseDoor(deps.databaseUrl);
door.mode = "closed";
const db = openDb(door.url, 2);
let serving: Serving | undefined;
afterAll(async () => {
  await serving?.stop();
  await db.close();
  await door.stop();
});

async function started(): Promise<Serving> {
  const snapshot = await servingSnapshot(deps);
  const routes = snapshot.routes.filter(({ environment }) => environment === "production").map((route) => ({
    ...route, entries: [{ version: "1", weight: 70 }, { version: "2", weight: 30 }], sticky: { from: "header", name: "Customer" }, shadows: [{ version: "3", share: 100 }, { version: "4", share: 100 }],
  }));
  const folder = join(deps.env.dataFolder, "serving", "several");
  mkdirSync(folder, { recursive: true });
  const kept = { ...snapshot, routes };
  writeFileSync(join(folder, "routes.json"), JSON.stringify({ serving: kept, newest: kept }));
  return startServing({ ...deps, db }, { slot: "several", port: 0 });
}

test("under load each customer stays on a side, and shadows neither answer nor fail anybody", async () => {
  const { url } = (serving = await started());
  await eventually(async () => (await fetch(`${url}/readyz`)).ok || null);
  const body = JSON.stringify({ inputs: [{ name: "features", shape: [1, 3], datatype: "FP32", data: [0, 0, 0] }] });
  const seen = new Map<string, Set<string>>();
  let next = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < 1200) {
      const customer = String(next++ % 300);
      const response = await fetch(`${url}/v2/models/score/infer`, { method: "POST", body, headers: { customer } });
      expect(response.status).toBe(200);
      const { model_version: version } = (await response.json()) as { model_version: string };
      seen.set(customer, (seen.get(customer) ?? new Set()).add(version));
    }
  }));
  expect([...seen.values()].every(({ size }) => size === 1)).toBe(true);
  const first = [...seen.values()].filter((sides) => sides.has("1")).length / seen.size;
  expect(Math.abs(first - 0.7)).toBeLessThan(0.1);
  const counted = async () => Object.fromEntries([...(await (await fetch(`${url}/metrics`)).text()).matchAll(/signalbox_serving_shadow_requests_total\{model="score",version="(\d)",environment="production",outcome="(\w+)"\} (\d+)/g)].map(([, version, outcome, count]) => [`${version} ${outcome}`, Number(count)]));
  // Every copy is accounted for; the slow version could not take all, the one of other tensors none.
  const counts = await eventually(async () => { const now = await counted(); return Object.values(now).reduce((sum, count) => sum + count, 0) === 2400 ? now : null; });
  expect([(counts["3 answered"] ?? 0) > 0, counts["3 failed"], counts["4 answered"]]).toEqual([true, undefined, undefined]);
  expect((counts["3 answered"] ?? 0) + (counts["3 dropped"] ?? 0)).toBe(1200);
  const [, ...stats] = ((await (await fetch(`${url}/v2/models/score/stats`)).json()) as { model_stats: { version: string; inference_count: number }[] }).model_stats;
  expect(stats.find(({ version }) => version === "3")?.inference_count).toBe(counts["3 answered"]);
});

const fed: Fed = { datatype: "FP32", shape: [1, 3], data: Float32Array.of(0, 0, 0) };
function shadowOf(run: Runner["run"]): Entry {
  const runner: Runner = { inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }], outputs: [], memoryBytes: 0, place: "requestThread", run, emptyBatch: () => null, release: async () => {} };
  return { served: { versionId: 9, model: "m", version: "9", artifacts: [], tags: {}, modelTags: {}, signature: null, baseline: null }, state: "READY", reason: null, retryAtMs: null, hopeless: false, usedAtMs: 0, runner, watched: { versionId: 9, model: "m", version: "9", profile: null }, statistics: new Statistics(), inFlight: 0, dropped: false };
}

test("too many waiting are dropped and counted; a shadow's failure is its own; each is let go of", async () => {
  const watch = new Watch(10);
  let held = 0;
  const shadows = new Shadows({ watch, hold: () => { held += 1; return () => { held -= 1; }; }, random: () => 0.5 });
  const open: ((ran: Ran) => void)[] = [];
  const stuck = shadowOf(() => new Promise((resolve) => { open.push(resolve); }));
  const broken = shadowOf(() => Promise.reject(new Error("no")));
  const copied = { environment: "production", inputs: new Map([["features", fed]]), atMs: 1_800_000_000_000 };
  const counts = () => Object.fromEntries((shadows.gauges()[0]?.samples ?? []).map(({ labels, value }) => [labels["outcome"], value]));
  shadows.offer([{ entry: stuck, share: 50 }], copied);
  expect(counts()).toEqual({});
  for (let request = 0; request < 300; request += 1) shadows.offer([{ entry: stuck, share: 51 }], copied);
  expect([counts(), held]).toEqual([{ dropped: 44 }, 256]);
  await eventually(() => {
    for (const resolve of open.splice(0)) resolve({ outputs: new Map(), queueMs: 0, ranRows: null });
    return held === 0 || null;
  });
  shadows.offer([{ entry: broken, share: 100 }], copied);
  await eventually(() => held === 0 || null);
  expect(counts()).toEqual({ dropped: 44, answered: 256, failed: 1 });
  expect(watch.take().reduce((sum, { counters }) => sum + counters.requests, 0)).toBe(257);
});
