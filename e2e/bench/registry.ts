/**
 * MLflow's registry calls against Signalbox and a stock MLflow server, in turn: the same PostgreSQL, rows, client and
 * requests. Ours carry a token and leave an audit row and an event with each registry act, durably.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort, startPostgres } from "../../server/processes/embedded-postgres.ts";
import { goalSize, nameSql, runSql, type ScaleSize, seedScale } from "../../server/testing/scale.ts";
import { startInstance } from "../support/instance.ts";
import { type Ask, get, type Measured, measure, medians, post, type Target } from "./registry-load.ts";
import { benchPage } from "./registry-page.ts";
import { pythonWithMlflow, seedPeer, startPeer } from "./registry-peer.ts";

type Case = { name: string; goal: number; ask: (target: Target) => Ask };
type Names = { models: string[]; runs: string[] };

const pickFrom = (from: readonly string[]): string => from[Math.floor(Math.random() * from.length)] ?? "";
const base = "/api/2.0/mlflow";
const tokenIn = (answer: Buffer | null): string | undefined => (answer === null ? undefined : /"next_page_token": ?"([^"]+)"\s*\}\s*(?:\r\n.*)?$/s.exec(answer.toString("latin1", Math.max(0, answer.length - 600)))?.[1]);

/** Walks a search's pages as a client does: each connection follows its own tokens, and starts again at the end. */
const walk = (path: string) => (target: Target): Ask => (_, answer) => {
  const token = tokenIn(answer);
  return get(target, `${base}/${path}?max_results=50${token === undefined ? "" : `&page_token=${encodeURIComponent(token)}`}`);
};

function cases({ models, runs }: Names, size: ScaleSize): Case[] {
  const model = () => pickFrom(models);
  const version = () => 1 + Math.floor(Math.random() * size.versionsPerModel);
  const read = (path: () => string) => (target: Target): Ask => () => get(target, `${base}/${path()}`);
  const write = (path: string, body: () => unknown) => (target: Target): Ask => () => post(target, `${base}/${path}`, body());
  const filter = (text: string) => encodeURIComponent(text);
  let written = 0;
  return [
    { name: "get model", goal: 30, ask: read(() => `registered-models/get?name=${model()}`) },
    { name: "get version", goal: 30, ask: read(() => `model-versions/get?name=${model()}&version=${version()}`) },
    { name: "get by alias", goal: 30, ask: read(() => `registered-models/alias?name=${model()}&alias=champion`) },
    { name: "download URI", goal: 30, ask: read(() => `model-versions/get-download-uri?name=${model()}&version=${version()}`) },
    { name: "search models by name", goal: 60, ask: read(() => `registered-models/search?max_results=50&filter=${filter(`name LIKE '%${model().slice(2, 9)}%'`)}`) },
    { name: "search models by tag", goal: 60, ask: read(() => `registered-models/search?max_results=50&filter=${filter(`tags.team = 'team-${Math.floor(Math.random() * 200)}'`)}`) },
    { name: "search versions of a model", goal: 60, ask: read(() => `model-versions/search?max_results=50&filter=${filter(`name = '${model()}'`)}`) },
    { name: "page of 50 models", goal: 60, ask: walk("registered-models/search") },
    { name: "page of 50 versions", goal: 60, ask: walk("model-versions/search") },
    { name: "create version", goal: 12, ask: write("model-versions/create", () => ({ name: model(), source: "s3://models/of/somebody" })) },
    { name: "set version tag", goal: 12, ask: write("model-versions/set-tag", () => ({ name: model(), version: String(version()), key: "checked", value: `at ${written++}` })) },
    { name: "log batch of 10", goal: 12, ask: write("runs/log-batch", () => {
      written += 1;
      return { run_id: pickFrom(runs), metrics: Array.from({ length: 10 }, (_, index) => ({ key: `metric_${index % 5}`, value: written + index, timestamp: 1_800_000_000_000 + written, step: written * 10 + index })) };
    } ) },
  ];
}

type Numbers = { requestsPerSecond: number; p50Ms: number; p99Ms: number };
const rounded = (side: Measured): Numbers => ({ requestsPerSecond: Number(side.requestsPerSecond.toFixed(side.requestsPerSecond < 100 ? 1 : 0)), p50Ms: Number(side.p50Ms.toFixed(2)), p99Ms: Number(side.p99Ms.toFixed(2)) });

