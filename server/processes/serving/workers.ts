/** Several serving processes on one port: a primary that keeps them alive and carries their metrics to each other. */
import cluster, { type Worker } from "node:cluster";
import { log } from "../../platform/log.ts";
import { onStop } from "../deps.ts";

export const slotVariable = "SIGNALBOX_SERVING_SLOT";
/** Exit code of a worker whose port is taken: another try cannot help. */
const hopeless = 1;
const firstDelayMs = 200;
const longestDelayMs = 5000;
const metricsEveryMs = 1000;
const stopLimitMs = 7000;

type MetricsMessage = { kind: "metrics"; slot: string; text: string };
/** A worker has both its ports. */
const isServing = (message: unknown): boolean => typeof message === "object" && message !== null && (message as { kind?: unknown }).kind === "serving";
const isMetrics = (message: unknown): message is MetricsMessage => typeof message === "object" && message !== null && (message as { kind?: unknown }).kind === "metrics";

/** Forks `count` workers, one a slot; a dead one is started again; all end with this process. */
export function runPrimary(count: number): void {
  let stopping = false;
  const deaths = new Map<string, number>();
  const start = (slot: string): void => {
    const worker = cluster.fork({ [slotVariable]: slot });
    let serving = false;
    worker.on("message", (message: unknown) => {
      if (isServing(message)) serving = true;
      if (isMetrics(message)) for (const other of Object.values(cluster.workers ?? {})) if (other && other !== worker) other.send(message);
    });
    worker.on("exit", (code, signal) => {
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
    const workers = Object.values(cluster.workers ?? {}).filter((worker): worker is Worker => worker !== undefined);
    await Promise.all(workers.map((worker) => new Promise<void>((resolve) => {
      const hard = setTimeout(() => worker.process.kill("SIGKILL"), stopLimitMs);
      worker.once("exit", () => { clearTimeout(hard); resolve(); });
      worker.process.kill("SIGTERM");
    })));
  });
}

const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (.+)$/;

/**
 * One exposition from several: each sample says its slot, and the lines of one metric stay together under one TYPE.
 * @param texts by slot
 */
export function joinTexts(texts: ReadonlyMap<string, string>): string {
  const families = new Map<string, { head: string[]; samples: string[] }>();
  for (const [slot, text] of texts) {
    let family = { head: [] as string[], samples: [] as string[] };
    for (const line of text.split("\n")) {
      const help = /^# HELP (\S+) /.exec(line);
      if (help?.[1]) {
        family = families.get(help[1]) ?? { head: [], samples: [] };
        families.set(help[1], family);
        if (family.head.length === 0) family.head.push(line);
      } else if (line.startsWith("# TYPE ")) {
        if (family.head.length === 1) family.head.push(line);
      } else {
        const parts = sample.exec(line);
        if (parts) family.samples.push(`${parts[1]}{slot="${slot}"${parts[2] ? `,${parts[2]}` : ""}} ${parts[3]}`);
      }
    }
  }
  return `${[...families.values()].flatMap(({ head, samples }) => [...head, ...samples]).join("\n")}\n`;
}

/** A worker's answer to /metrics: its own numbers of this moment and the others' of the last second. */
export const joinWorkerMetrics = (slot: string) => (own: () => string): (() => string) => {
  const others = new Map<string, string>();
  process.on("message", (message: unknown) => {
    if (isMetrics(message)) others.set(message.slot, message.text);
  });
  setInterval(() => {
    if (process.connected) process.send?.({ kind: "metrics", slot, text: own() } satisfies MetricsMessage);
  }, metricsEveryMs).unref();
  return () => {
    const texts: [string, string][] = [...others, [slot, own()]];
    return joinTexts(new Map(texts.sort(([a], [b]) => Number(a) - Number(b))));
  };
};
