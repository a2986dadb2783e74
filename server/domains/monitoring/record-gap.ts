import type { Deps } from "../../platform/deps.ts";
import { insertGap, type LostCounts } from "./store-deltas.ts";

/** What a killed incarnation had counted but not spooled, as its successor read it from the running total. */
export type GapInput = { replicaId: string; incarnation: number; from: Date; to: Date; lost: LostCounts[] };

/** Records the gap once for each incarnation: a second call changes nothing. @returns whether this call recorded it */
export async function recordGap(deps: Deps, input: GapInput): Promise<boolean> {
  return insertGap(deps.db, { ...input, now: deps.clock.now() });
}
