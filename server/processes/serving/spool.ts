/**
 * Deltas on disk until they are acknowledged: one immutable file a flush, named by its sequence, fsynced before it is
 * sent. The highest stays after its acknowledgement, so that the sequence goes on from it in the next incarnation;
 * sent again, it counts once. Gaps of killed incarnations wait here too. Each file has two lines with a checksum of their
 * own: what it counts in short, and the delta; a disk that changes the second loses no more than the first says.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openLines, sealLines } from "./sealed.ts";
import { namesIn, remove, writeDurably } from "./disk.ts";

const deltaName = /^(\d{12})\.json$/;
const gapName = /^gap-(\d+)\.json$/;
const nameOf = (sequence: number) => `${String(sequence).padStart(12, "0")}.json`;
const folderOf = (slotFolder: string) => join(slotFolder, "spool");

/** Whether sequences of an earlier incarnation can be gone on with. */
export const hasSpool = async (slotFolder: string): Promise<boolean> => (await namesIn(folderOf(slotFolder))).some((name) => deltaName.test(name));

const brief = z.object({
  incarnation: z.number().int(), fromMs: z.number(), toMs: z.number(),
  counts: z.array(z.object({ model: z.string(), version: z.string(), environment: z.string(), requests: z.number(), rows: z.number() })),
});
/** What a delta counts in short, and the time of its windows: what is lost with it. */
export type Brief = z.infer<typeof brief>;
/** Null: the line is not as it was written. */
export type Spooled = { brief: Brief | null; content: string | null };

/** @param text of a spool's file, an empty mark too */
export function readSpooled(text: string): Spooled {
  const [short = null, content = null] = openLines(text, 2);
  return { brief: short === null ? null : brief.parse(JSON.parse(short)), content };
}

type Waiting = { sequence: number; bytes: number; sinceMs: number };

export class Spool {
  private readonly folder: string;
  private waiting: Waiting[] = [];
  private gaps: string[] = [];
  private highestSequence = 0;
  /** Files that were not as they had been written. */
  damaged = 0;
  /** Acknowledged, and kept only because the sequence goes on from it. */
  private placeholder: number | null = null;

  private constructor(slotFolder: string) {
    this.folder = folderOf(slotFolder);
  }

  /** Reads what an earlier incarnation left; a new folder begins with an empty mark of sequence 0. */
  static async open(slotFolder: string): Promise<Spool> {
    const spool = new Spool(slotFolder);
    const names = await namesIn(spool.folder);
    for (const name of names) {
      const sequence = Number(deltaName.exec(name)?.[1] ?? Number.NaN);
      if (!Number.isNaN(sequence)) {
        const { size, mtimeMs } = await stat(join(spool.folder, name));
        spool.highestSequence = Math.max(spool.highestSequence, sequence);
        if (sequence > 0) spool.waiting.push({ sequence, bytes: size, sinceMs: mtimeMs });
      } else if (gapName.test(name)) spool.gaps.push(name);
      else if (name.endsWith(".new")) await remove(join(spool.folder, name));
    }
    if (!names.some((name) => deltaName.test(name))) await writeDurably(join(spool.folder, nameOf(0)), "");
    if (spool.highestSequence === 0) spool.placeholder = 0;
    return spool;
  }

  get highest(): number {
    return this.highestSequence;
  }
  get depth(): number {
    return this.waiting.length + this.gaps.length;
  }
  get bytes(): number {
    return this.waiting.reduce((sum, { bytes }) => sum + bytes, 0);
  }
  /** When the oldest unacknowledged delta was written, epoch milliseconds; null when none waits. */
  get oldestMs(): number | null {
    return this.waiting[0]?.sinceMs ?? null;
  }

  /** @param of `content`: the bytes that will be sent, as often as it takes */
  async add(sequence: number, of: { brief: Brief; content: string }, nowMs: number): Promise<void> {
    const sealed = sealLines([JSON.stringify(of.brief), of.content]);
    await writeDurably(join(this.folder, nameOf(sequence)), sealed);
    this.highestSequence = sequence;
    this.waiting.push({ sequence, bytes: Buffer.byteLength(sealed), sinceMs: nowMs });
    if (this.placeholder !== null) await remove(join(this.folder, nameOf(this.placeholder)));
    this.placeholder = null;
  }

  async addGap(incarnation: number, content: string): Promise<void> {
    const name = `gap-${incarnation}.json`;
    await writeDurably(join(this.folder, name), sealLines([content, content]));
    if (!this.gaps.includes(name)) this.gaps.push(name);
  }

  async read(sequence: number): Promise<Spooled> {
    return readSpooled(await readFile(join(this.folder, nameOf(sequence)), "utf8"));
  }

  /** What the nearest delta behind it says in short: of a file that says nothing itself. */
  async briefAfter(sequence: number): Promise<Brief | null> {
    for (const next of this.sequencesAfter(sequence)) {
      const { brief: found } = await this.read(next);
      if (found !== null) return found;
    }
    return null;
  }

  /** What this folder still holds beyond `sequence`, acknowledged or not. */
  sequencesAfter(sequence: number): number[] {
    return this.waiting.map((delta) => delta.sequence).filter((waiting) => waiting > sequence);
  }

  /** The next to send, lowest first. */
  next(): number | null {
    return this.waiting[0]?.sequence ?? null;
  }

  /** `content` null: it is not as it was written. */
  async nextGap(): Promise<{ name: string; content: string | null } | null> {
    const [name] = this.gaps;
    if (name === undefined) return null;
    const [one = null, two = null] = openLines(await readFile(join(this.folder, name), "utf8"), 2);
    return { name, content: one ?? two };
  }

  async acknowledgeGap(name: string): Promise<void> {
    await remove(join(this.folder, name));
    this.gaps = this.gaps.filter((other) => other !== name);
  }

  async acknowledge(sequence: number): Promise<void> {
    this.waiting = this.waiting.filter((delta) => delta.sequence !== sequence);
    if (sequence < this.highestSequence) await remove(join(this.folder, nameOf(sequence)));
    else this.placeholder = sequence;
  }

  private async copyAside(name: string): Promise<void> {
    await writeDurably(join(this.folder, "refused", name), await readFile(join(this.folder, name)));
  }

  /** Out of the way of the others, kept for whoever looks into it. */
  async setAside(sequence: number): Promise<void> {
    await this.copyAside(nameOf(sequence));
    await this.acknowledge(sequence);
  }

  async setGapAside(name: string): Promise<void> {
    await this.copyAside(name);
    await this.acknowledgeGap(name);
  }
}
