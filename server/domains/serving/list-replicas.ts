import { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import type { Actor } from "../identity/contract.ts";
import { authorise } from "../identity/index.ts";
import { backendSeen, loadedVersion, spoolView, type ReplicaView } from "./contract.ts";
import { replicaRows } from "./store.ts";

export const aliveWithinMs = 10_000;
export const loadedList = z.array(loadedVersion);
const seenList = z.array(backendSeen);

/** The serving processes of this installation, last seen first. One not seen for ten seconds is not alive. */
export async function listReplicas(deps: Deps, actor: Actor): Promise<ReplicaView[]> {
  authorise(actor, "monitoring.read");
  const now = deps.clock.now().getTime();
  return (await replicaRows(deps.db, 100)).map((row) => ({
    id: row.id, incarnation: row.incarnation, address: row.address, startedAt: row.started_at.toISOString(), lastSeenAt: row.last_seen_at.toISOString(),
    alive: now - row.last_seen_at.getTime() <= aliveWithinMs,
    // A replica that has only sent counters so far has said nothing of what it holds.
    loaded: loadedList.safeParse(row.loaded).data ?? [], backends: seenList.safeParse(row.backends).data ?? [], spool: spoolView.safeParse(row.spool).data ?? null,
  }));
}
