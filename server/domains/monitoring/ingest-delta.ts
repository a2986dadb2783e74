import { SignalboxError } from "../../shared/errors.ts";
import type { Deps } from "../../platform/deps.ts";
import type { DeltaPayload } from "./contract.ts";
import { insertDelta } from "./store-deltas.ts";

/** One flush of one replica. `sequence` rises by one a flush and goes on over incarnations. */
export type IngestInput = {
  replicaId: string;
  incarnation: number;
  sequence: number;
  formatVersion: number;
  payload: DeltaPayload;
  startedAt: Date;
  address: string;
};
/** `accepted` false: counted before. Either way the sender may drop every delta up to `highestSequence`. */
export type IngestResult = { accepted: boolean; highestSequence: number };

/**
 * Takes one delta, once: one statement, so one transaction and one round trip, inserts the row and raises the replica's
 * highest sequence. A sequence at or under the highest is a repeat: acknowledged, not counted again. One that jumps ahead
 * is taken: the sender sends in order, so a gap only means that the database was restored to an earlier day.
 * @throws invalid_input for a sequence that is not a positive whole number
 */
export async function ingestDelta(deps: Deps, input: IngestInput): Promise<IngestResult> {
  if (!Number.isSafeInteger(input.sequence) || input.sequence < 1) {
    throw new SignalboxError("invalid_input", "A delta's sequence is a whole number from 1.", { fields: [{ path: "sequence", message: "a whole number from 1" }] });
  }
  return insertDelta(deps.db, { ...input, now: deps.clock.now() });
}
