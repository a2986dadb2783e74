/** One serving process: identity, spool, routes, HTTP, and the loops that keep them going. */
import { randomFillSync } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { reportReplica } from "../../domains/serving/index.ts";
import type { LoadedVersion, SpoolView } from "../../domains/serving/contract.ts";
import type { Deps } from "../../platform/deps.ts";
import { openByteSealer } from "../../platform/seal-bytes.ts";
import { errorBody } from "../../adapters/http/oip/index.ts";
import { EventIntake } from "./events/intake.ts";
import { SeenJournal } from "./events/seen-journal.ts";
import { aloneIn, type Fleet } from "./fleet/fleet.ts";
import { joinTexts } from "./fleet/join-metrics.ts";
import { Follower } from "./follower.ts";
import { drainGrpc, grpcServer, listenGrpc } from "./grpc.ts";
import type { HouseClock } from "./house-clock.ts";
import { requestListener } from "./http.ts";
import { beginIncarnation, type Replica } from "./identity.ts";
import { LabelIntake } from "./labels.ts";
import { type Gauge, Metrics } from "./metrics.ts";
import { listenOn } from "./ports.ts";
import { Receipts } from "./receipts.ts";
import { Reporter } from "./reporter.ts";
import { Samples } from "./samples.ts";
import { Service } from "./service.ts";
import { Shadows } from "./shadows.ts";
import { Spool } from "./spool.ts";
import { repeat, type Repeating, timed } from "./timers.ts";
import { Unloaded } from "./unloaded.ts";
import { Watch } from "./watch.ts";

const runningTotalMs = 100;
const flushMs = 1000;
const reportMs = 2000;
const metricsTopic = "metrics";
/** A worker opens its ports when its models are loaded: until then the others answer. So long at most. */
const settleLimitMs = 20_000;
const probeMs = 1000;
/** How long in-flight requests may take after the stop signal. */
const drainMs = 3000;
/** How long the database may keep an ending process. */
const lastWordsMs = 1000;

export type ServingOptions = { slot: string; port: number; /** Undefined: no gRPC. */ grpcPort?: number; /** How long a label waits for a prediction that is not known yet; two seconds. */ labelPatienceMs?: number; /** The clock of its dependencies, where it goes by the database's. */ clock?: HouseClock; /** With whom it shares the ports; undefined: nobody. */ fleet?: Fleet };
export type Serving = { url: string; port: number; grpcPort: number | null; replica: Replica; stop(): Promise<void> };

function loadedOf(follower: Follower): LoadedVersion[] {
  const routes = [...follower.table.routes, ...follower.wanted];
  return [...follower.held].map((entry) => ({
    model: entry.served.model, version: entry.served.version, state: entry.state, reason: entry.reason, final: entry.hopeless,
    memoryBytes: entry.runner?.memoryBytes ?? 0, place: entry.runner?.place ?? null,
    environments: [...new Set(routes.filter((route) => route.entries.some((one) => one.entry === entry)).map(({ environment }) => environment))],
  }));
}

function gauges({ follower, spool, nowMs }: { follower: Follower; spool: Spool; nowMs: number }): Gauge[] {
  return [
    { name: "signalbox_serving_spool_deltas", help: "Deltas on disk that the database has not taken.", samples: [{ labels: {}, value: spool.depth }] },
    { name: "signalbox_serving_spool_bytes", help: "Their size.", samples: [{ labels: {}, value: spool.bytes }] },
    { name: "signalbox_serving_spool_lag_seconds", help: "Age of the oldest of them.", samples: [{ labels: {}, value: spool.oldestMs === null ? 0 : Math.max(0, nowMs - spool.oldestMs) / 1000 }] },
    { name: "signalbox_serving_spool_damaged_total", help: "Files of the spool that were not as they had been written: their counts are gaps.", type: "counter", samples: [{ labels: {}, value: spool.damaged }] },
    { name: "signalbox_serving_database_silence_seconds", help: "Since the database last answered; -1: never.", samples: [{ labels: {}, value: follower.answeredAtMs === null ? -1 : Math.max(0, nowMs - follower.answeredAtMs) / 1000 }] },
    { name: "signalbox_serving_epoch", help: "Number of the routes that serve.", samples: [{ labels: {}, value: follower.table.epoch }] },
    { name: "signalbox_serving_loaded", help: "1 for each version that is loaded.", samples: loadedOf(follower).map(({ model, version, state }) => ({ labels: { model, version, state }, value: state === "READY" ? 1 : 0 })) },
    { name: "signalbox_serving_model_bytes", help: "What each loaded version holds of memory.", samples: loadedOf(follower).filter(({ state }) => state === "READY").map(({ model, version, memoryBytes }) => ({ labels: { model, version }, value: memoryBytes })) },
  ];
}

