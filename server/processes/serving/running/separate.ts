/** A model in a process of its own: a slow one keeps nobody else waiting, and one that brings its process down only itself. */
import { notReady } from "../../../adapters/http/oip/index.ts";
import type { Log } from "../../../platform/log.ts";
import { emptyOutputs } from "../model.ts";
import type { Description } from "./messages.ts";
import { type ModelProcess, ProcessEnded } from "./model-process.ts";
import type { Engine, Fed, Outputs } from "./runner.ts";

const firstDelayMs = 100;
const longestDelayMs = 5000;
/** A process that lived so long was not ended by its start. */
const settledMs = 10_000;

export type SeparateParts = {
  name: string; log: Log; description: Description; memoryBytes: number;
  process: ModelProcess;
  /** Another process with the same model. */
  again: () => Promise<ModelProcess>;
};

export class SeparateEngine implements Engine {
  readonly place = "ownProcess";
  readonly memoryBytes: number;
  private readonly parts: SeparateParts;
  private process: ModelProcess | null = null;
  private deaths = 0;
  private released = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(parts: SeparateParts) {
    this.parts = parts;
    this.memoryBytes = parts.memoryBytes;
    this.take(parts.process);
  }

  get inputs() {
    return this.parts.description.inputs;
  }
  get outputs() {
    return this.parts.description.outputs;
  }
  emptyBatch(): Outputs | null {
    return emptyOutputs(this.outputs, this.parts.description.oneRow);
  }

  private take(process: ModelProcess): void {
    this.process = process;
    const sinceMs = performance.now();
    void process.ended.then((how) => {
      this.process = null;
      if (this.released) return;
      this.deaths = performance.now() - sinceMs > settledMs ? 0 : this.deaths + 1;
      this.startAgain(how);
    });
  }

  private startAgain(why: string): void {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** this.deaths);
    this.parts.log.warn("a model's process ended; it is started again", { model: this.parts.name, why, delayMs });
    this.timer = setTimeout(() => {
      this.parts.again().then((process) => {
        if (this.released) void process.stop();
        else this.take(process);
      }, (error: unknown) => {
        this.deaths += 1;
        if (!this.released) this.startAgain(error instanceof Error ? error.message : "it could not be loaded");
      });
    }, delayMs).unref();
  }

  async run(inputs: ReadonlyMap<string, Fed>): Promise<Outputs> {
    if (!this.process) throw notReady(`model '${this.parts.name}' is being started again: its process ended`);
    try {
      return await this.process.run(inputs);
    } catch (error) {
      throw error instanceof ProcessEnded ? notReady(`model '${this.parts.name}': ${error.message} while this request ran; it is started again`) : error;
    }
  }

  async release(): Promise<void> {
    this.released = true;
    clearTimeout(this.timer);
    await this.process?.stop();
  }
}
