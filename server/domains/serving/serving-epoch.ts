import type { Db } from "../../platform/db.ts";
import { readServingEpoch } from "../../platform/epoch.ts";

/** `epoch` moves whenever the snapshot does; `at` is the database's time. One cheap read, for serving to poll. */
export async function servingEpoch(db: Db): Promise<{ epoch: number; at: Date }> {
  return readServingEpoch(db);
}