function spoolOf({ deps, spool }: { deps: Deps; spool: Spool }): SpoolView {
  return { deltas: spool.depth, bytes: spool.bytes, limitBytes: deps.env.spoolMaxBytes, oldestAt: spool.oldestMs === null ? null : new Date(spool.oldestMs).toISOString() };
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hard = setTimeout(() => server.closeAllConnections(), drainMs);
    server.close(() => {
      clearTimeout(hard);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** @throws PortError */
export async function startServing(deps: Deps, options: ServingOptions): Promise<Serving> {
  const fleet = options.fleet ?? aloneIn(options.slot);
  const shared = fleet.size > 1;
  const { clock, log } = deps;
  const nowMs = () => clock.now().getTime();
  const folder = join(deps.env.dataFolder, "serving", options.slot);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const replica = await beginIncarnation(folder, { ids: deps.ids, now: clock.now() });
  const spool = await Spool.open(folder);
  const seen = await SeenJournal.open(folder, { highest: spool.highest });
  const watch = new Watch(deps.env.baseWindowSeconds, deps.env.samples ? new Samples(replica) : null);
  const { secret, previousSecrets } = deps.env;
  const sealer = openByteSealer({ secrets: secret === undefined ? [] : [secret, ...previousSecrets], purpose: "receipts", random: (bytes) => { randomFillSync(bytes); } });
  const receipts = new Receipts({ sealer, replica });
  const reporter = await Reporter.open({ deps, folder, replica, spool, watch, address: () => address, predictions: () => receipts.take(), seen });
  const metrics = new Metrics();
  let draining = false;
  const unloaded = new Unloaded(join(deps.env.dataFolder, "serving", "unloaded"));
  const settled = Promise.withResolvers<void>();
  const follower = new Follower({
    deps, folder, unloaded,
    changed: () => {
      reporting.wake();
      if (follower.settled) settled.resolve();
    },
    heard: (time) => { if (options.clock?.told(time)) log.warn("this machine's clock and the database's differ: the database's is gone by", { addedMs: options.clock.offsetMs }); },
  });
  const shadows = new Shadows({ watch, hold: (resolved) => follower.hold(resolved), random: Math.random });
  const service = new Service({ deps, follower, watch, shadows, metrics, receipts, fleet });
  const events = new EventIntake({ deps, follower, watch, receipts, reporter, folder, seen, fleet });
  const labels = new LabelIntake({ deps, receipts, fleet, patienceMs: options.labelPatienceMs });
  const ownMetrics = () => metrics.text([...gauges({ follower, spool, nowMs: nowMs() }), { name: "signalbox_serving_spool_limit_bytes", help: "SIGNALBOX_SPOOL_MAX_BYTES.", samples: [{ labels: {}, value: deps.env.spoolMaxBytes }] }, { name: "signalbox_serving_clock_offset_seconds", help: "What is added to this machine's clock to give the database's.", samples: [{ labels: {}, value: (options.clock?.offsetMs ?? 0) / 1000 }] }, ...events.gauges(), ...shadows.gauges(), ...labels.gauges()]);
  fleet.answer(metricsTopic, () => ({ slot: fleet.slot, text: ownMetrics() }));
  const metricsText = async () => {
    if (!shared) return ownMetrics();
    const all = [{ slot: fleet.slot, text: ownMetrics() }, ...(await fleet.others<{ slot: string; text: string }>(metricsTopic))];
    return joinTexts(new Map(all.sort((a, b) => Number(a.slot) - Number(b.slot)).map(({ slot, text }) => [slot, text])));
  };
  const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, requestListener({
    deps, follower, service, events, labels,
    unready: () => (draining ? "it is stopping" : follower.settled ? null : follower.answeredAtMs === null ? "no routes are known yet: the database has not answered" : "models are still loading"),
    draining: () => draining,
    metricsText,
  }));
  server.on("clientError", (_error, socket) => {
    const body = errorBody("the request is not HTTP that this server reads");
    if (socket.writable) socket.end(`HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body.toString()}`);
  });
  const grpc = options.grpcPort === undefined ? null : { asked: options.grpcPort, server: grpcServer({ deps, follower, service, ready: () => !draining && follower.settled }) };
  const doors: { port: number; grpc: { port: number; close(): void } | null } = { port: options.port, grpc: null };
  const openPorts = async (): Promise<void> => {
    try {
      doors.port = await listenOn(server, { setting: "SERVING_PORT", port: options.port, host: deps.env.host, shared });
      if (grpc) doors.grpc = await listenGrpc(grpc.server, { port: grpc.asked, host: deps.env.host, shared });
    } catch (error) {
      server.close();
      reporter[Symbol.dispose]();
      throw error;
    }
  };
  if (!shared) await openPorts();
  const address = `http://${deps.env.host.includes(":") ? `[${deps.env.host}]` : deps.env.host}:${doors.port}`;
  fleet.reached("joined");

  const totals = setInterval(() => reporter.noteTotal(), runningTotalMs);
  let failures = 0;
  const sending = repeat(async () => {
    try {
      while (await reporter.sendNext()) failures = 0;
      return flushMs;
    } catch (error) {
      failures += 1;
      if (failures === 1) log.warn("counters wait on disk: the database does not take them", { error: error as Error });
      return Math.min(1000, 50 * 2 ** failures);
    }
  });
  const flushing = repeat(async () => {
    try {
      events.sweep();
      await reporter.flush();
      if (failures === 0) sending.wake();
    } catch (error) {
      log.error("counters could not be written to disk; they stay in memory", { error: error as Error });
    }
    return flushMs;
  });
  const probing = repeat(async () => {
    await follower.backends.probe();
    return probeMs;
  });
  const reporting: Repeating = repeat(async () => {
    const alive = await timed(reportReplica(deps, { replicaId: replica.id, incarnation: replica.incarnation, startedAt: replica.startedAt, address, loaded: loadedOf(follower), backends: follower.backends.seen, spool: spoolOf({ deps, spool }) }), reportMs).then(() => true, () => false);
    return alive ? reportMs : reportMs * 2;
  });
  await unloaded.read();
  await follower.restore().catch((error: unknown) => log.error("the routes kept on disk cannot be read; waiting for the database", { error: error as Error }));
  const following = repeat(async () => {
    const restMs = await follower.poll();
    if (follower.table.epoch < 0) settled.resolve();
    return restMs;
  });
  if (shared) {
    await timed(settled.promise, settleLimitMs).catch(() => log.warn("serving begins before its models are loaded"));
    await openPorts();
    fleet.reached("serving");
  }

  let stopped: Promise<void> | undefined;
  return {
    url: address, port: doors.port, grpcPort: doors.grpc?.port ?? null, replica,
    stop() {
      stopped ??= (async () => {
        draining = true;
        doors.grpc?.close();
        await Promise.all([drain(server), grpc && drainGrpc(grpc.server, drainMs)]);
        // On disk before anything that may wait for the database.
        await flushing.stop();
        await reporter.flush().catch((error: unknown) => log.error("the last counters could not be written to disk", { error: error as Error }));
        clearInterval(totals);
        const loops = Promise.all([following.stop(), probing.stop(), reporting.stop(), sending.stop()]);
        const quiet = await timed(loops, lastWordsMs).then(() => true, () => false);
        if (quiet && failures === 0) await timed(reporter.sendNext(), lastWordsMs).catch(() => false);
        reporter[Symbol.dispose]();
        await follower.close();
      })();
      return stopped;
    },
  };
}
