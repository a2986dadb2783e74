/** Serving, with routing, validation and monitoring, beside a bare floor with the same models and MLServer. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnv } from "../../server/platform/env.ts";
import { openDeps } from "../../server/processes/deps.ts";
import { freePort, startPostgres } from "../../server/processes/embedded-postgres.ts";
import { profileOf, referenceOf } from "../../server/testing/monitoring-builders.ts";
import { eventually, startServingChild } from "../../server/testing/serving-process.ts";
import { makeVersion, routeTo } from "../../server/testing/serving-world.ts";
import { measure, type Measured, medians, type Target } from "./registry-load.ts";
import { makeModels, startMlserver, type Started } from "./serving-peer.ts";

type Form = "json" | "binary";
type Side = Started & { model: (name: string) => string };
const models = ["mlp", "gbdt"] as const;
const cases: readonly { rows: number; connections: number; form: Form }[] = [
  { rows: 1, connections: 1, form: "json" }, { rows: 1, connections: 32, form: "json" }, { rows: 1, connections: 256, form: "json" }, { rows: 64, connections: 8, form: "json" }, { rows: 64, connections: 8, form: "binary" },
];

function request(target: Target, model: string, { data, rows, form }: { data: readonly number[]; rows: number; form: Form }): Buffer {
  const tensor = { name: "features", shape: [rows, 20], datatype: "FP32" };
  const blob = form === "binary" ? Buffer.from(Float32Array.from(data).buffer) : Buffer.alloc(0);
  const json = Buffer.from(JSON.stringify(form === "json" ? { inputs: [{ ...tensor, data }] } : { inputs: [{ ...tensor, parameters: { binary_data_size: blob.length } }], parameters: { binary_data_output: true } }));
  const cut = form === "binary" ? `Inference-Header-Content-Length: ${json.length}\r\n` : "";
  return Buffer.concat([Buffer.from(`POST /v2/models/${model}/infer HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: application/json\r\n${cut}Content-Length: ${json.length + blob.length}\r\n\r\n`), json, blob]);
}

/** Processor time of a process, seconds; NaN where the system does not say. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** Versions of both models, with a baseline of all 20 columns and the score, and without one. */
async function register(databaseUrl: string, folder: string, from: string): Promise<void> {
  const rows = JSON.parse(readFileSync(join(from, "rows.json"), "utf8")) as number[][];
  const columns = Array.from({ length: 20 }, (_, index) => referenceOf(`features[${index}]`, rows.map((row) => row[index] ?? 0), { tensor: "features", index, datatype: "FP32" }));
  const score = referenceOf("probabilities[1]", rows.map((_, at) => at / rows.length), { tensor: "probabilities", index: 1, datatype: "FP32", role: "output" });
  const deps = openDeps(readEnv({ DATABASE_URL: databaseUrl, SIGNALBOX_DATA: folder, SIGNALBOX_SECRET: "the-secret-of-a-bench-is-no-secret-at-all" }), 2);
  for (const model of models) {
    for (const [name, more] of [[model, { baseline: profileOf(rows.length, [...columns, score]) }], [`${model}-bare`, {}]] as const) {
      await routeTo(deps, "production", await makeVersion(deps, { model: name, version: 1, onnx: model, folder: from, ...more }));
    }
  }
  await deps.db.close();
}

async function startOurs(databaseUrl: string, folder: string, workers: number): Promise<Side> {
  const serving = await startServingChild({ DATABASE_URL: databaseUrl, SIGNALBOX_DATA: folder, SIGNALBOX_SECRET: "the-secret-of-a-bench-is-no-secret-at-all", SERVING_WORKERS: String(workers), SIGNALBOX_SERVING_SLOT: "bench", NODE_ENV: "production" });
  await eventually(async () => (await fetch(`${serving.url}/readyz`)).ok || null);
  return { port: Number(new URL(serving.url).port), pid: serving.child.pid ?? 0, stop: () => { serving.child.kill(); }, model: (name) => name };
}

async function startFloor(from: string): Promise<Side> {
  const port = await freePort();
  const floor = spawn(process.execPath, ["e2e/bench/serving-floor.ts", String(port), ...models.map((name) => `${name}=${join(from, `${name}.onnx`)}`)], { stdio: ["ignore", "pipe", "inherit"] });
  await once(floor.stdout, "data");
  return { port, pid: floor.pid ?? 0, stop: () => { floor.kill(); }, model: (name) => name };
}

type Turn = Measured & { cpuMicros: number };
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

