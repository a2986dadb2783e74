/** What administrators unloaded, on the disk that a fleet's workers share: whoever starts later leaves it alone too. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { namesIn, readIfThere, remove, writeDurably } from "./disk.ts";

export class Unloaded {
  private readonly folder: string;
  private readonly keys = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Takes up what earlier processes left. */
  async read(): Promise<void> {
    const texts = await Promise.all((await namesIn(this.folder)).filter((name) => name.endsWith(".json")).map((name) => readIfThere(join(this.folder, name))));
    for (const text of texts) if (text !== null) this.keys.add(text);
  }

  private fileOf(key: string): string {
    return join(this.folder, `${createHash("sha256").update(key, "utf8").digest("hex")}.json`);
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  get all(): string[] {
    return [...this.keys];
  }

  /** Another worker has written it, or taken it away. */
  hear(keys: readonly string[], unloaded: boolean): void {
    for (const key of keys) {
      if (unloaded) this.keys.add(key);
      else this.keys.delete(key);
    }
  }

  async keep(keys: readonly string[]): Promise<void> {
    this.hear(keys, true);
    await Promise.all(keys.map((key) => writeDurably(this.fileOf(key), key)));
  }

  async forget(keys: readonly string[]): Promise<void> {
    this.hear(keys, false);
    await Promise.all(keys.map((key) => remove(this.fileOf(key))));
  }
}
