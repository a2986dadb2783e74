/** The worker: whatever moves by itself. Any number may run; each claims its work in the database. */
import { sealPending } from "../../domains/audit/index.ts";
import { pruneIdempotencyKeys } from "../../domains/identity/index.ts";
import { failUnloadable } from "../../domains/releases/index.ts";
import { expireWindows, foldPending, judgeStates, keepLabels, keepSamples, measureStorage, profileBaselines, pruneAlertMail, pruneDeltas, sendAlertMail, sumFleet, watchMonitors } from "../../domains/monitoring/index.ts";
import { expireTrash, pruneArtifactUploads } from "../../domains/registry/index.ts";
import { probeBackends } from "../../domains/serving/index.ts";
import { fanPending, openDeliverer, pruneDeliveries } from "../../domains/webhooks/index.ts";
import { pruneLive, relayOutbox } from "../../platform/events.ts";
import { pruneOutbox } from "../../platform/outbox-follow.ts";
import { onStop, openDeps } from "../deps.ts";
import { envOrExit } from "../settings.ts";
import { startLoops } from "./loops.ts";

const deps = openDeps(envOrExit(), 6);
const deliverer = openDeliverer(deps, { lanes: 32, random: Math.random });
const loops = startLoops([
  { name: "folding predictions", restMs: 100, run: () => foldPending(deps) },
  { name: "relaying events", restMs: 100, run: () => relayOutbox(deps) },
  { name: "sealing the audit log", restMs: 200, run: () => sealPending(deps) },
  { name: "handing events to webhooks", restMs: 100, run: () => fanPending(deps) },
  { name: "delivering webhooks", restMs: 100, run: () => deliverer.begin() },
  { name: "judging drift", restMs: 1000, run: async () => { await judgeStates(deps); } },
  { name: "ending releases that cannot be served", restMs: 1000, run: () => failUnloadable(deps) },
  { name: "watching monitors", restMs: 1000, run: () => watchMonitors(deps) },
  { name: "mailing alerts", restMs: 1000, run: () => sendAlertMail(deps) },
  { name: "probing backends", restMs: 1000, run: async () => { await probeBackends(deps); } },
  { name: "profiling baselines", restMs: 300, run: () => profileBaselines(deps) },
  { name: "letting old windows go", restMs: 60_000, run: () => expireWindows(deps) },
  { name: "summing the fleet", restMs: 2000, run: () => sumFleet(deps) },
  { name: "measuring storage", restMs: 10_000, run: () => measureStorage(deps) },
  { name: "pruning what was folded", restMs: 60_000, run: async () => { await pruneDeltas(deps); await keepLabels(deps); await keepSamples(deps); await pruneArtifactUploads(deps); await pruneLive(deps); await pruneOutbox(deps.db); await pruneIdempotencyKeys(deps); await pruneDeliveries(deps); await pruneAlertMail(deps); await expireTrash(deps); } },
], deps.log);

onStop(async () => {
  await loops[Symbol.asyncDispose]();
  await deliverer[Symbol.asyncDispose]();
  await deps.db.close();
});
deps.log.info("worker is running");
