import { expect, test } from "vitest";
import { Statistics } from "./statistics.ts";

const times = (ranRows: number | null) => ({ inputMs: 0.1, queueMs: 0.5, inferMs: 2, outputMs: 0.25, ranRows });

test("rows, runs and requests are told apart, by batch size too", () => {
  const statistics = new Statistics();
  statistics.answered({ rows: 8, atMs: 2000, wholeMs: 3 }, times(8));
  statistics.answered({ rows: 1, atMs: 1000, wholeMs: 4 }, times(1));
  statistics.answered({ rows: 8, atMs: 1500, wholeMs: 3 }, times(8));
  statistics.refused(0.5);
  const view = statistics.view();
  expect(view).toMatchObject({ last_inference: 2000, inference_count: 17, execution_count: 3 });
  expect(view.inference_stats).toMatchObject({
    success: { count: 3, ns: 10_000_000 }, fail: { count: 1, ns: 500_000 }, queue: { count: 3, ns: 1_500_000 },
    compute_input: { count: 3, ns: 300_000 }, compute_infer: { count: 3, ns: 6_000_000 }, compute_output: { count: 3, ns: 750_000 }, cache_hit: { count: 0, ns: 0 },
  });
  expect(view.batch_stats.map(({ batch_size, compute_infer }) => [batch_size, compute_infer])).toEqual([[1, { count: 1, ns: 2_000_000 }], [8, { count: 2, ns: 4_000_000 }]]);
});
test("requests of one batch are one run", () => {
  const statistics = new Statistics();
  for (const ranRows of [5, null, null]) statistics.answered({ rows: ranRows === null ? 1 : 3, atMs: 1, wholeMs: 3 }, times(ranRows));
  expect(statistics.view()).toMatchObject({ inference_count: 5, execution_count: 1, inference_stats: { success: { count: 3 }, compute_infer: { count: 3 } }, batch_stats: [{ batch_size: 5, compute_infer: { count: 1, ns: 2_000_000 } }] });
});
test("a caller that sends ever other batch sizes does not fill the memory", () => {
  const statistics = new Statistics();
  for (let rows = 0; rows < 1000; rows += 1) statistics.answered({ rows, atMs: rows, wholeMs: 1 }, times(rows));
  expect([statistics.view().batch_stats.length, statistics.view().execution_count]).toEqual([256, 1000]);
});
