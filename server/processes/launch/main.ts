/**
 * `npm start`: the database (embedded unless DATABASE_URL names one), migrations, the build when it is stale, then
 * serving, web, worker and the demo under one supervisor. Ctrl-C stops all of it in order.
 */
import { execFile } from "node:child_process";
import { rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { envOrExit } from "../settings.ts";
import { type EmbeddedPostgres, startPostgres } from "../embedded-postgres.ts";
import { buildConsole, generateClient } from "./build.ts";
import { SupervisedChild } from "./child.ts";
import { checkPort, secretOf, StartError, takeDataFolder } from "./data-folder.ts";

const dev = process.argv.includes("--dev");
const env = envOrExit();
const colour = process.stdout.isTTY && !process.env["NO_COLOR"];
const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const shades: Record<string, number> = { launch: 1, database: 35, serving: 36, web: 34, worker: 33, demo: 32 };
const say = (name: string, line: string) => process.stdout.write(`${paint(shades[name] ?? 37, name.padEnd(8))} ${line}\n`);

let children: SupervisedChild[] = [];
let database: EmbeddedPostgres | undefined;
let release: () => void = () => undefined;
let stopping: Promise<never> | undefined;

/** The order matters: callers first, then serving (which spools what it counted), then what writes for it, then the database. */
const order = ["demo", "serving", "worker", "web"];

async function stopAll(exitCode: number): Promise<never> {
  stopping ??= (async () => {
    for (const name of order) await children.find((child) => child.spec.name === name)?.stop(8000);
    if (database) {
      await database.stop();
      rmSync(databaseNote, { force: true });
    }
    release();
    process.exit(exitCode);
  })();
  return stopping;
}

/** Where `npm run token` and `npm run audit` find the running embedded database. */
const databaseNote = join(env.dataFolder, "database.url");

async function openDatabase(): Promise<string> {
  if (env.databaseUrl) return env.databaseUrl;
  const options = { folder: join(env.dataFolder, "postgres"), logFile: join(env.dataFolder, "postgres.log") };
  database = await startPostgres(options);
  writeFileSync(databaseNote, database.url, { mode: 0o600 });
  // Killed, it leaves backends that hold its shared memory until they notice: a first start may be refused.
  const startAgain = async (port: number, deadlineMs = Date.now() + 60_000): Promise<EmbeddedPostgres> => {
    for (;;) {
      try {
        return await startPostgres({ ...options, port });
      } catch (error) {
        if (stopping || Date.now() > deadlineMs) throw error;
        await new Promise((resolve) => { setTimeout(resolve, 500); });
      }
    }
  };
  const keep = async (running: EmbeddedPostgres): Promise<void> => {
    const code = await running.ended;
    if (stopping) return;
    say("database", `ended (code ${code}); starting it again`);
    database = await startAgain(running.port);
    return keep(database);
  };
  keep(database).catch((error: unknown) => {
    say("database", error instanceof Error ? error.message : String(error));
    void stopAll(1);
  });
  return database.url;
}

async function migrate(url: string): Promise<void> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["prisma/migrate.ts"], { env: { ...process.env, DATABASE_URL: url } });
    if (!stdout.startsWith("Nothing")) say("database", stdout.trim());
  } catch (error) {
    const text = (error as { stderr?: string }).stderr ?? String(error);
    const reason = /^\w*Error: (.+)$/m.exec(text)?.[1] ?? text;
    throw new StartError(`The database could not be brought up to date: ${reason.trim()}${env.databaseUrl ? "\nIt is the one that DATABASE_URL names." : ""}`);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** `npm run dev`: a change under server/ restarts the processes; Next itself reloads the pages. */
function restartOnChange(): void {
  let timer: NodeJS.Timeout | undefined;
  watch("server", { recursive: true }, (_event, file) => {
    if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (stopping) return;
      say("launch", `server/${file} changed; starting the processes again`);
      for (const child of children) child.restart(8000).catch((error: unknown) => say(child.spec.name, String(error)));
    }, 300);
  });
}

async function main(): Promise<void> {
  const startedAt = Date.now();
  release = takeDataFolder(env.dataFolder);
  await checkPort("PORT", env.port, env.host);
  await checkPort("SERVING_PORT", env.servingPort, env.host);
  await checkPort("SERVING_GRPC_PORT", env.servingGrpcPort, env.host);
  const secret = secretOf(env.dataFolder, env.secret);
  if (env.demo && !["127.0.0.1", "localhost", "::1"].includes(env.host)) {
    say("launch", paint(31, `The demo is on and listens on ${env.host}: anybody who reaches it can sign in. Set SIGNALBOX_DEMO=off, or SIGNALBOX_HOST=127.0.0.1.`));
  }
  await generateClient();
  const [databaseUrl] = await Promise.all([
    openDatabase().then(async (url) => { await migrate(url); return url; }),
    dev ? undefined : buildConsole((line) => say("launch", line)),
  ]);
  const childEnv: NodeJS.ProcessEnv = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    SIGNALBOX_SECRET: secret,
    SIGNALBOX_DATA: env.dataFolder,
    SIGNALBOX_SUPERVISED: "1",
    NODE_ENV: dev ? "development" : "production",
    // A process that was killed is back sooner: its code is not compiled again.
    NODE_COMPILE_CACHE: join(env.dataFolder, "compile-cache"),
    NEXT_TELEMETRY_DISABLED: "1",
    ...(env.databaseUrl ? {} : { SIGNALBOX_EMBEDDED_DATABASE: "1" }),
  };
  const start = (name: string, script: string) => new SupervisedChild({ name, script, env: childEnv, onLine: say });
  children = [
    start("serving", "server/processes/serving/main.ts"),
    start("web", "server/processes/web.ts"),
    start("worker", "server/processes/worker/main.ts"),
  ];
  if (dev) restartOnChange();
  const local = env.host === "0.0.0.0" ? "127.0.0.1" : env.host;
  while (!(await answers(`http://${local}:${env.port}/readyz`)) || !(await answers(`http://${local}:${env.servingPort}/healthz`))) {
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  say("launch", `up after ${((Date.now() - startedAt) / 1000).toFixed(1)} s; data in ${env.dataFolder}`);
  process.stdout.write(`Signalbox is ready: ${env.publicUrl}\n`);
  if (env.demo) children.push(start("demo", "server/processes/demo/main.ts"));
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => { void stopAll(0); });
main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (!(error instanceof StartError)) say("launch", "the start did not succeed; nothing is left running");
  void stopAll(1);
});
