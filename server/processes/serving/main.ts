/** The serving process. With SERVING_WORKERS over 1 it is that many, one folder each, sharing the port. */
import cluster from "node:cluster";
import { onStop, openDeps } from "../deps.ts";
import { envOrExit } from "../settings.ts";
import { joinWorkerMetrics, runPrimary, slotVariable } from "./workers.ts";
import { HouseClock } from "./house-clock.ts";
import { PortError, startServing } from "./server.ts";
import { timed } from "./timers.ts";

const env = envOrExit();

async function serve(slot: string): Promise<void> {
  const opened = openDeps(env, 4);
  const clock = new HouseClock(opened.clock);
  const deps = { ...opened, clock };
  try {
    const serving = await startServing(deps, { slot, clock, port: env.servingPort, grpcPort: env.servingGrpcPort, ...(cluster.isWorker ? { joinMetrics: joinWorkerMetrics(slot) } : {}) });
    if (cluster.isWorker) process.send?.({ kind: "serving" });
    onStop(async () => {
      await serving.stop();
      await timed(deps.db.close(), 1000).catch(() => deps.log.warn("the database did not take leave"));
    });
    deps.log.info(`serving answers at ${serving.url}`, { replica: serving.replica.id, incarnation: serving.replica.incarnation });
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

if (cluster.isPrimary && env.servingWorkers > 1) runPrimary(env.servingWorkers);
else await serve(process.env[slotVariable] ?? "0");
