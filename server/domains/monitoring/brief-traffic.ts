import type { Deps } from "../../platform/deps.ts";
import { latencyQuantile } from "./rules/latency.ts";
import { mergeAll } from "./rules/merge.ts";
import { decompose } from "./rules/windows.ts";
import { readCells, storedWidths, type Counted } from "./window-sums.ts";

export type TrafficBrief = { from: string; to: string; requests: number; errors: number; rows: number; p50Ms: number | null; p95Ms: number | null; p99Ms: number | null };

/** What one version answered in an environment over the last `seconds`, made up to whole base windows, as one sum. */
export async function trafficBrief(deps: Deps, of: Counted, seconds: number): Promise<TrafficBrief> {
  const baseMs = deps.env.baseWindowSeconds * 1000;
  const toMs = Math.ceil(deps.clock.now().getTime() / baseMs) * baseMs;
  const fromMs = toMs - Math.ceil((seconds * 1000) / baseMs) * baseMs;
  const cells = await readCells(deps, { ...of, profile: null }, { segments: decompose(fromMs, toMs, await storedWidths(deps)), part: { kind: "latency" } });
  const { requests, errors, rows, latency } = mergeAll(cells.map((cell) => cell.counters));
  const quantile = (q: number) => latencyQuantile(latency, q);
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), requests, errors, rows, p50Ms: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99) };
}
