import type { Deps } from "../../platform/deps.ts";
import { aliveWithinMs, loadedList } from "./list-replicas.ts";
import { loadFailures as failuresOf, type LoadFailure } from "./rules/load-failures.ts";
import { replicaRows } from "./store.ts";

/** What the living serving processes say of versions that none of them can serve. */
export async function loadFailures(deps: Pick<Deps, "db" | "clock">): Promise<LoadFailure[]> {
  const nowMs = deps.clock.now().getTime();
  const alive = (await replicaRows(deps.db, 100)).filter((row) => nowMs - row.last_seen_at.getTime() <= aliveWithinMs);
  return failuresOf(alive.map((row) => loadedList.safeParse(row.loaded).data ?? []));
}
