/** Routes move under load: nobody is refused, and the new version answers within a second. */
import { Agent, request as rawRequest } from "node:http";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDb } from "../../platform/db.ts";
import { systemClock } from "../../platform/clock.ts";
import { testDeps } from "../../testing/harness.ts";
import { databaseDoor, eventually } from "../../testing/serving-process.ts";
import { fixtureBytes, makeVersion, routeTo, scoreBaseline } from "../../testing/serving-world.ts";
import { type Serving, startServing } from "./server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
const first = await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline });
const second = await makeVersion(deps, { model: "score", version: 2, onnx: "double", baseline: scoreBaseline });
await routeTo(deps, "production", first);
const started: Serving[] = [];
const start = async (slot: string, more: Partial<typeof deps> = {}) => {
  const serving = await startServing({ ...deps, ...more }, { slot, port: 0 });
  started.push(serving);
  return serving;
};
afterAll(() => Promise.all(started.map((serving) => serving.stop())));

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const body = `{"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[0,0,0]}]}`;
const ask = (url: string) => new Promise<{ status: number; version: string }>((resolve, reject) => {
  const request = rawRequest(`${url}/v2/models/score/infer`, { method: "POST", agent }, (response) => {
    let text = "";
    response.on("data", (chunk: Buffer) => { text += chunk.toString(); });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, version: String((JSON.parse(text) as { model_version?: string }).model_version) }));
  });
  request.on("error", reject);
  request.end(body);
});
const serves = (url: string, version: string) => eventually(async () => (await ask(url)).version === version || null);

test("a route switches under load: no request fails and the new version answers within a second", async () => {
  const serving = await start("switch");
  await serves(serving.url, "1");
  const seen: { status: number; version: string; atMs: number }[] = [];
  let going = true;
  const callers = Promise.all(Array.from({ length: 8 }, async () => {
    while (going) seen.push({ ...(await ask(serving.url)), atMs: performance.now() });
  }));
  const took: number[] = [];
  try {
    for (const to of [second, first, second, first]) {
      const beforeMs = performance.now();
      await routeTo(deps, "production", to);
      const found = await eventually(() => seen.find(({ version, atMs }) => atMs > beforeMs && version === String(to.version)));
      took.push(found.atMs - beforeMs);
    }
  } finally {
    going = false;
    await callers;
  }
  // On a machine busy with other tests one switch may wait for the processor; not all of them do.
  expect(Math.min(...took)).toBeLessThan(1000);
  expect(seen.length).toBeGreaterThan(100);
  expect(seen.filter(({ status }) => status !== 200)).toEqual([]);
});

test("a version that cannot be loaded leaves the route where it was, and says why; mended, it takes over", async () => {
  const serving = await start("broken");
  await serves(serving.url, "1");
  const third = await makeVersion(deps, { model: "score", version: 3, onnx: "mixed" });
  const { artifacts } = await deps.db.prisma.frozenVersion.findUniqueOrThrow({ where: { version_id: third.versionId } });
  const path = deps.blobs.localPath((artifacts as { sha256: string }[])[0]?.sha256 ?? "");
  rmSync(path);
  await routeTo(deps, "production", third);
  const index = async () => (await (await fetch(`${serving.url}/v2/repository/index`, { method: "POST" })).json()) as { version: string; state: string; reason: string }[];
  const failed = await eventually(async () => (await index()).find(({ version, state }) => version === "3" && state === "UNAVAILABLE"));
  expect(failed.reason).not.toBe("");
  expect(await ask(serving.url)).toEqual({ status: 200, version: "1" });
  const loaded = await eventually(async () => {
    const replica = await deps.db.prisma.replica.findUnique({ where: { id: serving.replica.id } });
    return (replica?.loaded as { version: string; state: string }[] | undefined)?.find(({ version }) => version === "3");
  });
  expect(loaded.state).toBe("UNAVAILABLE");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, fixtureBytes("mixed"));
  await eventually(async () => (await index()).some(({ version, state }) => version === "3" && state === "READY") || null);
  await routeTo(deps, "production", first);
  await serves(serving.url, "1");
});

test("it starts and serves without the database, from what it kept, and follows again when the database is back", async () => {
  const before = await start("alone");
  await serves(before.url, "1");
  await before.stop();
  const door = await databaseDoor(deps.databaseUrl);
  door.mode = "closed";
  const db = openDb(door.url, 2);
  try {
    const alone = await start("alone", { db });
    await serves(alone.url, "1");
    expect((await fetch(`${alone.url}/readyz`)).status).toBe(200);
    expect(alone.replica).toMatchObject({ id: before.replica.id, incarnation: before.replica.incarnation + 1 });
    await routeTo(deps, "production", second);
    expect((await ask(alone.url)).version).toBe("1");
    door.mode = "open";
    await serves(alone.url, "2");
    await alone.stop();
  } finally {
    await db.close();
    await door.stop();
  }
});
