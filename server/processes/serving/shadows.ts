/**
 * Copies of requests to versions whose answer is measured and thrown away. They run behind the callers: a bounded queue,
 * what does not fit is dropped and counted, and on the request thread they take at most a tenth of the time.
 */
import { columnsOf } from "./columns.ts";
import type { Gauge } from "./metrics.ts";
import { type Fed, rowsOf } from "./running/runner.ts";
import type { Entry, Resolved, Route } from "./table.ts";
import type { Watch } from "./watch.ts";

/** Requests and rows that may wait. */
const waitingMost = 256;
const waitingRowsMost = 4096;
const takenAtOnce = 32;
/** Of the request thread's time: a rest of nine parts follows each part of work. */
const restFactor = 9;

type Outcome = "answered" | "failed" | "dropped";
export type ShadowParts = { watch: Watch; hold: (resolved: Resolved) => () => void; random: () => number };
/** What was asked: checked inputs with where nulls were, and when (epoch milliseconds). */
export type Copied = { environment: string; inputs: ReadonlyMap<string, Fed & { nulls?: number[] | null }>; atMs: number };
type Copy = Copied & { entry: Entry; rows: number; done: () => void };

/** Whether the other version takes the same tensors. */
const takes = (entry: Entry, inputs: Copied["inputs"]): boolean => entry.runner !== null && entry.runner.inputs.every(({ name, datatype, shape }) => {
  const fed = inputs.get(name);
  return fed?.datatype === datatype && (shape === null || (shape.length === fed.shape.length && shape.every((width, at) => width < 0 || width === fed.shape[at])));
});

export class Shadows {
  private readonly parts: ShadowParts;
  private readonly waiting: Copy[] = [];
  private waitingRows = 0;
  private working = false;
  private readonly counts = new Map<string, { labels: Record<string, string>; value: number }>();

  constructor(parts: ShadowParts) {
    this.parts = parts;
  }

  /** After the caller has its answer. Never throws, never waits. */
  offer(shadows: Route["shadows"], copied: Copied): void {
    for (const { entry, share } of shadows) {
      if (this.parts.random() * 100 >= share) continue;
      const rows = rowsOf(copied.inputs.values());
      if (!entry.runner || this.waiting.length >= waitingMost || this.waitingRows + rows > waitingRowsMost) {
        this.count(entry, copied.environment, "dropped");
        continue;
      }
      this.waiting.push({ ...copied, entry, rows, done: this.parts.hold({ entry, environment: copied.environment, shadows: [] }) });
      this.waitingRows += rows;
      if (!this.working) this.work();
    }
  }

  private work(): void {
    this.working = true;
    setImmediate(() => void this.turn());
  }

  private async turn(): Promise<void> {
    const copies = this.waiting.splice(0, takenAtOnce);
    const threadMs = (await Promise.all(copies.map((copy) => this.run(copy)))).reduce((sum, ms) => sum + ms, 0);
    if (this.waiting.length === 0) this.working = false;
    else if (threadMs === 0) this.work();
    else setTimeout(() => this.work(), threadMs * restFactor).unref();
  }

  /** @returns milliseconds of the request thread that it took, told once a batch */
  private async run({ entry, environment, inputs, atMs, rows, done }: Copy): Promise<number> {
    const { watch } = this.parts;
    const { watched, runner } = entry;
    const fromMs = performance.now();
    let threadMs = 0;
    try {
      if (!runner || !takes(entry, inputs)) throw new TypeError("the shadow takes other tensors");
      const { outputs, queueMs, ranRows } = await runner.run(inputs);
      const latencyMs = performance.now() - fromMs;
      if (runner.place === "requestThread" && ranRows !== null) threadMs = Math.max(0, latencyMs - queueMs);
      const columns = watched.profile ? columnsOf(watched.profile, { inputs, outputs }, rows) : {};
      watch.count({ watched, environment, atMs, latencyMs, rows, columns });
      entry.statistics.answered({ rows, atMs, wholeMs: latencyMs }, { inputMs: 0, queueMs, inferMs: latencyMs - queueMs, outputMs: 0, ranRows });
      this.count(entry, environment, "answered");
    } catch {
      watch.count({ watched, environment, atMs, latencyMs: null, rows: 0, columns: {} });
      entry.statistics.refused(performance.now() - fromMs);
      this.count(entry, environment, "failed");
    } finally {
      this.waitingRows -= rows;
      done();
    }
    return threadMs;
  }

  private count({ served: { model, version } }: Entry, environment: string, outcome: Outcome): void {
    const key = JSON.stringify([model, version, environment, outcome]);
    const counter = this.counts.get(key);
    if (counter) counter.value += 1;
    else this.counts.set(key, { labels: { model, version, environment, outcome }, value: 1 });
  }

  gauges(): Gauge[] {
    return [{ name: "signalbox_serving_shadow_requests_total", help: "Copies of requests to shadows: answered, failed, or dropped because too many waited. Not among the requests of callers.", type: "counter", samples: [...this.counts.values()] }];
  }
}
