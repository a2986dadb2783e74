/** Nothing that was counted is lost or counted twice, whatever happens to the database or to the process. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { foldPending } from "../../domains/monitoring/fold-pending.ts";
import { testDeps } from "../../testing/harness.ts";
import { dataFolder, databaseDoor, eventually, type ServingChild, spawnServing, startServingChild } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline } from "../../testing/serving-world.ts";
import { readRunningTotal } from "./running-total.ts";
import { readSpooled } from "./spool.ts";

// Each test starts processes; on a busy machine that alone takes a while.
vi.setConfig({ testTimeout: 120_000 });
const deps = await testDeps();
const made = await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline });
await routeTo(deps, "production", made);
const door = await databaseDoor(deps.databaseUrl);
afterAll(() => door.stop());
const children: ServingChild[] = [];
afterEach(async () => {
  door.mode = "open";
  for (const child of children.splice(0)) await child.kill("SIGKILL");
});

const settings = (folder: string) => ({ SIGNALBOX_DATA: folder, DATABASE_URL: door.url });
/** Models come from the blob store under the data folder: the tests' own is where their versions were put. */
async function begin(folder: string, more: Record<string, string> = {}): Promise<ServingChild> {
  const child = await startServingChild({ ...settings(folder), ...more });
  children.push(child);
  await eventually(async () => (await fetch(`${child.url}/v2/models/score/ready`)).ok || null);
  return child;
}
const folderOfDeps = deps.env.dataFolder;
const body = `{"inputs":[{"name":"features","shape":[2,3],"datatype":"FP32","data":[0.5,0.5,0.5,9,9,null]}]}`;
async function predict(child: ServingChild, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) expect((await fetch(`${child.url}/v2/models/score/infer`, { method: "POST", body })).status).toBe(200);
}
const metric = async (child: ServingChild, name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(await (await fetch(`${child.url}/metrics`)).text())?.[1]);
const spoolOf = (slot = "0") => join(folderOfDeps, "serving", slot, "spool");
const replicaOf = (slot = "0") => JSON.parse(readFileSync(join(folderOfDeps, "serving", slot, "replica.json"), "utf8")) as { id: string; incarnation: number };
type Delta = { sequence: number; incarnation: number; payload: { windows: { startsAtMs: number; counters: { requests: number; rows: number } }[] } };
const deltaIn = (path: string) => JSON.parse(readSpooled(readFileSync(path, "utf8")).content ?? "{}") as Delta;
const deltasOf = async (replicaId: string) => (await deps.db.pool.query<Delta>("SELECT sequence, incarnation, payload FROM monitoring_delta WHERE replica_id = $1 ORDER BY received_at, sequence", [replicaId])).rows;
const requestsIn = (deltas: readonly Delta[]) => deltas.reduce((sum, { payload }) => sum + payload.windows.reduce((inner, { counters }) => inner + counters.requests, 0), 0);
const arrived = (slot: string, requests: number) => eventually(async () => { const deltas = await deltasOf(replicaOf(slot).id); return requestsIn(deltas) >= requests ? deltas : null; });

