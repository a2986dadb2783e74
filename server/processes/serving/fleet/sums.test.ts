import { expect, test } from "vitest";
import type { IndexRow } from "../service.ts";
import { Statistics } from "../statistics.ts";
import { joinTexts } from "./join-metrics.ts";
import { joinIndex, sumStatistics } from "./sums.ts";

function statisticsOf(name: string, rows: number[], atMs: number) {
  const statistics = new Statistics();
  for (const count of rows) statistics.answered({ rows: count, atMs, wholeMs: 4 }, { inputMs: 1, queueMs: 0, inferMs: 2, outputMs: 1, ranRows: count });
  return { name, version: "1", ...statistics.view() };
}

test("statistics are what one process would have counted", () => {
  const [a, b, ...more] = sumStatistics([[statisticsOf("a", [1, 2], 50), statisticsOf("b", [1], 10)], [statisticsOf("a", [2, 3], 40)], []]);
  expect(more).toEqual([]);
  expect(a).toEqual(statisticsOf("a", [1, 2, 2, 3], 50));
  expect(b).toEqual(statisticsOf("b", [1], 10));
});

const row = (state: IndexRow["state"], reason = ""): IndexRow => ({ name: "m", version: "1", state, reason });
test.each([
  { name: "all have it", lists: [[row("READY")], [row("READY")]], expected: [row("READY")] },
  { name: "one loads", lists: [[row("READY")], [row("LOADING")]], expected: [row("LOADING")] },
  { name: "one cannot", lists: [[row("LOADING")], [row("UNAVAILABLE", "no file")]], expected: [row("UNAVAILABLE", "no file")] },
  { name: "one does not know it yet", lists: [[row("READY")], []], expected: [row("LOADING")] },
  { name: "nobody has any", lists: [[], []], expected: [] },
])("the index: $name", ({ lists, expected }) => {
  expect(joinIndex(lists)).toEqual(expected);
});

test("each sample says its slot, under one head a metric", () => {
  const text = (value: number) => `# HELP x What x is.\n# TYPE x counter\nx{a="1"} ${value}\n# HELP y What y is.\n# TYPE y gauge\ny ${value}\n`;
  expect(joinTexts(new Map([["0", text(1)], ["1", text(2)]]))).toBe(`# HELP x What x is.\n# TYPE x counter\nx{slot="0",a="1"} 1\nx{slot="1",a="1"} 2\n# HELP y What y is.\n# TYPE y gauge\ny{slot="0"} 1\ny{slot="1"} 2\n`);
});
