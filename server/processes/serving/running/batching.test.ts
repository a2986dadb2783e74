import { describe, expect, test } from "vitest";
import { notReady } from "../../../adapters/http/oip/index.ts";
import { mulberry32 } from "../../../testing/golden.ts";
import { batchLimits, type BatchLimits } from "./batch-limits.ts";
import { Batching } from "./batching.ts";
import { type Engine, type Fed, type Outputs, type Ran } from "./runner.ts";

const usual: BatchLimits = { maxBatchRows: 8, maxQueueRows: 1000, deadlineMs: 60_000 };
const fed = (values: readonly number[], width = 1): Fed => ({ datatype: "FP32", shape: [values.length / width, width], data: Float32Array.from(values) });
const asked = (...values: number[]) => new Map([["x", fed(values)]]);

/** Adds one to each value, and answers a batch when the test says so; negative values are refused, the whole batch with them. */
class Adder implements Engine {
  readonly inputs = [{ name: "x", datatype: "FP32" as const, shape: [-1, -1] }];
  readonly outputs = [{ name: "y", datatype: "FP32" as const, shape: [-1, -1] }];
  readonly place = "requestThread";
  readonly memoryBytes = 0;
  readonly batches: number[][] = [];
  private readonly open: (() => void)[] = [];
  held = false;
  /** What an output looks like that is not of the batch's rows. */
  summed = false;