async function prepare(size: ScaleSize, folder: string) {
  const postgres = await startPostgres({ folder: join(folder, "postgres"), logFile: join(folder, "postgres.log") });
  const [ourUrl, peerUrl] = ["signalbox_bench", "mlflow_bench"].map((name) => postgres.url.replace(/\/signalbox$/, `/${name}`)) as [string, string];
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  for (const name of ["signalbox_bench", "mlflow_bench"]) await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  execFileSync(process.execPath, ["prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: ourUrl } });
  const python = pythonWithMlflow();
  await seedScale(ourUrl, size);
  await seedPeer(python, peerUrl, size);
  return { postgres, ourUrl, peerUrl, python };
}

async function namesIn(databaseUrl: string, size: ScaleSize): Promise<Names> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const texts = async (sql: string, count: number) => (await client.query<{ text: string }>(`SELECT ${sql} AS text FROM generate_series(1, ${count}) n`)).rows.map((row) => row.text);
  const names = { models: await texts(nameSql("n"), size.models), runs: await texts(runSql("n"), size.models * size.versionsPerModel) };
  await client.end();
  return names;
}

/**
 * Medians of three rounds at 8 and at 32 connections. `SIGNALBOX_BENCH_QUICK=1` takes a tenth of the rows and one short
 * round; `SIGNALBOX_BENCH_ONLY` the rows whose name has the text.
 */
export async function benchRegistry(): Promise<Record<string, unknown>[]> {
  const quick = process.env["SIGNALBOX_BENCH_QUICK"] === "1";
  const size = quick ? { ...goalSize, models: goalSize.models / 10 } : goalSize;
  const [rounds, ourMs, peerMs] = quick ? [1, 700, 1500] : [3, 1000, 1500];
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  chmodSync(folder, 0o755);
  const { postgres, ourUrl, peerUrl, python } = await prepare(size, folder);
  const secret = "the-secret-of-a-bench-is-no-secret-at-all";
  const instance = await startInstance({ DATABASE_URL: ourUrl, SIGNALBOX_SECRET: secret }, 600_000);
  const peer = await startPeer(python, peerUrl, await freePort());
  try {
    const token = execFileSync(process.execPath, ["server/processes/token.ts", "bench@signalbox.local"], { env: { ...process.env, ...instance.env }, encoding: "utf8" }).trim();
    const ours: Target = { host: "127.0.0.1", port: Number(new URL(instance.url).port), headers: `Authorization: Bearer ${token}\r\n` };
    const theirs: Target = { host: "127.0.0.1", port: peer.port, headers: "" };
    const names = await namesIn(ourUrl, size);
    const rows: Record<string, unknown>[] = [];
    for (const { name, goal, ask } of cases(names, size).filter((one) => one.name.includes(process.env["SIGNALBOX_BENCH_ONLY"] ?? ""))) {
      await measure(ours, ask(ours), { connections: 8, ms: 500 });
      await measure(theirs, ask(theirs), { connections: 8, ms: 300 });
      for (const connections of [8, 32]) {
        const turns: { ours: Measured[]; theirs: Measured[] } = { ours: [], theirs: [] };
        for (let round = 0; round < rounds; round += 1) {
          turns.theirs.push(await measure(theirs, ask(theirs), { connections, ms: peerMs }));
          turns.ours.push(await measure(ours, ask(ours), { connections, ms: ourMs }));
        }
        const [our, their] = [medians(turns.ours), medians(turns.theirs)];
        const mlflow = rounded(their);
        rows.push({
          what: name, connections, mlflowPerSecond: mlflow.requestsPerSecond, ...rounded(our), ratio: Number((our.requestsPerSecond / their.requestsPerSecond).toFixed(1)), goal,
          mlflowP50Ms: mlflow.p50Ms, mlflowP99Ms: mlflow.p99Ms, p99Share: Number((their.p99Ms / our.p99Ms).toFixed(1)), failed: our.failed, mlflowFailed: their.failed,
        });
        console.log(JSON.stringify(rows.at(-1)));
      }
    }
    const page = await benchPage(instance, ours);
    console.table(page);
    return [...rows, ...page];
  } finally {
    peer.stop();
    await instance.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
