import type { Db } from "../../platform/db.ts";
import { readServingEpoch } from "../../platform/epoch.ts";

/** Moves whenever the snapshot does: one cheap read, for serving to poll. */
export async function servingEpoch(db: Db): Promise<number> {
  return readServingEpoch(db);
}
