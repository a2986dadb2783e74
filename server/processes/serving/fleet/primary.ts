/** Several serving processes on one port: the primary keeps them alive and carries what they say to each other. */
import { type ChildProcess, fork } from "node:child_process";
import { createServer } from "node:net";
import { log } from "../../../platform/log.ts";
import { onStop } from "../../deps.ts";
import { listenOn } from "../ports.ts";
import type { Channel } from "./fleet.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { Relay } from "./relay.ts";

export const slotVariable = "SIGNALBOX_SERVING_SLOT";
/** Set for a worker by its primary. */
export const workerVariable = "SIGNALBOX_SERVING_WORKER";
/** Exit code of a worker whose port is taken: another try cannot help. */
const hopeless = 1;
const firstDelayMs = 200;
const longestDelayMs = 5000;
const stopLimitMs = 7000;

type Port = { setting: string; port: number };

/** Workers share a port with whoever asks for it the same way: before they come, nobody else may have it. @throws PortError */
async function checkFree({ setting, port }: Port, host: string): Promise<void> {
  const server = createServer();
  await listenOn(server, { setting, port, host });
  await new Promise((resolve) => { server.close(resolve); });
}

/**
 * Starts `count` workers, one a slot; a dead one is started again; all end with this process.
 * @param script what a worker runs @throws PortError
 */
export async function runPrimary({ count, script, host, ports }: { count: number; script: string; host: string; ports: readonly Port[] }): Promise<void> {
  for (const port of ports) await checkFree(port, host);
  let stopping = false;
  const relay = new Relay();
  const deaths = new Map<string, number>();
  const running = new Set<ChildProcess>();
  const start = (slot: string): void => {
    const worker = fork(script, { env: { ...process.env, [slotVariable]: slot, [workerVariable]: "1" }, serialization: "advanced" });
    running.add(worker);
    relay.add(slot, (message) => { worker.send(message, () => undefined); });
    let serving = false;
    worker.on("message", (message) => {
      const heard = message as FromWorker;
      serving ||= heard.kind === "stage" && heard.stage === "serving";
      relay.hear(slot, heard);
    });
    worker.on("exit", (code, signal) => {
      running.delete(worker);
      relay.remove(slot);
      if (stopping) return;
      if (!serving && code === hopeless) process.exit(hopeless);
      const died = serving ? 0 : (deaths.get(slot) ?? 0) + 1;
      deaths.set(slot, died);
      const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** died);
      log.warn("a serving worker ended; it is started again", { slot, signal: signal ?? `code ${code}`, delayMs });
      setTimeout(() => { if (!stopping) start(slot); }, delayMs);
    });
  };
  for (let slot = 0; slot < count; slot += 1) start(String(slot));
  onStop(async () => {
    stopping = true;
    await Promise.all([...running].map((worker) => new Promise<void>((resolve) => {
      const hard = setTimeout(() => worker.kill("SIGKILL"), stopLimitMs);
      worker.once("exit", () => { clearTimeout(hard); resolve(); });
      worker.kill("SIGTERM");
    })));
  });
}

/** A worker's side. It ends with its primary at once: the next primary's workers take up the same folders. */
export function toPrimary(): Channel {
  process.once("disconnect", () => process.exit(hopeless));
  return {
    send: (message) => { if (process.connected) process.send?.(message); },
    onMessage: (take) => { process.on("message", (message) => take(message as ToWorker)); },
  };
}