  private compute(x: Fed): Outputs {
    const values = Array.from(x.data as Float32Array);
    this.batches.push(values);
    if (values.some((value) => value < 0)) throw new Error("negative");
    return new Map([["y", this.summed ? fed([values.reduce((sum, value) => sum + value, 0)]) : fed(values.map((value) => value + 1), x.shape[1])]]);
  }
  run(inputs: ReadonlyMap<string, Fed>): Outputs | Promise<Outputs> {
    const x = inputs.get("x") as Fed;
    if (!this.held) return this.compute(x);
    return new Promise((resolve, reject) => {
      this.open.push(() => {
        try {
          resolve(this.compute(x));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }
  async finish(): Promise<void> {
    this.open.shift()?.();
    await turns();
  }
  emptyBatch() {
    return null;
  }
  async release() {}
}
const turns = async () => { for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => { setImmediate(resolve); }); };
const values = ({ outputs }: Ran) => Array.from(outputs.get("y")?.data as Float32Array);
const said = (promise: Promise<Ran>) => promise.then(values, (error: { status?: number; message: string }) => error.status ?? error.message);

describe("one model's requests", () => {
  test("whatever its deadline, a request that finds the model idle is run", async () => {
    expect(await said(new Batching(new Adder(), "m", usual).run(asked(1), { deadlineMs: 0 }))).toEqual([2]);
  });
  test("an idle model runs a request at once, by itself", async () => {
    const engine = new Adder();
    const ran = await new Batching(engine, "m", usual).run(asked(1, 2));
    expect([values(ran), ran.ranRows, engine.batches]).toEqual([[2, 3], 2, [[1, 2]]]);
    expect(ran.queueMs).toBeGreaterThanOrEqual(0);
  });
  test("what arrives while a batch runs makes the next one, and the run counts once", async () => {
    const engine = new Adder();
    engine.held = true;
    const batching = new Batching(engine, "m", usual);
    const first = batching.run(asked(1));
    await turns();
    const rest = [batching.run(asked(2)), batching.run(asked(3, 4)), batching.run(asked(5))];
    await engine.finish();
    await engine.finish();
    expect(engine.batches).toEqual([[1], [2, 3, 4, 5]]);
    const ran = await Promise.all([first, ...rest]);
    expect([ran.map(values), ran.map(({ ranRows }) => ranRows)]).toEqual([[[2], [3], [4, 5], [6]], [1, 4, null, null]]);
  });
  test("other trailing dimensions are another batch", async () => {
    const engine = new Adder();
    const batching = new Batching(engine, "m", usual);
    const ran = await Promise.all([batching.run(asked(1)), batching.run(new Map([["x", fed([2, 3], 2)]])), batching.run(asked(4))]);
    expect([ran.map(values), engine.batches]).toEqual([[[2], [3, 4], [5]], [[1, 4], [2, 3]]]);
  });
  test("a bad request fails alone", async () => {
    const engine = new Adder();
    const batching = new Batching(engine, "m", usual);
    expect(await Promise.all([1, -2, 3].map((value) => said(batching.run(asked(value)))))).toEqual([[2], "negative", [4]]);
    expect(engine.batches).toEqual([[1, -2, 3], [1], [-2], [3]]);
  });
  test("a model whose output is not of the batch's rows is batched no more", async () => {
    const engine = new Adder();
    engine.summed = true;
    const batching = new Batching(engine, "m", usual);
    const both = () => Promise.all([said(batching.run(asked(1, 2))), said(batching.run(asked(3)))]);
    expect([await both(), await both()]).toEqual([[[3], [3]], [[3], [3]]]);
    expect(engine.batches).toEqual([[1, 2, 3], [1, 2], [3], [1, 2], [3]]);
  });
  test("a full queue refuses at once, and only what is too much", async () => {
    const engine = new Adder();
    engine.held = true;
    const batching = new Batching(engine, "m", { ...usual, maxQueueRows: 3 });
    const running = said(batching.run(asked(1)));
    await turns();
    const waiting = said(batching.run(asked(2, 3)));
    await expect(batching.run(asked(4, 5))).rejects.toMatchObject({ status: 503, headers: { "Retry-After": "1" } });
    const last = said(batching.run(asked(6)));
    await engine.finish();
    await engine.finish();
    expect(await Promise.all([running, waiting, last])).toEqual([[2], [3, 4], [7]]);
  });
  test("who is too late gets 504 while the batch before it still runs, and is not run", async () => {
    const engine = new Adder();
    engine.held = true;
    const batching = new Batching(engine, "m", usual);
    const running = said(batching.run(asked(1)));
    await turns();
    const later = said(batching.run(asked(3)));
    expect(await said(batching.run(asked(2), { deadlineMs: performance.now() + 5 }))).toBe(504);
    expect(await said(batching.run(asked(2), { deadlineMs: performance.now() - 1 }))).toBe(504);
    await engine.finish();
    await engine.finish();
    expect([await running, await later, engine.batches]).toEqual([[2], [4], [[1], [3]]]);
  });
  test("what is nobody's fault is everybody's answer, and runs no second time", async () => {
    const engine = new Adder();
    engine.run = () => Promise.reject(notReady("its process ended"));
    const batching = new Batching(engine, "m", usual);
    expect(await Promise.all([said(batching.run(asked(1))), said(batching.run(asked(2)))])).toEqual([503, 503]);
  });
});

test("any traffic: everybody is answered once, with the rows that are theirs", async () => {
  const random = mulberry32(5);
  const below = (limit: number) => Math.floor(random.next().value * limit);
  for (let round = 0; round < 60; round += 1) {
    const engine = new Adder();
    engine.held = round % 2 === 0;
    const batching = new Batching(engine, "m", usual);
    const answers: Promise<void>[] = [];
    let answered = 0;
    for (let step = 0; step < 60; step += 1) {
      const sent = Array.from({ length: 1 + below(5) }, () => below(1e6) * (below(40) === 0 ? -1 : 1));
      const width = sent.length % 2 === 0 && below(2) === 0 ? 2 : 1;
      answers.push(batching.run(new Map([["x", fed(sent, width)]])).then(
        (ran) => { expect(values(ran)).toEqual(sent.map((value) => Math.fround(value + 1))); answered += 1; },
        (error: Error) => { expect([error.message, sent.some((value) => value < 0)]).toEqual(["negative", true]); answered += 1; },
      ));
      if (below(3) === 0) await engine.finish();
    }
    while (answered < 60) await engine.finish();
    await Promise.all(answers);
  }
});

describe("a version's tags", () => {
  test("say how it is batched", () => {
    expect(batchLimits({})).toEqual({ maxBatchRows: 128, maxQueueRows: 8192, deadlineMs: 10_000 });
    expect(batchLimits({ "signalbox.max_batch_rows": "1", "signalbox.max_queue_rows": "50", "signalbox.deadline_ms": "250" })).toEqual({ maxBatchRows: 1, maxQueueRows: 50, deadlineMs: 250 });
  });
  test.each(["0", "-1", "many", "1.5", "99999999999"])("%s rows is refused by name", (text) => expect(() => batchLimits({ "signalbox.max_batch_rows": text })).toThrow("signalbox.max_batch_rows"));
});