async function take(side: Side, what: { model: string; rows: number; form: Form; connections: number; ms: number }): Promise<Turn> {
  const target = { host: "127.0.0.1", port: side.port, headers: "" };
  const bodies = Array.from({ length: 16 }, (_, turn) => request(target, side.model(what.model), { ...what, data: Array.from({ length: what.rows * 20 }, (_value, at) => round(Math.sin(at * 7 + turn * 3) * 2, 4)) }));
  let next = 0;
  const beforeSeconds = cpuSeconds(side.pid);
  const measured = await measure(target, () => bodies[next++ % bodies.length] as Buffer, { connections: what.connections, ms: what.ms });
  const count = measured.requestsPerSecond * (what.ms / 1000);
  return { ...measured, cpuMicros: ((cpuSeconds(side.pid) - beforeSeconds) / count) * 1e6 };
}

/**
 * Medians of three turns taken in alternation. `SIGNALBOX_BENCH_QUICK=1` takes one short turn; `SIGNALBOX_BENCH_ONLY`
 * the models whose name has the text.
 */
export async function benchServing(): Promise<Record<string, unknown>[]> {
  const quick = process.env["SIGNALBOX_BENCH_QUICK"] === "1";
  const [turns, ms] = quick ? [1, 800] : [3, 2000];
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  chmodSync(folder, 0o755);
  const from = makeModels();
  const postgres = await startPostgres({ folder: join(folder, "postgres"), logFile: join(folder, "postgres.log") });
  const data = join(folder, "data");
  const sides: Record<string, Side> = {};
  const rows: Record<string, unknown>[] = [];
  const sum = async (which: Record<string, Side>, what: Omit<Parameters<typeof take>[1], "ms">): Promise<Record<string, Turn>> => {
    const taken: Record<string, Turn[]> = Object.fromEntries(Object.keys(which).map((name) => [name, []]));
    for (const side of Object.values(which)) await take(side, { ...what, ms: ms / 4 });
    for (let turn = 0; turn < turns; turn += 1) for (const [name, side] of Object.entries(which)) taken[name]?.push(await take(side, { ...what, ms }));
    return Object.fromEntries(Object.entries(taken).map(([name, list]) => [name, { ...medians(list), cpuMicros: list.map(({ cpuMicros }) => cpuMicros).toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN }]));
  };
  try {
    execFileSync(process.execPath, ["prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: postgres.url } });
    await register(postgres.url, data, from);
    const ours = await startOurs(postgres.url, data, 1);
    Object.assign(sides, { ours, bare: { ...ours, model: (name: string) => `${name}-bare`, stop: () => undefined }, floor: await startFloor(from) });
    const mlserver = await startMlserver(from);
    if (mlserver) sides["mlserver"] = { ...mlserver, model: (name) => name };
    const asked = models.filter((name) => name.includes(process.env["SIGNALBOX_BENCH_ONLY"] ?? ""));
    for (const model of asked) {
      for (const one of cases) {
        // MLServer has no binary tensors over HTTP: its JSON stands beside ours.
        const { mlserver: peer, ...own } = sides;
        const found = await sum(one.form === "json" && peer ? { ...own, mlserver: peer } : own, { ...one, model });
        if (one.form === "binary" && peer) Object.assign(found, await sum({ mlserver: peer }, { ...one, form: "json", model }));
        const { floor, ours, bare, mlserver: their } = found as Record<string, Turn> & { floor: Turn; ours: Turn; bare: Turn };
        rows.push({
          model, rows: one.rows, connections: one.connections, form: one.form, floorPerSecond: round(floor.requestsPerSecond, 0), perSecond: round(ours.requestsPerSecond, 0), ofFloor: round(ours.requestsPerSecond / floor.requestsPerSecond), goalOfFloor: 0.75,
          unmonitoredPerSecond: round(bare.requestsPerSecond, 0), monitoringCost: round(1 - ours.requestsPerSecond / bare.requestsPerSecond), goalMonitoringCost: 0.1, p50Ms: round(ours.p50Ms), p99Ms: round(ours.p99Ms), cpuMicros: round(ours.cpuMicros, 0), floorCpuMicros: round(floor.cpuMicros, 0), failed: ours.failed,
          ...(their ? { mlserverPerSecond: round(their.requestsPerSecond, 0), timesMlserver: round(ours.requestsPerSecond / their.requestsPerSecond, 1), mlserverP50Ms: round(their.p50Ms), mlserverCpuMicros: round(their.cpuMicros, 0) } : {}),
        });
        console.log(JSON.stringify(rows.at(-1)));
      }
    }
    const two = await startOurs(postgres.url, data, 2);
    for (const model of asked) {
      const found = await sum({ one: sides["ours"] as Side, two }, { model, rows: 1, form: "json", connections: 32 });
      rows.push({ model, rows: 1, connections: 32, form: "json", what: "two workers", perSecond: round(found["two"]?.requestsPerSecond ?? 0, 0), timesOne: round((found["two"]?.requestsPerSecond ?? 0) / (found["one"]?.requestsPerSecond ?? 1)), goalTimesOne: 1.4, failed: found["two"]?.failed });
      console.log(JSON.stringify(rows.at(-1)));
    }
    two.stop();
    return rows;
  } finally {
    for (const side of Object.values(sides)) side.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
