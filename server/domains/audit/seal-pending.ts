import type { Db } from "../../platform/db.ts";
import type { Deps } from "../../platform/deps.ts";
import { genesisHash, linkHash } from "./rules/chain.ts";
import { becomeSealer, insertSeals, lastSeal, unsealed } from "./store.ts";

const batch = 1000;
const margin = 1000;
/** What 30 s, the longest that a transaction of ours may run, holds at 3,300 writes a second: too many to look at each time. */
const wideMargin = 100_000;
const widenEveryMs = 10_000;
const widenedAt = new WeakMap<Db, number>();

function marginNow(db: Db, nowMs: number): number {
  if (nowMs - (widenedAt.get(db) ?? -Infinity) < widenEveryMs) return margin;
  widenedAt.set(db, nowMs);
  return wideMargin;
}

/**
 * Chains the events that have no link yet, in one transaction of the one sealer; the worker calls it several times a
 * second. @returns how many it sealed: 0 when there were none or another sealer is at work
 */
export async function sealPending(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return deps.db.tx(async (tx) => {
    if (!(await becomeSealer(tx))) return 0;
    const events = await unsealed(tx, batch, marginNow(deps.db, deps.clock.now().getTime()));
    if (events.length === 0) return 0;
    const last = await lastSeal(tx);
    let position = last?.position ?? 0;
    let previousHash = last?.hash ?? genesisHash;
    const seals = events.map((event) => {
      const seal = { position: ++position, auditSeq: event.seq, hash: linkHash(previousHash, event), previousHash };
      previousHash = seal.hash;
      return seal;
    });
    await insertSeals(tx, seals, deps.clock.now());
    return seals.length;
  });
}
