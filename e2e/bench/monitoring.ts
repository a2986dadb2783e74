/** Folding rows one by one, on one thread, beside whylogs (rows, and its bulk frame) and numpy over whole columns: the same rows, in turn. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { foldRows, newAccumulator } from "../../server/domains/monitoring/rules/fold.ts";
import { makeRows, requestOf, writeRows, type BenchRows } from "./monitoring-rows.ts";
import { pythonWith } from "./python.ts";

const peers = [{ peer: "whylogs-rows", goal: 400 }, { peer: "whylogs-frame", goal: 20 }, { peer: "numpy", goal: 0.35 }] as const;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));
const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Sketches, distinct values and counters of every column, as a window of serving has them. */
function foldRate(rows: BenchRows, seconds: number): number {
  const { columns, write } = requestOf(rows);
  const accumulator = newAccumulator(rows.profile);
  const turn = () => {
    for (let row = 0; row < rows.count; row++) {
      write(row);
      foldRows(accumulator, columns, 1);
    }
  };
  turn();
  const started = process.cpuUsage();
  let spent = 0;
  let turns = 0;
  for (; spent < seconds; turns++) {
    turn();
    const { user, system } = process.cpuUsage(started);
    spent = (user + system) / 1e6;
  }
  return (turns * rows.count) / spent;
}

/** Rows a second of processor time, all threads of a process together: medians of five turns taken in alternation; a peer that no Python has is said to be absent. `SIGNALBOX_BENCH_QUICK=1` takes one short turn. */
export async function benchMonitoring(): Promise<Record<string, unknown>[]> {
  const [turns, seconds] = process.env["SIGNALBOX_BENCH_QUICK"] === "1" ? [1, 0.5] : [5, 2];
  const python = pythonWith(resolve(".signalbox/bench/monitoring"), { modules: "whylogs, numpy, pandas", packages: ["whylogs>=1.6,<2", "numpy<2", "pandas<3"] });
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  try {
    const rows = makeRows(20_000);
    writeRows(rows, folder);
    foldRate(rows, seconds);
    const ours: number[] = [];
    const theirs = peers.map(() => [] as number[]);
    const versions: string[] = [];
    for (let turn = 0; turn < turns; turn++) {
      ours.push(foldRate(rows, seconds));
      if (python === null) continue;
      for (const [at, { peer }] of peers.entries()) {
        const { rowsPerSecond, version } = JSON.parse(execFileSync(python, ["e2e/bench/monitoring-peers.py", folder, peer, String(seconds)], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] })) as { rowsPerSecond: number; version: string };
        theirs[at]?.push(rowsPerSecond);
        versions[at] = version;
      }
    }
    const perSecond = middle(ours);
    const what = "fold rows one by one, 14 numeric and 6 categorical columns";
    return peers.map(({ peer, goal }, at) => (python === null
      ? { what, perSecond: round(perSecond, 0), peer: `${peer}: absent, no Python with whylogs, numpy and pandas`, goal }
      : { what, perSecond: round(perSecond, 0), peer: `${peer} ${versions[at]}`, peerPerSecond: round(middle(theirs[at] ?? []), 0), ratio: round(perSecond / middle(theirs[at] ?? [])), goal }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
