/** Counters on their way to the database: flushed to the spool once a second, sent in order, sent again until taken. */
import { z } from "zod";
import type { DeltaPayload } from "../../domains/monitoring/contract.ts";
import { ingestDelta } from "../../domains/monitoring/ingest-delta.ts";
import { recordGap } from "../../domains/monitoring/record-gap.ts";
import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Replica } from "./identity.ts";
import type { SeenJournal } from "./events/seen-journal.ts";
import { readRunningTotal, RunningTotalFile } from "./running-total.ts";
import type { Brief, Spool } from "./spool.ts";
import { timed } from "./timers.ts";
import { countsIn, lostOf, sumCounts, type LostCount, type Watch } from "./watch.ts";

const sendTimeoutMs = 5000;

const envelope = z.object({
  replicaId: z.string(), incarnation: z.number(), sequence: z.number(), formatVersion: z.literal(1), startedAt: z.coerce.date(), address: z.string(),
  payload: z.custom<DeltaPayload>((value) => typeof value === "object" && value !== null),
});
const gap = z.object({
  replicaId: z.string(), incarnation: z.number(), from: z.coerce.date(), to: z.coerce.date(),
  lost: z.array(z.object({ model: z.string(), version: z.string(), environment: z.string(), requests: z.number(), rows: z.number() })),
});

type Parts = { deps: Deps; folder: string; replica: Replica; spool: Spool; watch: Watch; address: () => string; /** Hands over the predictions to keep with the counters. */ predictions?: () => [string, string][]; /** Remembers what the counters hold, for as long as they are kept. */ seen?: SeenJournal };
type Pending = { sequence: number; content: string; seen: string[]; windows: DeltaPayload["windows"] };

function briefOf(windows: DeltaPayload["windows"], incarnation: number): Brief {
  return {
    incarnation, counts: countsIn(windows),
    fromMs: windows.reduce((least, { startsAtMs }) => Math.min(least, startsAtMs), Infinity),
    toMs: windows.reduce((most, { startsAtMs, widthSeconds }) => Math.max(most, startsAtMs + widthSeconds * 1000), 0),
  };
}

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
    if (before) {
      const spooled: LostCount[] = [];
      // What a damaged delta counted is told of as lost when its turn to be sent comes, where it still says so in short.
      for (const sequence of parts.spool.sequencesAfter(before.afterSequence)) {
        const { brief, content } = await parts.spool.read(sequence);
        if (content !== null) spooled.push(...countsIn(envelope.parse(JSON.parse(content)).payload.windows));
        else if (brief !== null) spooled.push(...brief.counts);
      }
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
      const seen = this.parts.seen?.take() ?? [];
      const payload: DeltaPayload = { formatVersion: 1, windows, ...(predictions.length > 0 ? { predictions } : {}), ...(samples.length > 0 ? { samples } : {}) };
      const content = JSON.stringify({ replicaId: replica.id, incarnation: replica.incarnation, sequence, formatVersion: 1, startedAt: replica.startedAt, address: address(), payload });
      this.pending = { sequence, content, windows, seen };
    }
    const nowMs = deps.clock.now().getTime();
    await this.parts.seen?.keep(this.pending.sequence, this.pending.seen);
    await spool.add(this.pending.sequence, { brief: briefOf(this.pending.windows, replica.incarnation), content: this.pending.content }, nowMs);
    this.pending = null;
    this.flushedAtMs = nowMs;
    this.noteTotal();
  }

  /** Sends the next of what waits. @returns false when nothing did @throws whatever the database said: send it again */
  async sendNext(): Promise<boolean> {
    const { spool, deps } = this.parts;
    const waitingGap = await spool.nextGap();
    if (waitingGap) {
      if (waitingGap.content === null) {
        spool.damaged += 1;
        deps.log.error("a gap on disk is not as it was written and is set aside: what it tells of is lost and not shown", { name: waitingGap.name });
        await spool.setGapAside(waitingGap.name);
        return true;
      }
      await timed(recordGap(deps, { ...gap.parse(JSON.parse(waitingGap.content)), sequence: 0 }), sendTimeoutMs);
      await spool.acknowledgeGap(waitingGap.name);
      return true;
    }
    const sequence = spool.next();
    if (sequence === null) return false;
    const { brief, content } = await spool.read(sequence);
    if (content === null) {
      await this.giveUp(sequence, brief);
      return true;
    }
    const delta = envelope.parse(JSON.parse(content));
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

  /** A delta that the disk has changed: what it counted is shown as a gap, and the others go on. */
  private async giveUp(sequence: number, brief: Brief | null): Promise<void> {
    const { spool, replica, deps } = this.parts;
    const near = brief ?? (await spool.briefAfter(sequence));
    const nowMs = deps.clock.now().getTime();
    // Whose it was is guessed by the next one, how much nobody knows.
    const lost = brief?.counts ?? (near?.counts ?? []).map((count) => ({ ...count, requests: 0, rows: 0 }));
    const found = { replicaId: replica.id, incarnation: near?.incarnation ?? replica.incarnation, sequence, from: new Date(near?.fromMs ?? nowMs), to: new Date(near?.toMs ?? nowMs), lost };
    deps.log.error("a delta on disk is not as it was written and is set aside: its counts are shown as a gap", { sequence, lost });
    await timed(recordGap(deps, found), sendTimeoutMs);
    spool.damaged += 1;
    await spool.setAside(sequence);
  }

  [Symbol.dispose](): void {
    this.running[Symbol.dispose]();
  }
}
