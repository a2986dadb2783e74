/** The demo: registers real models through the MLflow API, promotes them as people would, then replays real flights. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Api, call, registerVersion, seedModels } from "#prisma/seed/register.ts";
import { smallStreams } from "#prisma/seed/small/rows.ts";
import { demoPeople } from "../../domains/identity/contract.ts";
import { issueToken } from "../../domains/identity/index.ts";
import { anchorDemoClock } from "../../domains/monitoring/index.ts";
import { onStop, openDeps } from "../deps.ts";
import { envOrExit } from "../settings.ts";
import { InferenceClient } from "./infer.ts";
import { LandedLabels } from "./landed.ts";
import { replayFlights, replayFrom, replaySmall, replayUntil, sendHistory } from "./replay.ts";
import { type DemoState, readDemoState, setDemoState } from "./state.ts";

const env = envOrExit();
const deps = openDeps(env, 2);
let stopping = false;
const host = env.host === "0.0.0.0" ? "127.0.0.1" : env.host;
const consoleUrl = `http://${host}:${env.port}`;
const servingUrl = `http://${host}:${env.servingPort}`;

/** The demo people's own tokens, made once. */
async function tokens(): Promise<{ scientist: string; approver: string }> {
  const file = join(env.dataFolder, "demo-tokens.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as { scientist: string; approver: string };
  const made = {
    scientist: await issueToken(deps, { email: demoPeople.scientist.email, name: demoPeople.scientist.name, role: "scientist" }),
    approver: await issueToken(deps, { email: demoPeople.approver.email, name: demoPeople.approver.name, role: "approver" }),
  };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/** What the demo has promoted when it begins. */
const promoted = [
  { model: "flight-delay", version: 1, environment: "staging", comment: "A first answer, from the clock and the two airports alone." },
  { model: "flight-delay", version: 2, environment: "production", comment: "Trees find what the line missed: ROC AUC 0.659 after 0.638." },
  { model: "flight-delay", version: 3, environment: "staging", comment: "Now with the last hours' delays at both airports." },
  { model: "penguin-species", version: 2, environment: "production", comment: "Island and sex settle the doubtful ones." },
  { model: "seattle-rain", version: 1, environment: "production", comment: "Three years of Seattle, measured on the fourth." },
  { model: "car-mileage", version: 1, environment: "staging", comment: "For the garage to try." },
];
/** What waits for the visitor, asked once there is live drift to freeze in its evidence. */
const waiting = { model: "flight-delay", version: 3, environment: "production", comment: "Adds the last hours' delays at origin and destination: ROC AUC 0.771 after 0.659. Watch the evening departures." };
type Wanted = typeof waiting;
type Asked = { id: string; version: string; state: string; evidenceDigest: string };

/** The request for a promotion, asked now unless it was before the seed was interrupted. */
async function ask(api: Api, { model, version, environment, comment }: Wanted): Promise<Asked> {
  const known = await call<{ items: Asked[] }>(api, `/api/v1/releases?kind=promotion&model=${model}&environment=${environment}&limit=200`);
  return known.items.find((item) => item.version === String(version)) ?? call<Asked>(api, "/api/v1/releases", { body: { model, version, environment, comment } });
}

async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await ready())) {
    if (stopping) return;
    if (Date.now() > deadline) throw new Error(`${what} took more than two minutes`);
    await sleep(200);
  }
}

type Progress = (step: string, done: number) => Promise<void>;

