/**
 * Deltas on disk until they are acknowledged: one immutable file a flush, named by its sequence, fsynced before it is
 * sent. The highest stays after its acknowledgement, so that the sequence goes on from it in the next incarnation;
 * sent again, it counts once. Gaps of killed incarnations wait here too.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { namesIn, remove, writeDurably } from "./disk.ts";

const deltaName = /^(\d{12})\.json$/;
const gapName = /^gap-(\d+)\.json$/;
const nameOf = (sequence: number) => `${String(sequence).padStart(12, "0")}.json`;
const folderOf = (slotFolder: string) => join(slotFolder, "spool");

/** Whether sequences of an earlier incarnation can be gone on with. */
export const hasSpool = async (slotFolder: string): Promise<boolean> => (await namesIn(folderOf(slotFolder))).some((name) => deltaName.test(name));

type Waiting = { sequence: number; bytes: number; sinceMs: number };

export class Spool {
  private readonly folder: string;
  private waiting: Waiting[] = [];
  private gaps: string[] = [];
  private highestSequence = 0;
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

  /** @param content the bytes that will be sent, as often as it takes */
  async add(sequence: number, content: string, nowMs: number): Promise<void> {
    await writeDurably(join(this.folder, nameOf(sequence)), content);
    this.highestSequence = sequence;
    this.waiting.push({ sequence, bytes: Buffer.byteLength(content), sinceMs: nowMs });
    if (this.placeholder !== null) await remove(join(this.folder, nameOf(this.placeholder)));
    this.placeholder = null;
  }

  async addGap(incarnation: number, content: string): Promise<void> {
    const name = `gap-${incarnation}.json`;
    await writeDurably(join(this.folder, name), content);
    if (!this.gaps.includes(name)) this.gaps.push(name);
  }

  read(sequence: number): Promise<string> {
    return readFile(join(this.folder, nameOf(sequence)), "utf8");
  }

  /** What this folder still holds beyond `sequence`, acknowledged or not. */
  sequencesAfter(sequence: number): number[] {
    return this.waiting.map((delta) => delta.sequence).filter((waiting) => waiting > sequence);
  }

  /** The next to send, lowest first. */
  next(): number | null {
    return this.waiting[0]?.sequence ?? null;
  }

  async nextGap(): Promise<{ name: string; content: string } | null> {
    const [name] = this.gaps;
    return name === undefined ? null : { name, content: await readFile(join(this.folder, name), "utf8") };
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

  /** Out of the way of the others, kept for whoever looks into it. */
  async setAside(sequence: number): Promise<void> {
    await writeDurably(join(this.folder, "refused", nameOf(sequence)), await this.read(sequence));
    await this.acknowledge(sequence);
  }
}
