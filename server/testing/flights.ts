/** A served model with two hours of rows that drift up in the second: what monitoring's answers are tested on. */
import { foldPending, ingestDelta } from "../domains/monitoring/index.ts";
import type { TestDeps } from "./harness.ts";
import { countersFor, deltaWindow, givenServed, profileOf, referenceOf, type ServedVersion } from "./monitoring-builders.ts";

function mulberry(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
export type FlightRow = { at: number; x: number | null; port: string };

/** The rows and their baseline, and how to count some of them for a version. `given` makes the model `flights` with all of them. */
export function flightsOf(deps: TestDeps) {
  const nowMs = deps.clock.now().getTime();
  const random = mulberry(7);
  const reference = Array.from({ length: 2000 }, () => ({ x: Math.round(random() * 1000) / 10, port: ["AMS", "BRU", "CDG", "DUS"][Math.floor(random() * 4)] ?? "" }));
  const profile = profileOf(2000, [
    referenceOf("x", reference.map((row) => row.x)), referenceOf("port", reference.map((row) => row.port)), referenceOf("hour", reference.map((row) => row.x), { clock: true }),
    referenceOf("score", reference.map((row) => row.x / 100), { role: "output" }),
  ]);
  /** One every second or two. */
  const rows: FlightRow[] = Array.from({ length: 4000 }, (_, i) => ({
    at: nowMs - 7_200_000 + Math.floor(i * 1800), x: random() < 0.01 ? null : Math.round((random() * 1000 + (i > 2000 ? 250 : 0)) + 0) / 10, port: random() < 0.02 ? `N${Math.floor(random() * 30)}` : ["AMS", "BRU", "CDG"][Math.floor(random() * 3)] ?? "",
  }));
  let sequence = 0;
  const replicaId = deps.ids.uuid();
  async function count(of: ServedVersion, some: readonly FlightRow[], profiled = profile): Promise<void> {
    const base = new Map<number, FlightRow[]>();
    for (const row of some) {
      const start = Math.floor(row.at / 10_000) * 10_000;
      base.set(start, [...(base.get(start) ?? []), row]);
    }
    const windows = [...base].map(([startsAtMs, own]) => deltaWindow(of, { startsAtMs, widthSeconds: 10 }, countersFor(profiled, {
      x: own.map((row) => row.x), port: own.map((row) => row.port), hour: own.map((row) => row.x), score: own.map((row) => (row.x === null ? null : row.x / 100)),
    }, { rows: own.length, latencyMs: 2 + ((startsAtMs / 10_000) % 7) })));
    await ingestDelta(deps, { replicaId, incarnation: 1, sequence: ++sequence, formatVersion: 1, payload: { formatVersion: 1, windows }, startedAt: deps.clock.now(), address: "here" });
    while (await foldPending(deps));
  }
  async function given(): Promise<ServedVersion> {
    const served = await givenServed(deps, { model: "flights", profile, tags: { "signalbox.drift_window_seconds": "3600" } });
    await count(served, rows);
    return served;
  }
  return { reference, profile, rows, count, given };
}