async function seed(api: { scientist: Api; approver: Api }, progress: Progress): Promise<void> {
  const versions = seedModels().flatMap((model) => model.versions.map((_, index) => ({ model, index })));
  for (const [done, { model, index }] of versions.entries()) {
    await progress(`registering ${model.name} v${index + 1}`, (0.3 * done) / versions.length);
    await registerVersion(api.scientist, { model, index, now: Date.now });
  }
  for (const [done, { model, index }] of versions.entries()) {
    await progress(`profiling the training data of ${model.name} v${index + 1}`, 0.3 + (0.2 * done) / versions.length);
    await until(`the baseline of ${model.name}`, async () => {
      const { baseline } = await call<{ baseline: { state: string; reason: string | null } }>(api.scientist, `/api/v1/models/${model.name}/versions/${index + 1}`);
      if (baseline.state === "failed") throw new Error(`the baseline of ${model.name} v${index + 1} failed: ${baseline.reason}`);
      return baseline.state === "ready";
    });
  }
  for (const [done, release] of promoted.entries()) {
    await progress(`promoting ${release.model} v${release.version} in ${release.environment}`, 0.5 + (0.1 * done) / promoted.length);
    const asked = await ask(api.scientist, release);
    if (asked.state !== "open") continue;
    await call(api.approver, `/api/v1/releases/${asked.id}/decision`, { body: { decision: "approve", comment: "Measured on the same data; fine.", evidenceDigest: asked.evidenceDigest } });
  }
  // Somebody may have taken a model out of an environment since.
  const { items: environments } = await call<{ items: { name: string; routes: { model: string }[] }[] }>(api.scientist, "/api/v1/environments");
  const served = environments.flatMap(({ name, routes }) => routes.map(({ model }) => ({ model, environment: name }))).filter(({ model, environment }) => promoted.some((release) => release.model === model && release.environment === environment));
  await until("loading the models", async () => {
    const answers = await Promise.all(served.map(({ model, environment }) => fetch(`${servingUrl}/v2/models/${model}/ready`, { headers: { "signalbox-environment": environment } })));
    for (const answer of answers) await answer.body?.cancel();
    return answers.every((answer) => answer.ok);
  });
}

async function main(): Promise<void> {
  const before = await readDemoState(deps);
  const known = await tokens();
  const api = { scientist: { url: consoleUrl, token: known.scientist }, approver: { url: consoleUrl, token: known.approver } };
  let lastStep = "";
  const progress: Progress = async (step, done) => {
    await setDemoState(deps, { state: "seeding", step, progress: done, clock: null }, step !== lastStep);
    lastStep = step;
  };
  let lastError = "";
  const client = new InferenceClient(servingUrl);
  const options = {
    client, landed: new LandedLabels(client, known.scientist), speed: env.demoSpeed, now: Date.now, sleep: async (ms: number) => { await sleep(ms); }, stopped: () => stopping,
    anchor: (at: number, realMs: number) => anchorDemoClock(deps, { realMs, clockMs: at * 1000, speed: env.demoSpeed }),
    onError: (error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (text !== lastError) deps.log.warn("demo: a request failed", { reason: text });
      lastError = text;
    },
  };
  let clock = before?.clock ? Date.parse(before.clock) / 1000 : replayFrom;
  if (clock >= replayUntil) clock = replayFrom;
  if (before?.state !== "running") {
    await seed(api, progress);
    let reported = 0;
    await progress("replaying the five days before, so that the charts have a past", 0.6);
    clock = await sendHistory(options, clock, (done) => {
      if (done - reported < 0.1) return;
      reported = done;
      progress("replaying the five days before, so that the charts have a past", 0.6 + 0.4 * done).catch(options.onError);
    });
    await progress("asking for flight-delay v3 in production", 1);
    await until("the first verdict on drift", async () => ((await call<{ health: { lamp: string } | null }>(api.scientist, "/api/v1/models/flight-delay")).health?.lamp ?? "unknown") !== "unknown");
    await ask(api.scientist, waiting);
  }
  const running = (at: number): DemoState => ({ state: "running", step: "replaying US flights of 2001", progress: 1, clock: new Date(at * 1000).toISOString() });
  await setDemoState(deps, running(clock), true);
  let savedMs = Date.now();
  await Promise.all([
    replayFlights(options, clock, (at) => {
      if (Date.now() - savedMs < 1000) return;
      savedMs = Date.now();
      setDemoState(deps, running(at), false).catch(options.onError);
    }),
    ...smallStreams().map((stream) => replaySmall(options, stream)),
  ]);
}

onStop(async () => {
  stopping = true;
  await deps.db.close();
});
main().catch(async (error: unknown) => {
  if (stopping) return;
  const reason = error instanceof Error ? error.message : String(error);
  deps.log.error("demo: it stopped", { reason });
  await setDemoState(deps, { state: "failed", step: reason, progress: 0, clock: null }, true).catch(() => undefined);
  process.exit(1);
});
