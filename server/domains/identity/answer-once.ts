import type { Deps } from "../../platform/deps.ts";
import { SignalboxError } from "../../shared/errors.ts";
import type { Actor } from "./contract.ts";
import { dropKeys, freeKey, keepAnswer, readKey, takeKey, type KeptAnswer } from "./store-idempotency.ts";

const keptMs = 86_400_000;
const abandonedMs = 60_000;

export type OnceRequest = { key: string; requestHash: string; run: () => Promise<KeptAnswer> };

/**
 * Runs a mutation once for each key of a person within a day: the same request again gets the answer of the first, byte
 * for byte. Only finished answers are kept: one that says we failed (500 and above) frees the key.
 * @returns the answer, and whether it is an earlier one
 * @throws idempotency_mismatch when the key was used with another request; in_progress while the first still runs
 */
export async function answerOnce(deps: Deps, actor: Actor, request: OnceRequest): Promise<KeptAnswer & { replayed: boolean }> {
  const now = deps.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  const mine = { personId: actor.id, key: request.key };
  if (!(await takeKey(deps.db, { ...mine, requestHash: request.requestHash, now, expiredBefore: before(keptMs), abandonedBefore: before(abandonedMs) }))) {
    const held = await readKey(deps.db, actor.id, request.key);
    if (held !== null && held.requestHash !== request.requestHash) throw new SignalboxError("idempotency_mismatch", "This Idempotency-Key was used with another request. Use a new one for a new request.");
    if (held === null || held.answer === null) throw new SignalboxError("in_progress", "A request with this Idempotency-Key is still running. Ask again in a moment.");
    return { ...held.answer, replayed: true };
  }
  let answer: KeptAnswer;
  try {
    answer = await request.run();
  } catch (error) {
    await freeKey(deps.db, actor.id, request.key);
    throw error;
  }
  if (answer.status >= 500) await freeKey(deps.db, actor.id, request.key);
  else await keepAnswer(deps.db, { ...mine, answer });
  return { ...answer, replayed: false };
}

/** Drops keys older than a day. @returns how many */
export async function pruneIdempotencyKeys(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return dropKeys(deps.db, new Date(deps.clock.now().getTime() - keptMs));
}
