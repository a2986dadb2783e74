import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { Unservable } from "../model-files.ts";
import type { Answer, Call, Description, LoadCall } from "./messages.ts";
import type { Fed, Outputs } from "./runner.ts";

/** The process of a model ended, by whatever. */
export class ProcessEnded extends Error {}

const entry = join(import.meta.dirname, "child.ts");
const stopLimitMs = 2000;

/** A process that holds one model at a time and does one thing after another. It ends with ours, and never keeps ours alive. */
export class ModelProcess {
  /** Resolves with how it ended. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | null = null;
  private gone: string | null = null;

  constructor() {
    // Nothing of our settings: no address of the database, no secret.
    const child = fork(entry, [], { serialization: "advanced", execArgv: [], env: { NODE_ENV: process.env.NODE_ENV, PATH: process.env["PATH"] }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.child = child;
    child.unref();
    child.channel?.unref();
    child.on("message", (answer: Answer) => {
      const { pending } = this;
      this.pending = null;
      pending?.resolve(answer);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (this.gone !== null) return;
        this.gone = how;
        this.pending?.reject(new ProcessEnded(`its process ended (${how})`));
        this.pending = null;
        resolve(how);
      };
      child.once("exit", (code, signal) => end(signal ?? `code ${code}`));
      child.on("error", (error) => end(error.message));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  private call(call: Call): Promise<Answer> {
    if (this.gone !== null) return Promise.reject(new ProcessEnded(`its process ended (${this.gone})`));
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      // A channel that broke is followed by the process's end, which answers.
      this.child.send(call, () => undefined);
    });
  }

  /** @throws ProcessEnded; Unservable for a file that the runtime does not take; Error when it lacks the memory for it */
  async load(load: LoadCall): Promise<Description> {
    const answer = await this.call({ kind: "load", load });
    if (answer.kind === "loaded") return answer.description;
    const said = answer.kind === "failed" ? answer.message : "the model's process did not load it";
    throw /bad_alloc|allocate memory/i.test(said) ? new Error("there is not enough memory to load it") : new Unservable(said);
  }

  /** @throws ProcessEnded; otherwise in the runtime's words */
  async run(inputs: ReadonlyMap<string, Fed>): Promise<Outputs> {
    const answer = await this.call({ kind: "run", inputs });
    if (answer.kind !== "ran") throw new Error(answer.kind === "failed" ? answer.message : "the model's process did not run it");
    return answer.outputs;
  }

  /** Gives back its model; it may load another. */
  async unload(): Promise<void> {
    await this.call({ kind: "unload" });
  }

  async stop(): Promise<void> {
    if (this.gone !== null) return;
    const hard = setTimeout(() => this.child.kill("SIGKILL"), stopLimitMs);
    if (this.child.connected) this.child.disconnect();
    await this.ended;
    clearTimeout(hard);
  }
}
