import type { Deps } from "../../platform/deps.ts";
import { genesisHash, linkHash } from "./rules/chain.ts";
import { becomeSealer, insertSeals, lastSeal, unsealed } from "./store.ts";

const batch = 1000;

/**
 * Chains the events that have no link yet, in one transaction of the one sealer; the worker calls it several times a
 * second. @returns how many it sealed: 0 when there were none or another sealer is at work
 */
export async function sealPending(deps: Pick<Deps, "db" | "clock">): Promise<number> {
  return deps.db.tx(async (tx) => {
    if (!(await becomeSealer(tx))) return 0;
    const events = await unsealed(tx, batch);
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
