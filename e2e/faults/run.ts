/**
 * `npm run faults`: processes are killed and the database is stopped under load, and every prediction is accounted
 * for. Longer than a test may take; each scenario prints its figures.
 */
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Api, call, registerVersion } from "#prisma/seed/register.ts";
import { startPostgres } from "../../server/processes/embedded-postgres.ts";
import { type Instance, startInstance } from "../support/instance.ts";

const model = "fault-rain";
const seed = { name: model, description: "Watched while things break.", owner: "Tests", versions: [{ dir: "small/seattle-rain/v1", description: "only" }] };
const row: Record<string, number | string> = { precipitation_mm: 1.5, temp_max_c: 12, temp_min_c: 6, wind_ms: 3, month: 5, weather: "rain" };
const body = JSON.stringify({ inputs: Object.entries(row).map(([name, value]) => ({ name, datatype: name === "weather" ? "BYTES" : "FP32", shape: [1, 1], data: [value] })) });

let passed = 0;
let failed = 0;
function check(name: string, holds: boolean, detail: string): void {
  if (holds) passed++;
  else failed++;
  console.log(`${holds ? "ok  " : "FAIL"} ${name}: ${detail}`);
}

async function token(instance: Instance, role: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["server/processes/token.ts", `fault-${role}@example.com`, "--role", role], { env: { ...process.env, ...instance.env } });
  return stdout.trim();
}

async function until<T>(what: string, ask: () => Promise<T | null | false>, seconds: number): Promise<T | null> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const found = await ask().catch(() => null);
    if (found) return found;
    await sleep(100);
  }
  console.log(`     ${what} did not happen within ${seconds} s`);
  return null;
}

/** One request after the other until told to stop: how many were answered, how many failed, the longest silence. */
function load(instance: Instance) {
  const tally = { answered: 0, failed: 0, longestSilenceMs: 0 };
  let going = true;
  const done = (async () => {
    let lastMs = Date.now();
    while (going) {
      try {
        const answer = await fetch(`${instance.servingUrl}/v2/models/${model}/infer`, { method: "POST", body, signal: AbortSignal.timeout(5000) });
        await answer.arrayBuffer();
        if (answer.ok) {
          tally.answered++;
          tally.longestSilenceMs = Math.max(tally.longestSilenceMs, Date.now() - lastMs);
          lastMs = Date.now();
        } else tally.failed++;
      } catch {
        tally.failed++;
        await sleep(20);
      }
    }
  })();
  return { tally, stop: async () => { going = false; await done; return tally; } };
}

async function counted(api: Api, sinceMs: number): Promise<number> {
  const query = `from=${new Date(sinceMs).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
  const answer = await call<{ count: { live: number } }>(api, `/api/v1/monitoring/${model}/distribution?feature=wind_ms&${query}`);
  return answer.count.live;
}

function pidsOf(dataFolder: string, script: string): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(script) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(`SIGNALBOX_DATA=${dataFolder}`);
    } catch {
      return false;
    }
  });
}

async function prepare(instance: Instance): Promise<Api> {
  const api = { url: instance.url, token: await token(instance, "scientist") };
  await registerVersion(api, { model: seed, index: 0, now: Date.now });
  await until("the baseline", async () => (await call<{ baseline: { state: string } }>(api, `/api/v1/models/${model}/versions/1`)).baseline.state === "ready", 30);
  const release = await call<{ id: string; evidenceDigest: string }>(api, "/api/v1/releases", { body: { model, version: 1, environment: "production" } });
  await call({ url: instance.url, token: await token(instance, "approver") }, `/api/v1/releases/${release.id}/decision`, { body: { decision: "approve", evidenceDigest: release.evidenceDigest } });
  await until("serving", async () => (await fetch(`${instance.servingUrl}/v2/models/${model}/ready`)).ok, 30);
  return api;
}

async function databaseStopped(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-faults-"));
  chmodSync(folder, 0o755);
  const place = { folder: join(folder, "postgres"), logFile: join(folder, "postgres.log") };
  const database = await startPostgres(place);
  const instance = await startInstance({ DATABASE_URL: database.url, SIGNALBOX_SECRET: "a-secret-of-the-fault-tests-32-bytes", SIGNALBOX_DEMO: "off" });
  const settings = { ...instance, env: { ...instance.env, DATABASE_URL: database.url } };
  const api = await prepare(settings);
  const startedMs = Date.now();
  const under = load(instance);
  await sleep(2000);
  await database.stop();
  await sleep(20_000);
  const meanwhile = under.tally.answered;
  const again = await startPostgres({ ...place, port: database.port });
  await sleep(3000);
  const tally = await under.stop();
  check("serving answers without the database", tally.failed === 0 && meanwhile > 0, `${tally.answered} answered, ${tally.failed} failed, longest silence ${tally.longestSilenceMs} ms`);
  const total = await until("the spool drains", async () => { const now = await counted(api, startedMs); return now >= tally.answered ? now : null; }, 60);
  check("nothing is lost or counted twice", total === tally.answered, `${total} counted of ${tally.answered}`);
  await sleep(3000);
  check("and it stays so", (await counted(api, startedMs)) === tally.answered, "counted again after three seconds");
  await instance.stop();
  await again.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function servingKilled(instance: Instance, api: Api): Promise<void> {
  const startedMs = Date.now();
  const under = load(instance);
  await sleep(4300);
  for (const pid of pidsOf(instance.dataFolder, "serving/main.ts")) process.kill(pid, "SIGKILL");
  await sleep(7000);
  const tally = await under.stop();
  check("serving answers again within five seconds of kill -9", tally.longestSilenceMs < 5000, `silent for ${tally.longestSilenceMs} ms`);
  // The running total is written ten times a second: what came after its last writing, nobody knows.
  const unknownAtMost = (tally.answered / 11.3) * 0.25;
  let last = { lost: 0, gap: 0 };
  const settled = await until("counts and gap add up", async () => {
    last = { lost: tally.answered - (await counted(api, startedMs)), gap: await rowsInGaps(api) };
    return last.gap > 0 && last.lost >= last.gap && last.lost - last.gap <= unknownAtMost;
  }, 20);
  check("what was lost is shown as a gap, and is at most the last second's", settled === true && last.lost < tally.answered / 5, `${last.lost} of ${tally.answered} not counted, ${last.gap} of them in the gap`);
}

/** Rows that the monitoring page shows as lost. */
async function rowsInGaps(api: Api): Promise<number> {
  const input = encodeURIComponent(JSON.stringify({ model, range: "10m" }));
  const answer = await call<{ result: { data: { gaps: { rows: number }[] } } }>(api, `/api/trpc/monitoring.monitor?input=${input}`);
  return answer.result.data.gaps.reduce((sum, gap) => sum + gap.rows, 0);
}

async function databaseKilled(instance: Instance): Promise<void> {
  const pid = Number(readFileSync(join(instance.dataFolder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
  process.kill(pid, "SIGKILL");
  const startedMs = Date.now();
  await until("the console notices", async () => !(await fetch(`${instance.url}/readyz`)).ok, 5);
  const back = await until("the console is back", async () => (await fetch(`${instance.url}/readyz`)).ok, 60);
  check("the console is back within a minute of the database's kill -9", back !== null, `${Date.now() - startedMs} ms`);
}

await databaseStopped();
const instance = await startInstance({ SIGNALBOX_DEMO: "on" });
const api = await prepare(instance);
await servingKilled(instance, api);
await databaseKilled(instance);
const code = await instance.stop();
check("Ctrl-C ends everything in order", code === 0, `exit code ${code}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
