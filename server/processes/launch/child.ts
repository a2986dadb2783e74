import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export type ChildSpec = { name: string; script: string; env: NodeJS.ProcessEnv; onLine: (name: string, line: string) => void };

const firstDelayMs = 200;
const longestDelayMs = 10_000;
/** A process that lived this long starts with the first delay again. */
const steadyMs = 20_000;

/** Delay before the next start, doubling with each quick death. */
export function restartDelayMs(quickDeaths: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** quickDeaths);
}

/** One process of ours, kept alive: started again with backoff when it ends by itself, ended in order by `stop`. */
export class SupervisedChild {
  private child: ChildProcess | undefined;
  private stopping = false;
  private quickDeaths = 0;
  private timer: NodeJS.Timeout | undefined;
  readonly spec: ChildSpec;

  constructor(spec: ChildSpec) {
    this.spec = spec;
    this.start();
  }

  private start(): void {
    const startedAt = Date.now();
    // Detached: Ctrl-C reaches the launcher alone, which then stops each process in order. The IPC channel tells a
    // child that its launcher is gone, however it went.
    const child = spawn(process.execPath, [this.spec.script], { env: this.spec.env, detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on("line", (line) => this.spec.onLine(this.spec.name, line));
    child.once("exit", (code, signal) => {
      if (this.stopping) return;
      this.quickDeaths = Date.now() - startedAt > steadyMs ? 0 : this.quickDeaths + 1;
      const delayMs = restartDelayMs(this.quickDeaths - 1);
      this.spec.onLine(this.spec.name, `ended (${signal ?? `code ${code}`}); starting it again in ${delayMs} ms`);
      this.timer = setTimeout(() => this.start(), delayMs);
    });
  }

  /** Ends the process in order and starts it anew. */
  async restart(graceMs: number): Promise<void> {
    await this.stop(graceMs);
    this.stopping = false;
    this.start();
  }

  /** SIGTERM, then SIGKILL after `graceMs`. Resolves when the process is gone. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => { child.once("exit", () => resolve()); });
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(hard);
  }
}
