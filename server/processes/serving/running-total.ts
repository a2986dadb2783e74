/**
 * What was counted since the last spooled flush, written ten times a second and not fsynced: the page cache outlives
 * a killed process. Two files in turn, each with its checksum, so that one is whole whenever the kill comes.
 */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";

const total = z.object({
  generation: z.number().int(),
  incarnation: z.number().int(),
  /** Everything up to this sequence was spooled when the total was written. */
  afterSequence: z.number().int(),
  fromMs: z.number(),
  toMs: z.number(),
  counts: z.array(z.object({ model: z.string(), version: z.string(), environment: z.string(), requests: z.number().int(), rows: z.number().int() })),
});
export type RunningTotal = z.infer<typeof total>;

const fileOf = (folder: string, turn: number) => join(folder, `running-${turn}.json`);

function readOne(path: string): RunningTotal | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const match = /^(\d+) (\d+)\n/.exec(text);
  if (!match) return null;
  const body = Buffer.from(text.slice(match[0].length)).subarray(0, Number(match[2]));
  if (crc32(body) !== Number(match[1])) return null;
  const parsed = total.safeParse(JSON.parse(body.toString("utf8")));
  return parsed.success ? parsed.data : null;
}

/** The last whole total that a killed process left; null when there is none. */
export function readRunningTotal(folder: string): RunningTotal | null {
  const found = [readOne(fileOf(folder, 0)), readOne(fileOf(folder, 1))].filter((one) => one !== null);
  return found.sort((a, b) => b.generation - a.generation)[0] ?? null;
}

export class RunningTotalFile implements Disposable {
  private readonly handles: number[];
  private generation: number;
  private last = "";

  /** @param generation of the total found at start: ours go on from it */
  constructor(folder: string, generation: number) {
    this.handles = [0, 1].map((turn) => openSync(fileOf(folder, turn), "a+"));
    for (const handle of this.handles) closeSync(handle);
    this.handles = [0, 1].map((turn) => openSync(fileOf(folder, turn), "r+"));
    this.generation = generation;
  }

  /** Written only when something but the time changed. */
  write(state: Omit<RunningTotal, "generation">): void {
    const key = JSON.stringify([state.afterSequence, state.counts]);
    if (key === this.last) return;
    this.last = key;
    this.generation += 1;
    const body = Buffer.from(JSON.stringify({ generation: this.generation, ...state } satisfies RunningTotal));
    writeSync(this.handles[this.generation % 2] as number, Buffer.concat([Buffer.from(`${crc32(body)} ${body.length}\n`), body]), 0, undefined, 0);
  }

  [Symbol.dispose](): void {
    for (const handle of this.handles) closeSync(handle);
  }
}
