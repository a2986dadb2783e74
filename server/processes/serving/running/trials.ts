/**
 * Every model is first tried in a process apart: loaded, warmed and timed beside what serves, so that neither a file
 * that takes long nor one that crashes the runtime is felt by a request. One at a time, for the sake of the timing.
 */
import { timed } from "../timers.ts";
import type { Description, LoadCall } from "./messages.ts";
import { ModelProcess } from "./model-process.ts";

const loadLimitMs = 120_000;
/** How long the process of a quick model waits for the next one. */
const spareMs = 3000;

export type Tried = { description: Description; process: ModelProcess };

export class Trials {
  private last: Promise<unknown> = Promise.resolve();
  private spare: ModelProcess | null = null;
  private timer: NodeJS.Timeout | undefined;
  private running: ModelProcess | null = null;
  private closed = false;

  private takeSpare(): ModelProcess {
    clearTimeout(this.timer);
    const { spare } = this;
    this.spare = null;
    return spare ?? new ModelProcess();
  }

  private async tryNow(load: LoadCall): Promise<Tried> {
    if (this.closed) throw new Error("serving is stopping");
    const process = this.takeSpare();
    this.running = process;
    try {
      return { description: await timed(process.load(load), loadLimitMs), process };
    } catch (error) {
      await process.stop();
      throw error;
    } finally {
      this.running = null;
    }
  }

  /** @returns the model in its process, which is the caller's now: to keep, stop, or give back @throws ProcessEnded; otherwise in the runtime's words */
  try(load: LoadCall): Promise<Tried> {
    const trial = this.last.then(() => this.tryNow(load));
    this.last = trial.catch(() => undefined);
    return trial;
  }

  /** The process is wanted no more: it may try the next model. */
  async giveBack(process: ModelProcess): Promise<void> {
    await process.unload();
    if (this.closed || this.spare) return process.stop();
    this.spare = process;
    this.timer = setTimeout(() => void this.takeSpare().stop(), spareMs).unref();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.all([this.spare?.stop(), this.running?.stop()]);
    this.spare = null;
  }
}
