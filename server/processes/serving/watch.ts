import type { BaselineProfile, DeltaPayload } from "../../domains/monitoring/contract.ts";
import type { SampleWindow } from "../../domains/monitoring/contract-samples.ts";
import { type Accumulator, type ColumnValues, foldSegmented, newAccumulator, segmentRowsOf, toColumns, toSegments } from "../../domains/monitoring/rules/fold.ts";
import { foldScores, newScoreTally, scoreCounters, type ScoredRows, type ScoreTally } from "../../domains/monitoring/rules/quality/score-counters.ts";
import type { SegmentRows } from "../../domains/monitoring/rules/segments/tally.ts";
import { latencyBucket } from "../../domains/monitoring/rules/latency.ts";
import type { SampleTerms } from "../../domains/monitoring/rules/samples/choose.ts";
import type { Samples } from "./samples.ts";

/** What is counted for: one version on one baseline. A later baseline is another object, so bins never mix. */
export type Watched = { versionId: number; model: string; version: string; profile: BaselineProfile | null; /** What its tags say; null or absent where that is not known, and nothing is sampled. */ samples?: SampleTerms | null };
export type Counted = {
  watched: Watched;
  environment: string;
  /** The prediction's time, epoch milliseconds. */
  atMs: number;
  /** Null for a request that failed, and for one that nobody timed: the histogram holds the others. */
  latencyMs: number | null;
  /** Answered elsewhere, and told of afterwards. */
  reported?: true;
  /** What a failed request was answered; without it 500. */
  status?: number;
  rows: number;
  columns: Record<string, ColumnValues>;
  /** What labels will be compared with; null or absent where that is not known. */
  scored?: ScoredRows | null;
  /** Where it is known already; else it is read from the columns. */
  segments?: SegmentRows | null;
  /** The id that was answered, or that came with it. */
  predictionId?: string;
};
export type LostCount = { model: string; version: string; environment: string; requests: number; rows: number };
type Windows = DeltaPayload["windows"];
type Tally = { watched: Watched; environment: string; startsAtMs: number; requests: number; errors: number; rows: number; latency: Map<number, number>; codes: Map<number, number>; accumulator: Accumulator | null; scores: ScoreTally; reported: boolean };

/** Folds predictions into the windows of their time; `take` hands over everything since the last call. */
export class Watch {
  private readonly widthSeconds: number;
  private tallies = new Map<Watched, Map<string, Tally>>();
  /** Where the last prediction was counted: nearly always the next one's too. */
  private last: Tally | null = null;
  private readonly samples: Samples | null;
  constructor(widthSeconds: number, samples: Samples | null = null) {
    this.widthSeconds = widthSeconds;
    this.samples = samples;
  }

  /** Where the window of a moment begins. */
  startOf(atMs: number): number {
    const widthMs = this.widthSeconds * 1000;
    return Math.floor(atMs / widthMs) * widthMs;
  }

  private tally({ watched, environment, atMs }: Counted): Tally {
    const startsAtMs = this.startOf(atMs);
    const { last } = this;
    if (last !== null && last.watched === watched && last.startsAtMs === startsAtMs && last.environment === environment) return last;
    let windows = this.tallies.get(watched);
    if (!windows) this.tallies.set(watched, (windows = new Map()));
    const key = `${startsAtMs} ${environment}`;
    let tally = windows.get(key);
    if (!tally) {
      tally = { watched, environment, startsAtMs, requests: 0, errors: 0, rows: 0, latency: new Map(), codes: new Map(), accumulator: watched.profile && newAccumulator(watched.profile), scores: newScoreTally(), reported: false };
      windows.set(key, tally);
    }
    this.last = tally;
    return tally;
  }

  /** One answered request: its rows, on the bins of the baseline where there is one. Every request counts, errors too. */
  count(counted: Counted): void {
    const tally = this.tally(counted);
    const { profile } = counted.watched;
    if (tally.accumulator && profile && counted.rows > 0) foldSegmented(tally.accumulator, { columns: counted.columns, rows: counted.rows, segments: counted.segments === undefined ? segmentRowsOf(profile, counted.columns, counted.rows) : counted.segments });
    if (counted.scored) foldScores(tally.scores, counted.scored);
    this.samples?.offer(counted);
    tally.requests += 1;
    tally.rows += counted.rows;
    tally.reported ||= counted.reported === true;
    if (counted.latencyMs !== null) {
      const bucket = latencyBucket(counted.latencyMs);
      tally.latency.set(bucket, (tally.latency.get(bucket) ?? 0) + 1);
    } else if (!counted.reported) {
      const status = counted.status ?? 500;
      tally.errors += 1;
      tally.codes.set(status, (tally.codes.get(status) ?? 0) + 1);
    }
  }

  private *all(): Generator<Tally> {
    for (const windows of this.tallies.values()) yield* windows.values();
  }

  /** Windows begun since the last `take`. */
  get size(): number {
    let size = 0;
    for (const windows of this.tallies.values()) size += windows.size;
    return size;
  }

  take(): Windows {
    const windows = [...this.all()].map((tally) => ({ tally, quality: scoreCounters(tally.scores), segments: tally.accumulator && toSegments(tally.accumulator) })).map(({ tally, quality, segments }): Windows[number] => ({
      versionId: tally.watched.versionId, model: tally.watched.model, version: tally.watched.version, environment: tally.environment,
      widthSeconds: this.widthSeconds, startsAtMs: tally.startsAtMs, ...(tally.reported ? { reported: true as const } : {}),
      counters: {
        formatVersion: 1, requests: tally.requests, errors: tally.errors, rows: tally.rows,
        latency: Object.fromEntries(tally.latency), ...(tally.codes.size > 0 ? { codes: Object.fromEntries(tally.codes) } : {}), ...(tally.accumulator ? toColumns(tally.accumulator) : { columns: {} }), ...(quality ? { quality } : {}),
      },
      ...(segments ? { segments } : {}),
    }));
    this.tallies = new Map();
    this.last = null;
    return windows;
  }

  /** Rows to be kept as they are, since the last call. */
  takeSamples(): SampleWindow[] {
    return this.samples?.take() ?? [];
  }

  /** What would be lost if the process ended now, apart from what `take` handed over. */
  totals(): LostCount[] {
    return sumCounts([...this.all()].map(({ watched, environment, requests, rows }) => ({ model: watched.model, version: watched.version, environment, requests, rows })));
  }
}

const countsOf = (windows: Windows): LostCount[] => windows.map(({ model, version, environment, counters }) => ({ model, version, environment, requests: counters.requests, rows: counters.rows }));

/** One entry for each version and environment. */
export function sumCounts(counts: readonly LostCount[]): LostCount[] {
  const sums = new Map<string, LostCount>();
  for (const count of counts) {
    const key = JSON.stringify([count.model, count.version, count.environment]);
    const sum = sums.get(key);
    if (sum) {
      sum.requests += count.requests;
      sum.rows += count.rows;
    } else sums.set(key, { ...count });
  }
  return [...sums.values()];
}

/** What a running total says was counted, less what reached the spool after all; entries with nothing lost are left out. */
export function lostOf(counted: readonly LostCount[], spooled: readonly LostCount[]): LostCount[] {
  const reached = spooled.map((count) => ({ ...count, requests: -count.requests, rows: -count.rows }));
  return sumCounts([...counted, ...reached]).filter(({ requests, rows }) => requests > 0 || rows > 0).map((count) => ({ ...count, requests: Math.max(0, count.requests), rows: Math.max(0, count.rows) }));
}

export const countsIn = (windows: Windows): LostCount[] => sumCounts(countsOf(windows));
