/** A model that leaves an environment is answered 404 there, also after a start from what the disk keeps. */
import { afterAll, expect, test } from "vitest";
import { openDb } from "../../platform/db.ts";
import { systemClock } from "../../platform/clock.ts";
import { testDeps } from "../../testing/harness.ts";
import { databaseDoor, eventually } from "../../testing/serving-process.ts";
import { makeVersion, routeTo, scoreBaseline, unroute } from "../../testing/serving-world.ts";
import { type Serving, startServing } from "./server.ts";

const deps = { ...(await testDeps()), clock: systemClock };
const version = await makeVersion(deps, { model: "score", version: 1, onnx: "score", baseline: scoreBaseline });
await routeTo(deps, "staging", version);
await routeTo(deps, "production", version);
const started: Serving[] = [];
afterAll(() => Promise.all(started.map((serving) => serving.stop())));

const body = `{"inputs":[{"name":"features","shape":[1,3],"datatype":"FP32","data":[0,0,0]}]}`;
const status = async (url: string, environment: string, path = "score") =>
  (await fetch(`${url}/v2/models/${path}/infer`, { method: "POST", body, headers: { "content-type": "application/json", "signalbox-environment": environment } })).status;

test("a retired model is unknown in its environment within a poll, and stays so without the database", async () => {
  const serving = await startServing(deps, { slot: "retire", port: 0 });
  started.push(serving);
  await eventually(async () => (await status(serving.url, "production")) === 200 || null);
  await unroute(deps, "production", version);
  await eventually(async () => (await status(serving.url, "production")) === 404 || null);
  expect(await status(serving.url, "staging")).toBe(200);
  await unroute(deps, "staging", version);
  await eventually(async () => (await status(serving.url, "staging")) === 404 || null);
  expect(await status(serving.url, "production", "score/versions/1")).toBe(404);
  await serving.stop();

  const door = await databaseDoor(deps.databaseUrl);
  door.mode = "closed";
  const db = openDb(door.url, 2);
  try {
    const alone = await startServing({ ...deps, db }, { slot: "retire", port: 0 });
    started.push(alone);
    expect(await status(alone.url, "production")).toBe(404);
    door.mode = "open";
    await routeTo(deps, "production", version);
    await eventually(async () => (await status(alone.url, "production")) === 200 || null);
    await alone.stop();
  } finally {
    await db.close();
    await door.stop();
  }
});
