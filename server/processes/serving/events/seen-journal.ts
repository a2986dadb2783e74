/**
 * Ids of counted events on disk: what goes with a delta is written before it, named by its sequence, and read again only
 * where the delta was spooled too. So after a kill -9 what was counted is known, and what was not is not.
 */
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { namesIn, remove, writeDurably } from "../disk.ts";
import { openLines, sealLines } from "../sealed.ts";
import { SeenIds } from "./memory.ts";

const seenKept = 250_000;
const filesKept = 64;
const fileName = /^(\d{12})\.ids$/;
const idLength = 22;

/** 132 bits stand for what an event is known by. */
export const seenId = (parts: readonly unknown[]): string => hash("sha256", JSON.stringify(parts), "base64url").slice(0, idLength);

export class SeenJournal {
  private readonly folder: string;
  private readonly kept: number;
  private ids: SeenIds;
  private fresh: string[] = [];
  private sequences: number[] = [];

  private constructor(folder: string, kept: number) {
    this.folder = folder;
    this.kept = kept;
    this.ids = new SeenIds(kept);
  }

  /** @param of `highest`: the last sequence that the spool knows; `kept` for tests */
  static async open(slotFolder: string, { highest, kept = seenKept }: { highest: number; kept?: number }): Promise<SeenJournal> {
    const journal = new SeenJournal(join(slotFolder, "seen"), kept);
    for (const name of await namesIn(journal.folder)) {
      const sequence = Number(fileName.exec(name)?.[1] ?? Number.NaN);
      if (!(sequence <= highest)) {
        await remove(join(journal.folder, name));
        continue;
      }
      for (const id of await journal.read(sequence)) journal.ids.add(id);
      journal.sequences.push(sequence);
    }
    return journal;
  }

  private pathOf(sequence: number): string {
    return join(this.folder, `${String(sequence).padStart(12, "0")}.ids`);
  }

  /** None of a file that the disk has changed: repeats of those count again. */
  private async read(sequence: number): Promise<string[]> {
    const [text = null] = openLines(await readFile(this.pathOf(sequence), "utf8"), 1);
    return text === null || text === "" ? [] : text.split(",");
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** In the same turn in which the event is counted. */
  add(id: string): void {
    this.ids.add(id);
    this.fresh.push(id);
  }

  /** What was added since the last call; in the same turn in which the counters are taken. */
  take(): string[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  /** Before the delta of that sequence is spooled. */
  async keep(sequence: number, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await writeDurably(this.pathOf(sequence), sealLines([ids.join(",")]));
    if (this.sequences.at(-1) !== sequence) this.sequences.push(sequence);
    if (this.sequences.length > filesKept) await this.joinFiles();
  }

  /** All but the newest become one. Its name is that of the newest among them, so that it is as good as they were. */
  private async joinFiles(): Promise<void> {
    const old = this.sequences.slice(0, -1);
    const ids: string[] = [];
    for (const sequence of old) for (const id of await this.read(sequence)) ids.push(id);
    const into = old.at(-1) ?? 0;
    await writeDurably(this.pathOf(into), sealLines([ids.slice(-2 * this.kept).join(",")]));
    for (const sequence of old) if (sequence !== into) await remove(this.pathOf(sequence));
    this.sequences = [into, ...this.sequences.slice(-1)];
  }
}
