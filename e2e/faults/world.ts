/** What every scenario of `npm run faults` stands on: an instance with one model in production, and the checks' tally. */
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Api, call, registerVersion } from "#prisma/seed/register.ts";
import { startPostgres } from "../../server/processes/embedded-postgres.ts";
import { type Instance, startInstance } from "../support/instance.ts";

export const model = "fault-rain";
const seed = { name: model, description: "Watched while things break.", owner: "Tests", versions: [{ dir: "small/seattle-rain/v1", description: "only" }] };
export const row: Record<string, number | string> = { precipitation_mm: 1.5, temp_max_c: 12, temp_min_c: 6, wind_ms: 3, month: 5, weather: "rain" };
export const tensors = Object.entries(row).map(([name, value]) => ({ name, datatype: name === "weather" ? "BYTES" : "FP32", shape: [1, 1], data: [value] }));

const tally = { passed: 0, failed: 0 };
export function check(name: string, holds: boolean, detail: string): void {
  if (holds) tally.passed++;
  else tally.failed++;
  console.log(`${holds ? "ok  " : "FAIL"} ${name}: ${detail}`);
}
export const checks = tally as Readonly<typeof tally>;

/** What a scenario acts on. `api` and `scientist` are one person's. */
export type World = { instance: Instance; api: Api; scientist: string; administrator: string };

async function token(instance: Instance, role: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["server/processes/token.ts", `fault-${role}@example.com`, "--role", role], { env: { ...process.env, ...instance.env } });
  return stdout.trim();
}

/** Asks until it is true, or too late: then null, and it is said what did not happen. */
export async function until<T>(what: string, ask: () => Promise<T | null | false>, seconds: number): Promise<T | null> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const found = await ask().catch(() => null);
    if (found) return found;
    await sleep(100);
  }
  console.log(`     ${what} did not happen within ${seconds} s`);
  return null;
}

export type Answer = { status: number; text: string; json: Record<string, unknown> | null };

/** Posts bytes to serving. */
export async function post(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(60_000) });
  const text = await answer.text();
  let json: Answer["json"] = null;
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Said by `json` null.
  }
  return { status: answer.status, text, json };
}

/** One line of events; the row is the model's usual one. */
export const eventLine = (more: Record<string, unknown> = {}): string => JSON.stringify({ model, version: "1", inputs: row, outputs: { rain_probability: 0.5 }, ...more });
export const bearer = (of: string) => ({ Authorization: `Bearer ${of}` });

const baseWindowMs = 10_000;
/** Waits for the next base window to begin, so that what was counted before is in none of it. @returns its start */
export async function freshWindow(): Promise<number> {
  const startMs = Math.ceil(Date.now() / baseWindowMs) * baseWindowMs;
  await sleep(startMs - Date.now() + 50);
  return startMs;
}

/** Rows counted in [from, to), both in milliseconds, whatever their values were. */
export async function counted(api: Api, fromMs: number, toMs = Date.now() + 60_000): Promise<number> {
  const query = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&windowSeconds=10`;
  const answer = await call<{ points: { rows: number }[] }>(api, `/api/v1/monitoring/${model}/traffic?${query}`);
  return answer.points.reduce((sum, { rows }) => sum + rows, 0);
}

/** Rows that the monitoring page shows as lost. */
export async function rowsInGaps(api: Api): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ model, range: "10m" }));
  const answer = await call<{ result: { data: { gaps: { rows: number }[] } } }>(api, `/api/trpc/monitoring.monitor?input=${input}`);
  return answer.result.data.gaps.reduce((sum, gap) => sum + gap.rows, 0);
}

/** A number of serving's metrics; 0 where it is not there yet. */
export async function metric(instance: Instance, name: string): Promise<number> {
  const text = await (await fetch(`${instance.servingUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
}

export function pidsOf(dataFolder: string, script: string): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(script) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`SIGNALBOX_DATA=${dataFolder}`);
    } catch {
      return false;
    }
  });
}
export const servingPids = (instance: Instance): number[] => pidsOf(instance.dataFolder, "serving/main.ts");
export function killServing(instance: Instance): void {
  for (const pid of servingPids(instance)) process.kill(pid, "SIGKILL");
}
export const ready = (instance: Instance) => until("serving", async () => (await fetch(`${instance.servingUrl}/v2/models/${model}/ready`)).ok, 60);

export async function prepare(instance: Instance): Promise<World> {
  const [scientist, administrator, approver] = [await token(instance, "scientist"), await token(instance, "admin"), await token(instance, "approver")];
  const api = { url: instance.url, token: scientist };
  await registerVersion(api, { model: seed, index: 0, now: Date.now });
  await until("the baseline", async () => (await call<{ baseline: { state: string } }>(api, `/api/v1/models/${model}/versions/1`)).baseline.state === "ready", 30);
  const release = await call<{ id: string; evidenceDigest: string }>(api, "/api/v1/releases", { body: { model, version: 1, environment: "production" } });
  await call({ url: instance.url, token: approver }, `/api/v1/releases/${release.id}/decision`, { body: { decision: "approve", evidenceDigest: release.evidenceDigest } });
  await ready(instance);
  return { instance, api, scientist, administrator };
}

export type OwnDatabase = { stop(): Promise<void>; start(): Promise<void> };

/** An instance on a database of its own that can be taken away and given back. */
export async function withOwnDatabase(work: (world: World, database: OwnDatabase) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-faults-"));
  chmodSync(folder, 0o755);
  const place = { folder: join(folder, "postgres"), logFile: join(folder, "postgres.log") };
  let database = await startPostgres(place);
  const { port, url } = database;
  const instance = await startInstance({ DATABASE_URL: url, SIGNALBOX_SECRET: "a-secret-of-the-fault-tests-32-bytes", SIGNALBOX_DEMO: "off" });
  const world = await prepare({ ...instance, env: { ...instance.env, DATABASE_URL: url } });
  await work(world, { stop: () => database.stop(), start: async () => { database = await startPostgres({ ...place, port }); } });
  await instance.stop();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
}
