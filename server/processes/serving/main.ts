/** The serving process. With SERVING_WORKERS over 1 it is that many, one folder each, sharing the port. */
import { onStop, openDeps } from "../deps.ts";
import { envOrExit } from "../settings.ts";
import { aloneIn, Fleet } from "./fleet/fleet.ts";
import { runPrimary, slotVariable, toPrimary, workerVariable } from "./fleet/primary.ts";
import { HouseClock } from "./house-clock.ts";
import { PortError } from "./ports.ts";
import { startServing } from "./server.ts";
import { timed } from "./timers.ts";

const env = envOrExit();

async function serve(fleet: Fleet): Promise<void> {
  const opened = openDeps(env, 4);
  const clock = new HouseClock(opened.clock);
  const deps = { ...opened, clock };
  const serving = await startServing(deps, { slot: fleet.slot, clock, port: env.servingPort, grpcPort: env.servingGrpcPort, fleet });
  onStop(async () => {
    await serving.stop();
    await timed(deps.db.close(), 1000).catch(() => deps.log.warn("the database did not take leave"));
  });
  deps.log.info(`serving answers at ${serving.url}`, { replica: serving.replica.id, incarnation: serving.replica.incarnation });
}

const slot = process.env[slotVariable] ?? "0";
const ports = [{ setting: "SERVING_PORT", port: env.servingPort }, { setting: "SERVING_GRPC_PORT", port: env.servingGrpcPort }];
try {
  if (process.env[workerVariable] !== undefined) await serve(new Fleet({ slot, size: env.servingWorkers, channel: toPrimary() }));
  else if (env.servingWorkers > 1) await runPrimary({ count: env.servingWorkers, script: import.meta.filename, host: env.host, ports });
  else await serve(aloneIn(slot));
} catch (error) {
  if (!(error instanceof PortError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
