/** One model's requests, gathered: rows that arrive while a batch runs make the next one. No timer decides when it begins. */
import { notReady, OipRefusal } from "../../../adapters/http/oip/index.ts";
import type { BatchLimits } from "./batch-limits.ts";
import { earliestDeadlineMs, mayWait, nextTurn, sweep, type Waiting } from "./queue.ts";
import { type Engine, type Fed, type Outputs, type Ran, rowsOf, type RunLimits, type Runner } from "./runner.ts";
import { isBatchable, joinInputs, kindOf, splitOutputs } from "./tensors.ts";

type Request = { inputs: ReadonlyMap<string, Fed>; resolve: (ran: Ran) => void; reject: (error: unknown) => void };

export class Batching implements Runner {
  private readonly engine: Engine;
  private readonly limits: BatchLimits;
  /** Of the model, as its errors say it. */
  private readonly name: string;
  private line: Waiting<Request>[] = [];
  private waitingRows = 0;
  private batchable: boolean;
  private due = false;
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private timerAtMs = Infinity;

  constructor(engine: Engine, name: string, limits: BatchLimits) {
    this.engine = engine;
    this.name = name;
    this.limits = limits;
    this.batchable = isBatchable(engine);
  }

  get inputs() {
    return this.engine.inputs;
  }
  get outputs() {
    return this.engine.outputs;
  }
  get place() {
    return this.engine.place;
  }
  get memoryBytes() {
    return this.engine.memoryBytes;
  }
  emptyBatch() {
    return this.engine.emptyBatch();
  }

  async release(): Promise<void> {
    clearTimeout(this.timer);
    await this.engine.release();
  }

  private tooLate(waitedMs: number): OipRefusal {
    return new OipRefusal(504, `model '${this.name}' did not come to this request in time: it waited ${Math.round(waitedMs)} ms and was not run`);
  }

  run(inputs: ReadonlyMap<string, Fed>, { deadlineMs = Infinity }: RunLimits = {}): Promise<Ran> {
    const nowMs = performance.now();
    const rows = rowsOf(inputs.values());
    const { maxQueueRows } = this.limits;
    // A request that finds the model idle does not wait, so no deadline can pass.
    const waits = this.running || this.line.length > 0;
    if (waits && deadlineMs <= nowMs) return Promise.reject(this.tooLate(0));
    if (waits && !mayWait({ requests: this.line.length, rows: this.waitingRows }, rows, maxQueueRows)) {
      return Promise.reject(notReady(`model '${this.name}' is overloaded: ${this.waitingRows} rows wait, ${maxQueueRows} may`));
    }
    return new Promise((resolve, reject) => {
      const kind = this.batchable ? kindOf(this.engine.inputs, inputs) : null;
      this.line.push({ request: { inputs, resolve, reject }, rows, kind, sinceMs: nowMs, deadlineMs: waits ? Math.min(deadlineMs, nowMs + this.limits.deadlineMs) : Infinity });
      this.waitingRows += rows;
      this.wake();
    });
  }

  /** What arrived in the same turn of the event loop runs together: that is as long as a request on an idle model waits. */
  private wake(): void {
    if (this.running) return this.watchDeadlines();
    if (this.due) return;
    this.due = true;
    setImmediate(() => {
      this.due = false;
      this.turn();
    });
  }

  private turn(): void {
    const nowMs = performance.now();
    const { late, batch, rest } = nextTurn(this.line, nowMs, this.limits.maxBatchRows);
    this.keep(rest);
    this.refuse(late, nowMs);
    if (batch.length === 0) return;
    this.running = true;
    const began = this.begin(batch);
    if (began instanceof Promise) {
      if (rest.length > 0) this.watchDeadlines();
      began.then((outputs) => this.answer(batch, outputs, nowMs), (error: unknown) => this.fail(batch, error)).finally(() => this.rest());
    } else {
      if (began.outputs) this.answer(batch, began.outputs, nowMs);
      else this.fail(batch, began.error);
      this.rest();
    }
  }

  private begin(batch: readonly Waiting<Request>[]): Promise<Outputs> | { outputs: Outputs } | { outputs: null; error: unknown } {
    try {
      const only = batch.length === 1 ? batch[0]?.request.inputs : undefined;
      const outputs = this.engine.run(only ?? joinInputs(this.engine.inputs, batch.map(({ request }) => request.inputs)));
      return outputs instanceof Promise ? outputs : { outputs };
    } catch (error) {
      return { outputs: null, error };
    }
  }

  private rest(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.timerAtMs = Infinity;
    if (this.line.length > 0) this.wake();
  }

  private answer(batch: readonly Waiting<Request>[], outputs: Outputs, beganMs: number): void {
    const rows = batch.map((waiting) => waiting.rows);
    const shares = batch.length === 1 ? [outputs] : splitOutputs(outputs, rows);
    if (shares === null) {
      // Its rows are not its requests': from now on each runs by itself.
      this.batchable = false;
      this.line = this.line.map((waiting) => ({ ...waiting, kind: null }));
      return this.alone(batch);
    }
    const ranRows = rows.reduce((sum, count) => sum + count, 0);
    batch.forEach(({ request, sinceMs }, at) => request.resolve({ outputs: shares[at] as Outputs, queueMs: beganMs - sinceMs, ranRows: at === 0 ? ranRows : null }));
  }

  /** A batch may fail for one of its requests: each is asked again by itself. What is no fault of the values is everybody's. */
  private fail(batch: readonly Waiting<Request>[], error: unknown): void {
    if (batch.length > 1 && !(error instanceof OipRefusal)) return this.alone(batch);
    for (const { request } of batch) request.reject(error);
  }

  private alone(batch: readonly Waiting<Request>[]): void {
    this.keep([...batch.map((waiting) => ({ ...waiting, kind: null, deadlineMs: Infinity })), ...this.line]);
  }

  private keep(line: Waiting<Request>[]): void {
    this.line = line;
    this.waitingRows = line.reduce((sum, { rows }) => sum + rows, 0);
  }

  private refuse(late: readonly Waiting<Request>[], nowMs: number): void {
    for (const { request, sinceMs } of late) request.reject(this.tooLate(nowMs - sinceMs));
  }

  /** While a long batch runs elsewhere, those behind it are answered when their time is over, not when it ends. */
  private watchDeadlines(): void {
    const earliestMs = this.timerAtMs === Infinity ? earliestDeadlineMs(this.line) : this.line.at(-1)?.deadlineMs ?? Infinity;
    if (earliestMs >= this.timerAtMs) return;
    clearTimeout(this.timer);
    this.timerAtMs = earliestMs;
    this.timer = setTimeout(() => {
      this.timerAtMs = Infinity;
      const nowMs = performance.now();
      const { late, rest } = sweep(this.line, nowMs);
      this.keep(rest);
      this.refuse(late, nowMs);
      if (this.running && this.line.length > 0) this.watchDeadlines();
    }, Math.max(1, Math.ceil(earliestMs - performance.now())));
  }
}
