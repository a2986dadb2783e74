/** Counters on their way to the database: flushed to the spool once a second, sent in order, sent again until taken. */
import { z } from "zod";
import type { DeltaPayload } from "../../domains/monitoring/contract.ts";
import { ingestDelta } from "../../domains/monitoring/ingest-delta.ts";
import { recordGap } from "../../domains/monitoring/record-gap.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Replica } from "./identity.ts";
import { readRunningTotal, RunningTotalFile } from "./running-total.ts";
import type { Spool } from "./spool.ts";
import { timed } from "./timers.ts";
import { countsIn, lostOf, sumCounts, type Watch } from "./watch.ts";

const sendTimeoutMs = 5000;

const envelope = z.object({
  replicaId: z.string(), incarnation: z.number(), sequence: z.number(), formatVersion: z.literal(1), startedAt: z.coerce.date(), address: z.string(),
  payload: z.custom<DeltaPayload>((value) => typeof value === "object" && value !== null),
});
const gap = z.object({
  replicaId: z.string(), incarnation: z.number(), from: z.coerce.date(), to: z.coerce.date(),
  lost: z.array(z.object({ model: z.string(), version: z.string(), environment: z.string(), requests: z.number(), rows: z.number() })),
});

type Parts = { deps: Deps; folder: string; replica: Replica; spool: Spool; watch: Watch; address: () => string; /** Hands over the predictions to keep with the counters. */ predictions?: () => [string, string][] };
type Pending = { sequence: number; content: string; windows: DeltaPayload["windows"] };

export class Reporter implements Disposable {
  private readonly parts: Parts;
  private readonly running: RunningTotalFile;
  private pending: Pending | null = null;
  private flushedAtMs: number;
  private flushing: Promise<void> = Promise.resolve();

  private constructor(parts: Parts, generation: number) {
    this.parts = parts;
    this.running = new RunningTotalFile(parts.folder, generation);
    this.flushedAtMs = parts.deps.clock.now().getTime();
  }

  /** Reads what a killed incarnation had counted and not spooled, and puts it into the spool as a gap. */
  static async open(parts: Parts): Promise<Reporter> {
    const before = readRunningTotal(parts.folder);
    if (before && before.incarnation < parts.replica.incarnation) {
      const spooled: DeltaPayload[] = [];
      for (const sequence of parts.spool.sequencesAfter(before.afterSequence)) spooled.push(envelope.parse(JSON.parse(await parts.spool.read(sequence))).payload);
      const lost = lostOf(before.counts, spooled);
      if (lost.length > 0) {
        const found = { replicaId: parts.replica.id, incarnation: before.incarnation, from: new Date(before.fromMs), to: new Date(before.toMs), lost };
        await parts.spool.addGap(before.incarnation, JSON.stringify(found));
        parts.deps.log.warn("an earlier process ended with predictions counted but not spooled", { lost });
      }
    }
    const reporter = new Reporter(parts, before?.generation ?? 0);
    reporter.noteTotal();
    return reporter;
  }

  /** Ten times a second: what would be missing if the process were killed now. */
  noteTotal(): void {
    const { watch, spool, replica, deps } = this.parts;
    const counts = sumCounts([...countsIn(this.pending?.windows ?? []), ...watch.totals()]);
    this.running.write({ incarnation: replica.incarnation, afterSequence: spool.highest, fromMs: this.flushedAtMs, toMs: deps.clock.now().getTime(), counts });
  }

  /** Writes everything counted since the last flush as one delta. One at a time; a failed write is tried again as it was. */
  flush(): Promise<void> {
    this.flushing = this.flushing.then(() => this.flushOnce(), () => this.flushOnce());
    return this.flushing;
  }

  /** Beyond the limit, counters stay in memory (and in the running total) until the database has taken some. */
  get full(): boolean {
    return this.parts.spool.bytes > this.parts.deps.env.spoolMaxBytes;
  }

  /** Resolves when everything that was counted before is in the spool. @throws what the disk said, or that the spool is full */
  async secure(): Promise<void> {
    if (this.pending) await this.flush();
    if (this.full && this.parts.watch.size > 0) throw new Error("the spool is full");
    await this.flush();
  }

  private async flushOnce(): Promise<void> {
    const { spool, watch, replica, deps, address } = this.parts;
    if (!this.pending) {
      if (this.full) return;
      const windows = watch.take();
      if (windows.length === 0) return;
      const sequence = spool.highest + 1;
      const predictions = this.parts.predictions?.() ?? [];
      const samples = watch.takeSamples();
      const payload: DeltaPayload = { formatVersion: 1, windows, ...(predictions.length > 0 ? { predictions } : {}), ...(samples.length > 0 ? { samples } : {}) };
      const content = JSON.stringify({ replicaId: replica.id, incarnation: replica.incarnation, sequence, formatVersion: 1, startedAt: replica.startedAt, address: address(), payload });
      this.pending = { sequence, content, windows };
    }
    const nowMs = deps.clock.now().getTime();
    await spool.add(this.pending.sequence, this.pending.content, nowMs);
    this.pending = null;
    this.flushedAtMs = nowMs;
    this.noteTotal();
  }

  /** Sends the next of what waits. @returns false when nothing did @throws whatever the database said: send it again */
  async sendNext(): Promise<boolean> {
    const { spool, deps } = this.parts;
    const waitingGap = await spool.nextGap();
    if (waitingGap) {
      await timed(recordGap(deps, gap.parse(JSON.parse(waitingGap.content))), sendTimeoutMs);
      await spool.acknowledgeGap(waitingGap.name);
      return true;
    }
    const sequence = spool.next();
    if (sequence === null) return false;
    const delta = envelope.parse(JSON.parse(await spool.read(sequence)));
    try {
      await timed(ingestDelta(deps, delta), sendTimeoutMs);
    } catch (error) {
      if (!(error instanceof SignalboxError) || error.code !== "invalid_input") throw error;
      deps.log.error("a delta was refused and is set aside", { sequence, error });
      await spool.setAside(sequence);
      return true;
    }
    await spool.acknowledge(sequence);
    return true;
  }

  [Symbol.dispose](): void {
    this.running[Symbol.dispose]();
  }
}
