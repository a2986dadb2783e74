/** Raw rows that are kept to be looked at: chosen where they are counted, handed over with the counters. */
import { sampleWindowSeconds, type SampleWindow } from "../../domains/monitoring/contract-samples.ts";
import { chooserOf, Reservoir, seedOf, type Chooser, type Drawing } from "../../domains/monitoring/rules/samples/choose.ts";
import type { Replica } from "./identity.ts";
import type { Counted, Watched } from "./watch.ts";

/** Windows whose choice is remembered from flush to flush. One that was forgotten sends more rows than are kept, never fewer. */
const windowsRemembered = 1024;
const windowMs = sampleWindowSeconds * 1000;

type Open = { watched: Watched; environment: string; startsAtMs: number; reservoir: Reservoir };

export class Samples {
  private readonly drawing: Drawing;
  private readonly choosers = new WeakMap<Watched, Chooser>();
  /** Oldest first. */
  private readonly open = new Map<string, Open>();
  /** What the last prediction was offered to, while it is in `open`. */
  private last: Open | null = null;
  private readonly touched = new Set<Open>();
  private readonly numbers = new WeakMap<Watched, number>();
  private lastNumber = 0;
  private place = 0;

  constructor({ id, incarnation }: Pick<Replica, "id" | "incarnation">) {
    this.drawing = { seed: seedOf(`${id}/${incarnation}`), name: `${id.slice(0, 13)}.${incarnation.toString(36)}` };
  }

  private chooserOf(watched: Watched): Chooser | null {
    if (!watched.profile || !watched.samples?.on) return null;
    let chooser = this.choosers.get(watched);
    if (!chooser) this.choosers.set(watched, (chooser = chooserOf(watched.profile, watched.samples)));
    return chooser;
  }

  /** Another baseline or other tags of a version are another `Watched`, with rows of its own. */
  private numberOf(watched: Watched): number {
    let number = this.numbers.get(watched);
    if (number === undefined) this.numbers.set(watched, (number = this.lastNumber += 1));
    return number;
  }

  private reservoirOf({ watched, environment, atMs }: Counted): Open {
    const startsAtMs = Math.floor(atMs / windowMs) * windowMs;
    const { last } = this;
    if (last !== null && last.watched === watched && last.startsAtMs === startsAtMs && last.environment === environment) return last;
    const key = `${this.numberOf(watched)} ${startsAtMs} ${environment}`;
    let open = this.open.get(key);
    if (!open) this.open.set(key, (open = { watched, environment, startsAtMs, reservoir: new Reservoir() }));
    this.last = open;
    return open;
  }

  offer(counted: Counted): void {
    const chooser = counted.rows > 0 ? this.chooserOf(counted.watched) : null;
    if (chooser === null) return;
    const open = this.reservoirOf(counted);
    open.reservoir.offer(chooser, { columns: counted.columns, rows: counted.rows, atMs: counted.atMs, place: this.place, predictionId: counted.predictionId }, this.drawing);
    this.place += counted.rows;
    this.touched.add(open);
  }

  /** Rows that came to be kept since the last call, by window. */
  take(): SampleWindow[] {
    const windows = [...this.touched].map(({ watched: { versionId, model, version }, environment, startsAtMs, reservoir }): SampleWindow => ({ versionId, model, version, environment, startsAtMs, rows: reservoir.take() }));
    this.touched.clear();
    this.last = null;
    for (const key of this.open.keys()) {
      if (this.open.size <= windowsRemembered) break;
      this.open.delete(key);
    }
    return windows.filter(({ rows }) => rows.length > 0);
  }
}
