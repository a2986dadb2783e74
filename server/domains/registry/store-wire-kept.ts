import type { Db } from "../../platform/db.ts";
import type { Wire } from "./store-wire.ts";

const keptCharacters = 2 ** 25;

/** One row of a model as it was found: `xmin` is the transaction that wrote it, another one for each change of its text. */
export type Found = { id: number; xmin: string };
type Kept = { xmin: string; wire: Wire };

class KeptWires {
  private readonly wires = new Map<number, Kept>();
  private characters = 0;

  get({ id, xmin }: Found): Wire | undefined {
    const kept = this.wires.get(id);
    return kept?.xmin === xmin ? kept.wire : undefined;
  }

  /** The ones that were put in longest ago make room. */
  put({ id, xmin }: Found, wire: Wire): void {
    this.characters += wire.length - (this.wires.get(id)?.wire.length ?? 0);
    this.wires.delete(id);
    this.wires.set(id, { xmin, wire });
    for (const [oldest, { wire: text }] of this.wires) {
      if (this.characters <= keptCharacters) return;
      this.wires.delete(oldest);
      this.characters -= text.length;
    }
  }
}

const keptBy = new WeakMap<Db, KeptWires>();

/**
 * The text of models that a search found, in its order. Pages of models are long, and mostly show what was shown before:
 * this process keeps up to 32 million characters of it and reads what is missing or has changed since. A model that went
 * meanwhile is left out.
 */
export async function modelWires(db: Db, found: readonly Found[]): Promise<Wire[]> {
  const kept = keptBy.get(db) ?? new KeptWires();
  keptBy.set(db, kept);
  const known = found.map((row) => kept.get(row));
  const missing = found.filter((_, index) => known[index] === undefined);
  const fresh = new Map<number, Wire>();
  if (missing.length > 0) {
    const rows = await db.hot<Found & { wire: Wire }>("registry.wire.models", `SELECT id, xmin::text AS xmin, wire FROM registered_model WHERE id = ANY($1::int[])`, [missing.map(({ id }) => id)]);
    for (const row of rows) {
      kept.put(row, row.wire);
      fresh.set(row.id, row.wire);
    }
  }
  return found.flatMap(({ id }, index) => known[index] ?? fresh.get(id) ?? []);
}