describe("counting", () => {
  test("a stopped database: counters wait on disk and arrive in order, byte for byte, once", async () => {
    const child = await begin(folderOfDeps);
    await predict(child, 3);
    await arrived("0", 3);
    door.mode = "closed";
    await predict(child, 4);
    await eventually(async () => (await metric(child, "signalbox_serving_spool_deltas")) >= 1 || null);
    await predict(child, 5);
    await eventually(async () => (await metric(child, "signalbox_serving_spool_deltas")) >= 2 || null);
    const kept = new Map(readdirSync(spoolOf()).filter((name) => name.endsWith(".json")).map((name) => [Number(name.slice(0, 12)), deltaIn(join(spoolOf(), name))]));
    door.mode = "open";
    const deltas = await arrived("0", 12);
    expect(requestsIn(deltas)).toBe(12);
    expect(deltas.map(({ sequence }) => sequence)).toEqual(deltas.map((_, at) => at + 1));
    for (const { sequence, payload } of deltas) if (kept.has(sequence)) expect(payload).toEqual(kept.get(sequence)?.payload);
    await eventually(async () => (await metric(child, "signalbox_serving_spool_deltas")) === 0 || null);
    expect(await child.kill("SIGTERM")).toBe(0);
  });

  test("an answer that is lost: the delta is sent again and counts once", async () => {
    const child = await begin(folderOfDeps, { SIGNALBOX_SERVING_SLOT: "mute" });
    door.mode = "mute";
    await predict(child, 6);
    // What a second begins on may leave in two deltas, and the second waits for the first one's answer.
    await arrived("mute", 1);
    expect(await metric(child, "signalbox_serving_spool_deltas")).toBeGreaterThanOrEqual(1);
    door.mode = "closed";
    door.mode = "open";
    await arrived("mute", 6);
    await eventually(async () => (await metric(child, "signalbox_serving_spool_deltas")) === 0 || null);
    expect(requestsIn(await deltasOf(replicaOf("mute").id))).toBe(6);
    expect(await child.kill("SIGTERM")).toBe(0);
  });

  test("SIGTERM spools what was counted; the next start sends it", async () => {
    const child = await begin(folderOfDeps, { SIGNALBOX_SERVING_SLOT: "term" });
    door.mode = "closed";
    await predict(child, 7);
    expect(await child.kill("SIGTERM")).toBe(0);
    door.mode = "open";
    const next = await begin(folderOfDeps, { SIGNALBOX_SERVING_SLOT: "term" });
    const deltas = await arrived("term", 7);
    expect([requestsIn(deltas), new Set(deltas.map(({ incarnation }) => incarnation)), replicaOf("term").incarnation]).toEqual([7, new Set([1]), 2]);
    expect(await deps.db.prisma.monitoringGap.count({ where: { replica_id: replicaOf("term").id } })).toBe(0);
    await predict(next, 1);
    expect((await arrived("term", 8)).at(-1)).toMatchObject({ incarnation: 2 });
  });

  test("kill -9: what was counted and not spooled is a gap, and both together are everything", async () => {
    const slot = { SIGNALBOX_SERVING_SLOT: "kill" };
    const slotFolder = join(folderOfDeps, "serving", "kill");
    /** Requests that the disk knows of: those of spooled deltas, and the running total after them. */
    const known = async () => {
      const running = readRunningTotal(slotFolder);
      const spooled = new Map((await deltasOf(replicaOf("kill").id)).map((delta) => [delta.sequence, delta]));
      for (const name of readdirSync(spoolOf("kill")).filter((file) => /^0*[1-9]\d*\.json$/.test(file))) spooled.set(Number(name.slice(0, 12)), deltaIn(join(spoolOf("kill"), name)));
      return requestsIn([...spooled.values()].filter(({ sequence }) => sequence <= (running?.afterSequence ?? 0))) + (running?.counts ?? []).reduce((sum, { requests }) => sum + requests, 0);
    };
    type Lost = { model: string; version: string; environment: string; requests: number; rows: number }[];
    const gaps = async () => (await deps.db.prisma.monitoringGap.findMany({ where: { replica_id: replicaOf("kill").id } })).map(({ incarnation, lost }) => ({ incarnation, lost: lost as Lost }));
    let child = await begin(folderOfDeps, slot);
    let sent = 0;
    let found = await gaps();
    // A flush may come between the last look and the kill; then nothing is lost, and the next round looks again.
    for (let round = 1; found.length === 0 && round <= 10; round += 1) {
      door.mode = "closed";
      await eventually(async () => {
        await predict(child, 1);
        sent += 1;
        return (await known()) === sent || null;
      });
      await child.kill("SIGKILL");
      door.mode = "open";
      child = await begin(folderOfDeps, slot);
      await eventually(async () => (await metric(child, "signalbox_serving_spool_deltas")) === 0 || null);
      found = await gaps();
      const lost = found.flatMap((gap) => gap.lost).reduce((sum, { requests }) => sum + requests, 0);
      expect(requestsIn(await deltasOf(replicaOf("kill").id)) + lost).toBe(sent);
    }
    const { incarnation } = replicaOf("kill");
    expect(found).toEqual([{ incarnation: incarnation - 1, lost: [{ model: "score", version: "1", environment: "production", requests: expect.any(Number) as number, rows: (found[0]?.lost[0]?.requests ?? 0) * 2 }] }]);
    expect(await child.kill("SIGTERM")).toBe(0);
  });

  test("a delta that the disk has changed or cut is a gap of its size, and the others arrive in order", async () => {
    const slot = { SIGNALBOX_SERVING_SLOT: "damaged" };
    const child = await begin(folderOfDeps, slot);
    door.mode = "closed";
    const names = () => readdirSync(spoolOf("damaged")).filter((name) => /^0*[1-9]\d*\.json$/.test(name)).toSorted();
    for (const requests of [1, 2, 3, 4, 5]) {
      await predict(child, requests);
      await eventually(() => names().reduce((sum, name) => sum + requestsIn([deltaIn(join(spoolOf("damaged"), name))]), 0) === (requests * (requests + 1)) / 2 || null);
    }
    await child.kill("SIGKILL");
    const paths = names().map((name) => join(spoolOf("damaged"), name));
    const held = paths.map((path) => requestsIn([deltaIn(path)]));
    const [, flipped = "", emptied = "", cut = ""] = paths;
    const bytes = readFileSync(flipped);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 40) ^ 1, bytes.length - 40);
    writeFileSync(flipped, bytes);
    truncateSync(emptied, 0);
    truncateSync(cut, readFileSync(cut).length - 100);
    door.mode = "open";
    const next = await begin(folderOfDeps, slot);
    await eventually(async () => (await metric(next, "signalbox_serving_spool_deltas")) === 0 || null);
    const whole = paths.flatMap((_, at) => (at >= 1 && at <= 3 ? [] : [at]));
    const arrivedThere = await deltasOf(replicaOf("damaged").id);
    expect(arrivedThere.map(({ sequence }) => sequence)).toEqual(whole.map((at) => at + 1));
    expect(requestsIn(arrivedThere)).toBe(whole.reduce((sum, at) => sum + (held[at] ?? 0), 0));
    const gaps = await deps.db.prisma.monitoringGap.findMany({ where: { replica_id: replicaOf("damaged").id, sequence: { gt: 0 } }, orderBy: { sequence: "asc" } });
    const same = { model: "score", version: "1", environment: "production" };
    expect(gaps.map(({ sequence, incarnation, lost }) => ({ sequence: Number(sequence), incarnation, lost }))).toEqual([
      { sequence: 2, incarnation: 1, lost: [{ ...same, requests: held[1], rows: (held[1] ?? 0) * 2 }] },
      { sequence: 3, incarnation: 1, lost: [{ ...same, requests: 0, rows: 0 }] },
      { sequence: 4, incarnation: 1, lost: [{ ...same, requests: held[3], rows: (held[3] ?? 0) * 2 }] },
    ]);
    expect(await metric(next, "signalbox_serving_spool_damaged_total")).toBe(3);
    // Its name is damaged too: it begins as another one, and what is spooled keeps its own.
    await next.kill("SIGTERM");
    const before = replicaOf("damaged").id;
    writeFileSync(join(folderOfDeps, "serving", "damaged", "replica.json"), "{\"id\":");
    const renamed = await begin(folderOfDeps, slot);
    await predict(renamed, 1);
    await arrived("damaged", 1);
    expect(replicaOf("damaged")).toMatchObject({ incarnation: 1, id: expect.not.stringMatching(before) as string });
  });

  test.each([["ahead", 300_000], ["behind", -300_000]])("a clock five minutes %s: windows are those of the database's time", async (name, byMs) => {
    const shifted = `const Own = Date; globalThis.Date = class extends Own { constructor(...given) { if (given.length > 0) super(...given); else super(Own.now() + ${byMs}); } static now() { return Own.now() + ${byMs}; } };`;
    const child = await begin(folderOfDeps, { SIGNALBOX_SERVING_SLOT: name, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shifted)}` });
    const fromMs = Date.now() - 10_000;
    await predict(child, 3);
    const deltas = await arrived(name, 3);
    const starts = deltas.flatMap(({ payload }) => payload.windows.map(({ startsAtMs }) => startsAtMs));
    expect(starts.every((startsAtMs) => startsAtMs >= fromMs && startsAtMs <= Date.now())).toBe(true);
    expect(Math.abs((await metric(child, "signalbox_serving_clock_offset_seconds")) + byMs / 1000)).toBeLessThan(2);
    expect(await child.kill("SIGTERM")).toBe(0);
  });

  test("the windows hold exactly what was sent", async () => {
    const expected = requestsIn((await deps.db.pool.query<Delta>("SELECT sequence, incarnation, payload FROM monitoring_delta")).rows);
    while (await foldPending(deps) > 0);
    const { rows } = await deps.db.pool.query<{ requests: number; rows: number; bins: number }>("SELECT sum(requests)::int AS requests, sum(rows)::int AS rows, sum((counters->'columns'->'a'->'bins'->>3)::int)::int AS bins FROM monitoring_window WHERE width_seconds = 10");
    expect(rows[0]).toEqual({ requests: expected, rows: expected * 2, bins: expected });
  });
});

describe("the process", () => {
  test("a taken port ends the start with a sentence", async () => {
    const child = await begin(folderOfDeps);
    using other = dataFolder();
    const { port } = new URL(child.url);
    const second = await spawnServing({ ...settings(other.folder), SERVING_PORT: port });
    expect([await second.ended, second.output()]).toEqual([1, `Port ${port} is taken: set SERVING_PORT to a free port, or stop what holds it.\n`]);
  });

  test("several workers have each its own identity, end in order, and have a taken port as one does", async () => {
    const child = await begin(folderOfDeps, { SERVING_WORKERS: "2" });
    await eventually(async () => /signalbox_serving_epoch\{slot="0"\}[^]*signalbox_serving_epoch\{slot="1"\}/.test(await (await fetch(`${child.url}/metrics`)).text()) || null);
    expect(replicaOf("0").id).not.toBe(replicaOf("1").id);
    using other = dataFolder();
    const { port } = new URL(child.url);
    const second = await spawnServing({ ...settings(other.folder), SERVING_PORT: port, SERVING_WORKERS: "2" });
    expect([await second.ended, second.output()]).toEqual([1, `Port ${port} is taken: set SERVING_PORT to a free port, or stop what holds it.\n`]);
    expect(await child.kill("SIGTERM")).toBe(0);
  });
});
