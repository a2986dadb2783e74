/** What one loaded version has done since this process took it up, in the protocol's words (oip-wire §5). */

/** Times of one request, milliseconds of the monotonic clock. `ranRows`: of the batch it ran in, told by one request of that batch, null by the others. */
export type RunTimes = { inputMs: number; queueMs: number; inferMs: number; outputMs: number; ranRows: number | null };

export type Duration = { count: number; ns: number };
type Phases = { compute_input: Duration; compute_infer: Duration; compute_output: Duration };
export type StatisticsView = {
  last_inference: number; inference_count: number; execution_count: number;
  inference_stats: Phases & { success: Duration; fail: Duration; queue: Duration; cache_hit: Duration; cache_miss: Duration };
  batch_stats: (Phases & { batch_size: number })[];
};

const none = (): Duration => ({ count: 0, ns: 0 });
const phases = (): Phases => ({ compute_input: none(), compute_infer: none(), compute_output: none() });

function add(to: Duration, ms: number, count = 1): void {
  to.count += count;
  to.ns += Math.max(0, Math.round(ms * 1e6));
}
function addPhases(to: Phases, { inputMs, inferMs, outputMs }: RunTimes): void {
  add(to.compute_input, inputMs);
  add(to.compute_infer, inferMs);
  add(to.compute_output, outputMs);
}

/** A caller chooses the batch size: so many different ones are told apart, later ones are in the sums alone. */
const batchSizesKept = 256;

export class Statistics {
  private readonly batches = new Map<number, Phases>();
  private readonly sums: StatisticsView["inference_stats"] = { success: none(), fail: none(), queue: none(), ...phases(), cache_hit: none(), cache_miss: none() };
  private lastMs = 0;
  private rows = 0;
  private runs = 0;

  /** One answered request. @param call its rows, when it came (epoch milliseconds) and how long it took in all */
  answered(call: { rows: number; atMs: number; wholeMs: number }, times: RunTimes): void {
    this.lastMs = Math.max(this.lastMs, call.atMs);
    this.rows += call.rows;
    add(this.sums.success, call.wholeMs);
    add(this.sums.queue, times.queueMs);
    addPhases(this.sums, times);
    if (times.ranRows === null) return;
    this.runs += 1;
    let batch = this.batches.get(times.ranRows);
    if (!batch && this.batches.size < batchSizesKept) this.batches.set(times.ranRows, (batch = phases()));
    if (batch) addPhases(batch, times);
  }

  refused(wholeMs: number): void {
    add(this.sums.fail, wholeMs);
  }

  view(): StatisticsView {
    const batches = [...this.batches].sort(([a], [b]) => a - b);
    return structuredClone({
      last_inference: this.lastMs, inference_count: this.rows, execution_count: this.runs, inference_stats: this.sums,
      batch_stats: batches.map(([batch_size, sums]) => ({ batch_size, ...sums })),
    });
  }
}
