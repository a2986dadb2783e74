import { join } from "node:path";
import { z } from "zod";
import type { Ids } from "../../platform/ids.ts";
import { readIfThere, writeDurably } from "./disk.ts";
import { hasSpool } from "./spool.ts";

/** Who counts: a UUID for as long as its folder lives, and which life of it this is. */
export type Replica = { id: string; incarnation: number; startedAt: Date };

const kept = z.object({ id: z.uuid(), incarnation: z.number().int().min(0) });

/** Null: the disk has not kept it as it was written. */
function readKept(text: string): z.infer<typeof kept> | null {
  try {
    return kept.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Begins the next incarnation, fsynced before anything is served. A folder whose spool or name is gone begins as a new
 * replica: the sequences of the old one cannot be gone on with, and a repeated one would not be counted.
 * @param folder of this slot
 */
export async function beginIncarnation(folder: string, { ids, now }: { ids: Ids; now: Date }): Promise<Replica> {
  const file = join(folder, "replica.json");
  const text = await readIfThere(file);
  const known = text !== null && (await hasSpool(folder)) ? readKept(text) : null;
  const before = known ?? { id: ids.uuid(), incarnation: 0 };
  const replica = { id: before.id, incarnation: before.incarnation + 1 };
  await writeDurably(file, JSON.stringify(replica));
  return { ...replica, startedAt: now };
}
