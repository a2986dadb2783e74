import { z } from "zod";
import type { Deps } from "../../platform/deps.ts";
import { backendSeen, loadedVersion, spoolView } from "./contract.ts";
import { putReplica } from "./store.ts";

const loadedList = z.array(loadedVersion);
const seenList = z.array(backendSeen);
export type ReplicaReport = { replicaId: string; incarnation: number; address: string; startedAt: Date; loaded: z.infer<typeof loadedList>; backends: z.infer<typeof seenList>; spool: z.infer<typeof spoolView> };

/** A serving process says that it lives and what it holds; more often than every ten seconds, or it counts as gone. */
export async function reportReplica(deps: Pick<Deps, "db" | "clock">, report: ReplicaReport): Promise<void> {
  await putReplica(deps.db, {
    id: report.replicaId, incarnation: report.incarnation, address: report.address, startedAt: report.startedAt, at: deps.clock.now(),
    loaded: loadedList.parse(report.loaded), backends: seenList.parse(report.backends), spool: spoolView.parse(report.spool),
  });
}
